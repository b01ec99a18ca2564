namespace KubeNetTui.Kubernetes;

/// <summary>Everything a connection needs. Filled in by <see cref="KubeConfig.Resolve"/>.</summary>
public sealed record ConnectionSettings
{
    public required Uri Server { get; init; }
    public required string ContextName { get; init; }
    public string ClusterName { get; init; } = "";
    public string UserName { get; init; } = "";
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>Null: no limit but the built-in ones (connect 10 s, first answer 30 s).</summary>
    public TimeSpan? RequestTimeout { get; init; }
}
