namespace KubeNetTui.Kubernetes;

public enum ExecInteraction
{
    Never,
    IfAvailable,
    Always,
}

/// <summary>A program that gives credentials (kubelogin, aws, gke-gcloud-auth-plugin), as kubeconfig's <c>exec</c> says it.</summary>
public sealed record ExecPlugin
{
    public required string ApiVersion { get; init; }

    /// <summary>A name to look up on PATH, or a full path (relative ones are made full by the kubeconfig's folder).</summary>
    public required string Command { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public string InstallHint { get; init; } = "";
    public ExecInteraction Interaction { get; init; } = ExecInteraction.IfAvailable;

    /// <summary>The cluster as JSON for <c>KUBERNETES_EXEC_INFO</c>, where <c>provideClusterInfo</c> asks for it.</summary>
    public string? ClusterInfo { get; init; }

    /// <summary>The terminal is the plugin's while it runs. Left off under a full screen, which owns the keyboard.</summary>
    public bool MayUseTerminal { get; init; }

    /// <summary>Null: 60 s, or 5 min where it may use the terminal.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Each line that the plugin writes to stderr while it runs: a device code to type, for one.</summary>
    public Action<string>? OnMessage { get; init; }
}
