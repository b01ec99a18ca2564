using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.ready</c>: the node takes part in the network, or the network reason why not.</summary>
public sealed class NodeReadyCheck : ICheck
{
    /// <summary>The node controller's own grace period (<c>--node-monitor-grace-period</c>, 40 s until 1.31, 50 s since), with room for both.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    private static readonly string[] NetworkTaints =
        ["node.kubernetes.io/network-unavailable", "node.cilium.io/agent-not-ready", "node.cloudprovider.kubernetes.io/uninitialized"];

    public CheckInfo Info { get; } = new(
        "node.ready", SubjectKind.Node, "Node ready",
        "The node is Ready and its network is up; or the reason: network not ready, kubelet silent, heartbeat late, a taint that a network component has left.",
        "Node conditions and taints, the node's Lease in kube-node-lease.",
        [
            "A cordoned node is no fault.",
            "Heartbeats are compared among the nodes, not with this machine's clock.",
            "Pressure conditions (disk, memory, PID) are no network fault; they are told beside.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [Evidence.Needs.Nodes(), Evidence.Needs.NodeLeases()];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var nodes = evidence.Nodes();
        if (!nodes.IsRead)
        {
            return [new Finding(Info.Id, subject, Verdict.Unknown, "the node could not be read") { Details = [nodes.Problem], Remedy = nodes.HowToGet }];
        }

        var node = nodes.Find("", subject.Name);
        if (node is null)
        {
            return [new Finding(Info.Id, subject, Verdict.Unknown, $"there is no node {subject.Name} (any more)")];
        }

        var leases = evidence.NodeLeases();
        var lease = leases.Find(subject.Name);
        var newest = leases.Items.Max(l => l.Renewed);
        var judged = Judge(node, lease, newest);
        List<Exhibit> exhibits = [Exhibits.Of(nodes.Section!, node, [.. Deciding(node, judged)])];
        if (lease is not null)
        {
            exhibits.Add(Exhibits.Of(leases.Section!, lease, "spec.renewTime"));
        }

        return [new Finding(Info.Id, subject, judged.Verdict, judged.Title)
        {
            Details = [.. judged.Details, .. Beside(node), .. leases.IsRead ? [] : (string[])[$"Heartbeats could not be read: {leases.Problem}"]],
            Exhibits = exhibits,
            Remedy = judged.Remedy,
            RemedyCommand = judged.Verdict > Verdict.Pass ? $"kubectl describe node {node.Name}" : "",
        }];
    }

    /// <param name="Short">At most 40 characters, for a column; "" for Pass.</param>
    internal sealed record Judgement(Verdict Verdict, string Title, string Short, string Remedy, string Condition, params string[] Details);

    /// <summary>The one place that decides, for the check and for the live column.</summary>
    /// <param name="newest">The latest renewal among all nodes: what stands for "now" on the cluster's own clocks. Null: not known.</param>
    internal static Judgement Judge(Node node, Lease? lease, DateTimeOffset? newest)
    {
        var ready = node.Condition("Ready");
        var network = node.Condition("NetworkUnavailable");
        if (network is { IsTrue: true })
        {
            return new(Verdict.Fail, $"its network is unavailable: {Text(network)}", "network unavailable",
                "The CNI or the cloud's route controller sets this condition; look at its pod and log.", "NetworkUnavailable");
        }

        if (ready is null)
        {
            return new(Verdict.Unknown, "the node has not said whether it is ready", "no Ready condition", "It may be joining just now.", "");
        }

        if (!ready.IsTrue)
        {
            var silent = ready.Status == "Unknown";
            var cni = ready.Message.Contains("NetworkPluginNotReady", StringComparison.Ordinal)
                || ready.Message.Contains("cni", StringComparison.OrdinalIgnoreCase)
                || ready.Message.Contains("network not ready", StringComparison.OrdinalIgnoreCase);
            var last = lease?.Renewed is { } at ? $"Its last heartbeat was at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC." : "It has no heartbeat.";
            return (silent, cni) switch
            {
                (true, _) => new(Verdict.Fail, $"its kubelet is silent since {Since(ready)}: {Text(ready)}", "kubelet silent",
                    "The machine is down, its kubelet is, or the way from it to the API server is cut; its pods may still run.", "Ready", last),
                (_, true) => new(Verdict.Fail, $"not ready, because its network is not: {Text(ready)}", "CNI not ready",
                    "Look at the CNI's pod on this node and at /etc/cni/net.d.", "Ready"),
                _ => new(Verdict.Fail, $"not ready since {Since(ready)}: {Text(ready)}", "not ready",
                    "The reason is the kubelet's own; services leave this node's pods out while it lasts.", "Ready"),
            };
        }

        if (node.Taints.FirstOrDefault(t => NetworkTaints.Contains(t.Key)) is { } taint)
        {
            return new(Verdict.Warn, $"ready, but still tainted {taint}", "network taint",
                "A network component takes this taint away when it is done; look at its pod on this node.", "");
        }

        if (lease?.Renewed is { } renewed && newest is { } latest && latest - renewed > Late)
        {
            return new(Verdict.Warn, $"its heartbeat is {(latest - renewed).TotalSeconds:0} s behind the other nodes'; Ready will turn Unknown", "heartbeat late",
                "The machine is down or busy, its kubelet is, or the way from it to the API server is cut.", "");
        }

        return new(Verdict.Pass, $"Ready since {Since(ready)}", "", "", "Ready");
    }

    private static IEnumerable<string> Deciding(Node node, Judgement judged)
    {
        var index = node.Conditions.ToList().FindIndex(c => c.Type == judged.Condition);
        if (index >= 0)
        {
            yield return $"status.conditions[{index}]";
        }

        if (node.Taints.Any(t => NetworkTaints.Contains(t.Key)))
        {
            yield return "spec.taints";
        }
    }

    private static IEnumerable<string> Beside(Node node)
    {
        if (node.Unschedulable)
        {
            yield return "It is cordoned: no new pods come here; those that run are served as ever.";
        }

        foreach (var condition in node.Conditions.Where(c => c.IsTrue && c.Type is "MemoryPressure" or "DiskPressure" or "PIDPressure"))
        {
            yield return $"{condition.Type}: {Text(condition)}";
        }
    }

    private static string Text(Condition condition) => (condition.Reason, condition.Message) switch
    {
        ("", "") => condition.Status,
        ("", var message) => message,
        (var reason, "") => reason,
        var (reason, message) => $"{reason}: {message}",
    };

    private static string Since(Condition condition) =>
        condition.Since is { } at ? $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "an unknown time";
}
