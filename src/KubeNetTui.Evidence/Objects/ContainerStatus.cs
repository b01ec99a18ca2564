namespace KubeNetTui.Evidence;

public sealed record ContainerStatus
{
    public required string Name { get; init; }
    public bool Ready { get; init; }

    /// <summary>Its startup probe has passed, or it has none; null where the kubelet does not say.</summary>
    public bool? Started { get; init; }

    public int RestartCount { get; init; }
    public ContainerState State { get; init; } = ContainerState.None;

    /// <summary>How the instance before this one ended.</summary>
    public ContainerState LastState { get; init; } = ContainerState.None;

    internal static ContainerStatus Read(ref ObjectReader r)
    {
        ContainerStatus status = new() { Name = "" };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { status = status with { Name = r.Text() }; }
                else if (r.Is("ready"u8)) { status = status with { Ready = r.Flag() ?? false }; }
                else if (r.Is("started"u8)) { status = status with { Started = r.Flag() }; }
                else if (r.Is("restartCount"u8)) { status = status with { RestartCount = r.Number() ?? 0 }; }
                else if (r.Is("state"u8)) { status = status with { State = ContainerState.Read(ref r) }; }
                else if (r.Is("lastState"u8)) { status = status with { LastState = ContainerState.Read(ref r) }; }
            }
        }

        return status;
    }
}

public enum ContainerPhase
{
    None,
    Waiting,
    Running,
    Terminated,
}

/// <param name="Reason"><c>CrashLoopBackOff</c>, <c>ContainerCreating</c>, <c>OOMKilled</c>, …; "" while running.</param>
public sealed record ContainerState(
    ContainerPhase Phase, string Reason, string Message, int ExitCode, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    internal static ContainerState None { get; } = new(ContainerPhase.None, "", "", 0, null, null);

    internal static ContainerState Read(ref ObjectReader r)
    {
        ContainerState state = None;
        if (r.Enter())
        {
            while (r.Next())
            {
                ContainerPhase phase = r.Is("waiting"u8) ? ContainerPhase.Waiting
                    : r.Is("running"u8) ? ContainerPhase.Running
                    : r.Is("terminated"u8) ? ContainerPhase.Terminated
                    : ContainerPhase.None;
                if (phase != ContainerPhase.None)
                {
                    state = ReadDetail(ref r, phase);
                }
            }
        }

        return state;
    }

    private static ContainerState ReadDetail(ref ObjectReader r, ContainerPhase phase)
    {
        ContainerState state = None with { Phase = phase };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("reason"u8)) { state = state with { Reason = r.Text() }; }
                else if (r.Is("message"u8)) { state = state with { Message = r.Text() }; }
                else if (r.Is("exitCode"u8)) { state = state with { ExitCode = r.Number() ?? 0 }; }
                else if (r.Is("startedAt"u8)) { state = state with { StartedAt = r.Time() }; }
                else if (r.Is("finishedAt"u8)) { state = state with { FinishedAt = r.Time() }; }
            }
        }

        return state;
    }
}
