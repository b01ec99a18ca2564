using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What becomes of a pod once it is on its node.</summary>
internal enum PodHealth
{
    Good,

    /// <summary>Runs; its readiness probe is answered 503.</summary>
    Answers503,

    /// <summary>CoreDNS where the node's resolv.conf names the stub resolver: it sees its own query come back and ends.</summary>
    Loops,

    /// <summary>No sandbox: the node's address range is used up.</summary>
    NoSandbox,

    /// <summary>A Job's pod: runs a few seconds and ends well.</summary>
    Ends,
}

/// <summary>The faults of the demo that show in a pod's status; a pod that replaces one of these has the same fault.</summary>
internal static class ShopHealth
{
    public static PodHealth Of(JsonObject pod)
    {
        var ns = PodView.Namespace(pod);
        var labels = pod["metadata"]!["labels"];
        var app = (string?)labels?["app"] ?? (string?)labels?["k8s-app"];
        return (ns, app) switch
        {
            ("shop", "pay") => PodHealth.Answers503,
            ("shop", "report") => PodHealth.NoSandbox,
            ("shop", "cleanup") => PodHealth.Ends,
            ("kube-system", "kube-dns") when PodView.Node(pod) == "node-a" => PodHealth.Loops,
            _ => PodHealth.Good,
        };
    }

    /// <summary>How the pod stands at <paramref name="now"/> when it has been on its node since <paramref name="created"/>.</summary>
    public static PodFacts Facts(JsonObject pod, PodHealth health, ShopNode node, string? ip, DateTimeOffset created, DateTimeOffset now)
    {
        var started = created.AddSeconds(2);
        var facts = new PodFacts { HostIp = node.Address, PodIp = ip, Scheduled = created, Started = started };
        switch (health)
        {
            case PodHealth.NoSandbox:
                return facts with { Started = null, ReadySince = created };
            case PodHealth.Answers503:
                // It was ready once; the fault came three hours ago at the most.
                return facts with { ReadySince = now - created > TimeSpan.FromHours(3) ? now - TimeSpan.FromHours(3) + TimeSpan.FromSeconds(DemoId.Number(PodView.Name(pod), 40)) : created };
            case PodHealth.Loops:
                return Looping(pod, facts, now);
            case PodHealth.Ends:
                var end = started.AddSeconds(4);
                return facts with { Started = null, Finished = true, ReadySince = end, Last = new Termination(0, "Completed", started, end) };
            default:
                return facts with { Ready = true, ReadySince = started.AddSeconds(4) };
        }
    }

    /// <summary>CrashLoopBackOff at its full 5 minutes: the last try was at most that long ago.</summary>
    public static PodFacts Looping(JsonObject pod, PodFacts facts, DateTimeOffset now)
    {
        var restarts = Math.Max(6, (int)Math.Min(900, (now - facts.Scheduled).TotalMinutes / 5.1));
        var end = now - TimeSpan.FromSeconds(137);
        return facts with
        {
            Started = null,
            Restarts = restarts,
            Last = new Termination(1, "Error", end.AddSeconds(-1), end),
            ReadySince = end,
            WaitingReason = "CrashLoopBackOff",
            WaitingMessage = $"back-off 5m0s restarting failed container=coredns pod={PodView.Name(pod)}_{PodView.Namespace(pod)}({PodView.Uid(pod)})",
        };
    }
}
