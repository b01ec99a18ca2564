using System.Text;
using System.Text.Json;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>tunnel.scale</c>: there are as many konnectivity agents as the cluster's size takes.</summary>
public sealed class TunnelScaleCheck : ICheck
{
    private const string Autoscaler = "konnectivity-agent-autoscaler";

    /// <summary>What AKS sets (its documentation, "cluster proportional autoscaler for konnectivity agent"): nodes, and replicas from there on.</summary>
    private static readonly (int Nodes, int Replicas)[] Usual = [(1, 2), (100, 3), (250, 4), (500, 5), (1000, 6), (5000, 10)];

    public CheckInfo Info { get; } = new(
        "tunnel.scale", SubjectKind.Cluster, "Tunnel's size",
        "There are as many konnectivity agents as the autoscaler's ladder wants for this number of nodes, and none was killed for want of memory; or which is missing.",
        "ConfigMap kube-system/konnectivity-agent-autoscaler, number of nodes, the agents' replicas, memory limits and ends.",
        [
            "Only konnectivity is scaled so; tunnelfront and aks-link are not.",
            "Without the autoscaler the usual ladder is the yardstick, and less than that a Warn.",
            "More agents than the ladder wants are no fault.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), .. TunnelAgents.Needs(), Evidence.Needs.ConfigMap(TunnelAgents.Namespace, Autoscaler)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var nodes = evidence.Nodes();
        var pods = evidence.Pods(TunnelAgents.Namespace);
        if (TunnelAgents.Of(evidence) is not { } agents || !nodes.IsRead)
        {
            return [Info.Unknown(subject, pods.IsRead ? $"the nodes are not known: {nodes.Problem}" : $"the pods of kube-system are not known: {pods.Problem}", pods.IsRead ? nodes.HowToGet : pods.HowToGet)];
        }

        if (!agents.IsKonnectivity)
        {
            return [Info.NotApplicable(subject, agents.Exists ? $"{agents.Kind} does not grow with the cluster" : TunnelAgents.None)];
        }

        var maps = evidence.ConfigMap(TunnelAgents.Namespace, Autoscaler);
        var map = maps.Items.FirstOrDefault(m => m.Name == Autoscaler);
        if (!maps.IsRead)
        {
            return [Info.Unknown(subject, $"the autoscaler's ladder is not known: {maps.Problem}", maps.HowToGet)];
        }

        var ladder = map?.Data["ladder"];
        var steps = map is null || ladder is null ? Usual : Ladder(ladder);
        if (steps is null)
        {
            return [Info.Warn(subject, $"the ladder in ConfigMap {TunnelAgents.Namespace}/{Autoscaler} is not understood: the autoscaler keeps to what it had") with
            {
                Exhibits = [Exhibits.Of(maps.Section!, map!, "data.ladder")],
                Remedy = "Its \"nodesToReplicas\" must be a JSON list of pairs [nodes, replicas], in ascending order.",
                RemedyCommand = $"kubectl edit configmap -n {TunnelAgents.Namespace} {Autoscaler}",
            }];
        }

        var count = nodes.Items.Count;
        var wanted = steps.Where(s => s.Nodes <= count).Select(s => s.Replicas).LastOrDefault(steps.Length > 0 ? steps[0].Replicas : 1);
        var desired = agents.Workload?.Desired ?? agents.Pods.Count;
        var ready = agents.Ready.Count();
        var killed = agents.Pods.Where(p => TunnelAgentsCheck.WasKilled(p, evidence.Now)).ToList();
        var whose = map is null ? "usually has" : "takes by the autoscaler's ladder";
        var finding = desired < wanted
            ? Info.Warn(subject, $"{Words.Count(desired, "konnectivity-agent")} for {Words.Count(count, "node")}, which {whose} {wanted}") with
            {
                Remedy = map is null ? "Raise the Deployment's replicas, or install the autoscaler." : "See whether the autoscaler itself runs, and its log.",
                RemedyCommand = map is null ? $"kubectl scale -n {TunnelAgents.Namespace} deployment/konnectivity-agent --replicas={wanted}" : $"kubectl logs -n {TunnelAgents.Namespace} deployment/{Autoscaler} --tail=20",
            }
            : killed.Count > 0 ? Info.Warn(subject, $"konnectivity agents are killed for want of memory ({Words.Some(killed.Select(p => p.Name))}): {desired} for {Words.Count(count, "node")} are too few, or their limit too low") with
            {
                Remedy = "Raise the agents' memory limit, or steepen the ladder so that each carries less.",
                RemedyCommand = $"kubectl edit deployment -n {TunnelAgents.Namespace} konnectivity-agent",
            }
            : ready < desired ? Info.Warn(subject, $"{ready} of {desired} konnectivity agents are ready; tunnel.agents says why")
            : Info.Pass(subject, $"{Words.Count(desired, "konnectivity-agent")} for {Words.Count(count, "node")}, which {whose} {wanted}");
        return [finding with
        {
            Details =
            [
                .. Memory(agents),
                .. map is null ? ["There is no autoscaler: the number of agents is fixed."] : ladder is null ? [$"ConfigMap {Autoscaler} has no ladder: the usual one is taken as a yardstick."] : (string[])[$"Ladder: {string.Join(", ", steps.Select(s => $"from {s.Nodes} nodes {s.Replicas}"))}."],
            ],
            Exhibits = [.. map is null ? [] : (Exhibit[])[Exhibits.Of(maps.Section!, map, "data.ladder")], .. agents.Pods.Take(1).Select(p => Exhibits.Of(pods.Section!, p, "spec.containers[0].resources"))],
        }];
    }

    private static IEnumerable<string> Memory(TunnelAgents agents) => agents.Pods.SelectMany(p => p.Containers.Where(c => !c.IsInit)).Take(1)
        .Select(c => $"Memory of each: requests {c.Requests["memory"] ?? "nothing"}, limit {c.Limits["memory"] ?? "none"}.");

    /// <summary>Null where it is not understood.</summary>
    private static (int Nodes, int Replicas)[]? Ladder(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("nodesToReplicas", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            List<(int, int)> steps = [];
            foreach (var pair in list.EnumerateArray())
            {
                if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || !Number(pair[0], out var nodes) || !Number(pair[1], out var replicas))
                {
                    return null;
                }

                steps.Add((nodes, replicas));
            }

            return steps.Count > 0 ? [.. steps.OrderBy(s => s.Item1)] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        static bool Number(JsonElement e, out int number)
        {
            number = 0;
            return e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out number);
        }
    }
}
