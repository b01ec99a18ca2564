using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A container in the words of a list's cells.</summary>
internal static class ContainerWords
{
    /// <summary>Sorted, the kinds are in the order in which a person wants them.</summary>
    /// <param name="initNumber">From 1: init containers run one after the other.</param>
    public static string Kind(Container c, int initNumber) =>
        c.IsEphemeral ? "ephemeral" : c.IsSidecar ? "sidecar" : c.IsInit ? $"init {initNumber}" : "container";

    public static string State(Container c) => c.Status?.State switch
    {
        { Phase: ContainerPhase.Running } => "Running",
        { Phase: ContainerPhase.Waiting } s => s.Reason.Length > 0 ? s.Reason : "Waiting",
        { Phase: ContainerPhase.Terminated } s => End(s),
        _ => "Waiting",
    };

    /// <summary>How the run before this one ended; "" where there was none.</summary>
    public static string LastEnd(Container c) => c.Status?.LastState is { Phase: ContainerPhase.Terminated } last ? End(last) : "";

    /// <summary>Liveness, readiness and startup, as k9s has them: <c>on:on:off</c>.</summary>
    public static string Probes(Container c)
    {
        return $"{Word(c.Liveness)}:{Word(c.Readiness)}:{Word(c.Startup)}";

        static string Word(Probe? probe) => probe is null ? "off" : "on";
    }

    public static string Ports(Container c) => string.Join(", ", c.Ports.Select(static p =>
        (p.Name.Length > 0 ? p.Name + ":" : "") + p.Port + (p.Protocol is "" or "TCP" ? "" : "/" + p.Protocol) + (p.HostPort > 0 ? $" (host {p.HostPort})" : "")));

    /// <summary><c>100m:500m</c>; a 0 for what is not set.</summary>
    public static string RequestAndLimit(Container c, string resource) => $"{c.Requests[resource] ?? "0"}:{c.Limits[resource] ?? "0"}";

    private static string End(ContainerState state) =>
        state.ExitCode == 0 && state.Reason is "" or "Completed" ? "Completed" : $"{(state.Reason.Length > 0 ? state.Reason : "Error")} {state.ExitCode}";
}
