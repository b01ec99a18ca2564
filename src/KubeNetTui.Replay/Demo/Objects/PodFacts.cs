namespace KubeNetTui.Replay;

/// <summary>How one container instance ended.</summary>
internal sealed record Termination(int ExitCode, string Reason, DateTimeOffset Started, DateTimeOffset Finished);

/// <summary>What the kubelet knows of a pod; <see cref="PodStatus"/> writes the status from it.</summary>
internal sealed record PodFacts
{
    public required string HostIp { get; init; }

    /// <summary>Null until the sandbox is set up.</summary>
    public string? PodIp { get; init; }

    /// <summary>When the pod was bound to its node.</summary>
    public required DateTimeOffset Scheduled { get; init; }

    /// <summary>When the present container instances started; null: not yet, or not any more.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Since when Ready has the value that it has.</summary>
    public DateTimeOffset? ReadySince { get; init; }

    public bool Ready { get; init; }

    public int Restarts { get; init; }

    /// <summary>The end of the instance before, or, with <see cref="Finished"/>, of the last one.</summary>
    public Termination? Last { get; init; }

    /// <summary>The container ended for good (a Job's pod).</summary>
    public bool Finished { get; init; }

    /// <summary>Such as ContainerCreating or CrashLoopBackOff, while <see cref="Started"/> is null.</summary>
    public string WaitingReason { get; init; } = "ContainerCreating";

    public string? WaitingMessage { get; init; }
}
