namespace KubeNetTui.Kubernetes;

/// <summary>The process that a container runs, as it is: what it writes from now on, and its input where it takes any.</summary>
/// <param name="Container">Null: the pod's only one.</param>
public sealed record AttachQuery(string Namespace, string Pod, string? Container)
{
    /// <summary>Only for a container with <c>stdin: true</c>; others read nothing.</summary>
    public bool Stdin { get; init; }

    /// <summary>Only for a container with <c>tty: true</c>; its error stream then comes with the output.</summary>
    public bool Tty { get; init; }
}
