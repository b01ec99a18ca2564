namespace KubeNetTui.Kubernetes;

/// <summary>What the command line may say over the kubeconfig; null: as configured.</summary>
public sealed record ConnectionOverrides
{
    /// <summary><c>--kubeconfig</c>: this file alone; else <c>KUBECONFIG</c> (a list, merged), else <c>~/.kube/config</c>, else in-cluster.</summary>
    public string? KubeConfigPath { get; init; }
    public string? Context { get; init; }
    public string? Namespace { get; init; }
    public string? ImpersonateUser { get; init; }
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];
    public TimeSpan? RequestTimeout { get; init; }
}

/// <summary>A context as the contexts screen shows it. A context whose cluster or user is missing is listed, with the problem.</summary>
public sealed record KubeContext(string Name, string Cluster, string User, string? Namespace, string? Server, bool IsCurrent, string? Problem);

/// <summary>The merged configuration, as kubectl would read it.</summary>
public sealed class KubeConfig
{
    public IReadOnlyList<KubeContext> Contexts => throw new NotImplementedException();
    public string? CurrentContext => throw new NotImplementedException();

    /// <summary>What was odd but not fatal, each naming file and line.</summary>
    public IReadOnlyList<string> Warnings => throw new NotImplementedException();

    /// <exception cref="KubeConfigException">A file can't be read or is not a kubeconfig; says file, line and what to do.</exception>
    public static KubeConfig Load(ConnectionOverrides overrides) => throw new NotImplementedException();

    /// <summary>The settings for one context (null: overrides, then current-context, then in-cluster).</summary>
    /// <exception cref="KubeConfigException">No such context (lists those there are), or a part of it is missing.</exception>
    public ConnectionSettings Resolve(ConnectionOverrides overrides, string? context = null) => throw new NotImplementedException();
}
