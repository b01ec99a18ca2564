namespace KubeNetTui.Kubernetes;

/// <param name="Container">Null: the pod's only one.</param>
public sealed record ExecQuery(string Namespace, string Pod, string? Container, IReadOnlyList<string> Command)
{
    public bool Stdin { get; init; }

    /// <summary>A terminal in the container; its error stream then comes with the output.</summary>
    public bool Tty { get; init; }
}
