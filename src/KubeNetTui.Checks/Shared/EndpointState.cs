using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What a service's EndpointSlices alone say; the one place that decides it for the live column and for the full check.</summary>
internal enum EndpointState
{
    /// <summary>Every port has a ready endpoint, and no endpoint is left out.</summary>
    Served,

    /// <summary>Every port has a ready endpoint; some endpoints are not ready.</summary>
    PartlyReady,

    /// <summary>Some ports have a ready endpoint, some have none.</summary>
    PortUnserved,

    /// <summary>Endpoints are ready, but no slice has the ports of the service.</summary>
    NoPorts,

    /// <summary>The last ones are on their way out and still answer.</summary>
    OnlyTerminating,

    /// <summary>There are endpoints, none of them ready.</summary>
    NoneReady,

    /// <summary>There are none at all.</summary>
    None,
}

internal static class EndpointStates
{
    public static EndpointState State(this EndpointTally tally) => tally switch
    {
        { AllPortsServed: true } => tally.Endpoints.Any(e => e is { Ready: false, Terminating: false }) ? EndpointState.PartlyReady : EndpointState.Served,
        { NoPortServed: false } => EndpointState.PortUnserved,
        { Endpoints.Count: 0 } => EndpointState.None,
        { Ready: > 0 } => EndpointState.NoPorts,
        _ when tally.Ports.All(p => p.ServingTerminating > 0) => EndpointState.OnlyTerminating,
        _ => EndpointState.NoneReady,
    };

    /// <summary>The verdict where nothing more is known than the slices.</summary>
    public static Verdict Verdict(this EndpointState state, Service service) => state switch
    {
        EndpointState.Served => Checks.Verdict.Pass,
        EndpointState.PartlyReady or EndpointState.OnlyTerminating => Checks.Verdict.Warn,

        // Operators make headless services without a selector as a place for later, and nobody connects to them.
        EndpointState.None when service.Selector.Count == 0 && service.IsHeadless => Checks.Verdict.Warn,
        _ => Checks.Verdict.Fail,
    };
}
