namespace KubeNetTui.Kubernetes;

/// <summary>A kubeconfig that can't be used. The message names file, line where known, and what to do.</summary>
public sealed class KubeConfigException(string message, Exception? inner = null) : Exception(message, inner);
