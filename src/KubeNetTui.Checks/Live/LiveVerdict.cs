using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <param name="Reason">At most 40 characters; "" for Pass.</param>
public readonly record struct LiveJudgement(Verdict Verdict, string Reason);

/// <summary>
/// Verdicts for the column of live lists: from what watches bring anyway, fast enough for every change. The full checks decide by the
/// same code and then look further, for the cause.
/// </summary>
public static class LiveVerdict
{
    private const int Width = 40;

    // A pod may take this long to start before the column calls it slow.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether <see cref="OfService"/> needs the nodes: a traffic policy Local drops what arrives where no endpoint is.</summary>
    public static bool NeedsNodes(Service service) => ServiceTrafficPolicyCheck.IsLocal(service);

    /// <param name="slices">Those of this service.</param>
    /// <param name="nodes">All nodes; null: not known, and traffic policies are not judged.</param>
    public static LiveJudgement OfService(Service service, IReadOnlyList<EndpointSlice> slices, IReadOnlyCollection<Node>? nodes = null)
    {
        if (service.IsExternalName)
        {
            return new LiveJudgement(Verdict.NotApplicable, "external name");
        }

        EndpointTally tally = EndpointTally.Of(service, slices);
        EndpointState state = tally.State();
        Verdict verdict = state.Verdict(service);
        if (verdict == Verdict.Pass && service is { Type: "LoadBalancer", LoadBalancer.Count: 0 })
        {
            return new LiveJudgement(Verdict.Warn, "external address pending");
        }

        if (verdict == Verdict.Pass && nodes is not null && NeedsNodes(service)
            && ServiceTrafficPolicyCheck.NodesWithout(service, tally, nodes) is { Count: > 0 } without)
        {
            return new LiveJudgement(Verdict.Warn, Words.Cut($"no endpoint on {Words.Some(without, 1)}", Width));
        }

        int all = tally.Endpoints.Count(e => !e.Terminating);
        return new LiveJudgement(verdict, Words.Cut(state switch
        {
            EndpointState.Served => "",
            EndpointState.PartlyReady => $"{tally.Endpoints.Count(e => e is { Ready: false, Terminating: false })} of {all} endpoints not ready",
            EndpointState.PortUnserved or EndpointState.NoPorts => Unserved(tally),
            EndpointState.OnlyTerminating => "only terminating endpoints",
            EndpointState.NoneReady => all == 0 ? "only terminating endpoints" : $"0 of {all} endpoints ready",
            _ => service.Selector.Count == 0 ? "no selector, no endpoints" : "no endpoints",
        }, Width));
    }

    /// <param name="recentWarnings">Warnings about this pod, newest first.</param>
    public static LiveJudgement OfPod(PodGlance pod, IReadOnlyList<KubeEvent> recentWarnings, DateTimeOffset now)
    {
        if (pod.Deleting is { } by)
        {
            return now - by > Patience
                ? new LiveJudgement(Verdict.Warn, $"terminating, {Words.Age(now - by)} overdue")
                : new LiveJudgement(Verdict.NotApplicable, "terminating");
        }

        if (pod.Status is "Completed" or "Succeeded")
        {
            return new LiveJudgement(Verdict.NotApplicable, "completed");
        }

        bool young = pod.Created is { } created && now - created < Patience;
        if (pod.Status == "Running")
        {
            return pod.AllReady ? new LiveJudgement(Verdict.Pass, "") : NotReady(pod, recentWarnings, young);
        }

        // ContainerCreating, Pending, PodInitializing, Init:0/2: on its way, unless an event says otherwise.
        if (pod.Status is "ContainerCreating" or "Pending" or "PodInitializing"
            || (pod.Status.StartsWith("Init:", StringComparison.Ordinal) && pod.Status.Length > 5 && char.IsAsciiDigit(pod.Status[5])))
        {
            if (pod.Ip.Length == 0 && recentWarnings.FirstOrDefault(IsSandbox) is { } sandbox)
            {
                return new LiveJudgement(Verdict.Fail, Words.Cut(SandboxCauses.Short(sandbox.Message), Width));
            }

            if (recentWarnings.Any(e => e.Reason == "FailedScheduling"))
            {
                return new LiveJudgement(Verdict.Fail, "not scheduled");
            }

            return new LiveJudgement(Verdict.Warn, Words.Cut(
                young ? "starting" : pod.Created is { } since ? $"{pod.Status} for {Words.Age(now - since)}" : pod.Status, Width));
        }

        return pod.Status.Length == 0
            ? new LiveJudgement(Verdict.Unknown, "no status")
            : new LiveJudgement(Verdict.Fail, Words.Cut(pod.Status, Width));
    }

    /// <param name="newestHeartbeat">The newest renewal among all nodes' leases; null where leases are not read.</param>
    public static LiveJudgement OfNode(Node node, Lease? lease, DateTimeOffset? newestHeartbeat)
    {
        NodeReadyCheck.Judgement judged = NodeReadyCheck.Judge(node, lease, newestHeartbeat);
        return new LiveJudgement(judged.Verdict, Words.Cut(judged.Short, Width));
    }

    internal static bool IsSandbox(KubeEvent e) => e.Reason is "FailedCreatePodSandBox" or "NetworkNotReady";

    private static LiveJudgement NotReady(PodGlance pod, IReadOnlyList<KubeEvent> warnings, bool young)
    {
        KubeEvent? unhealthy = warnings.FirstOrDefault(e => e.Reason == "Unhealthy");
        return unhealthy is not null ? new LiveJudgement(Verdict.Fail, Words.Cut(PodTrouble.ShortOfProbe(unhealthy.Message), Width))
            : young ? new LiveJudgement(Verdict.Warn, "starting")
            : new LiveJudgement(Verdict.Fail, Words.Cut($"{pod.Ready} containers ready", Width));
    }

    private static string Unserved(EndpointTally tally)
    {
        ServicePort? port = tally.Ports.First(p => p.Ready == 0).Port;
        return port is null ? "no endpoints" : $"port {port}: no pod has {port.Target}";
    }
}
