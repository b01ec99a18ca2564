using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The cluster's end of the tunnel by which an API server reaches nodes that it has no route to.</summary>
/// <param name="Kind"><c>konnectivity-agent</c>, <c>tunnelfront</c>, <c>aks-link</c>; "" where there is none.</param>
/// <param name="Pods">Those of that kind, on their way out left aside.</param>
/// <param name="Workload">What makes them; null where it was not found.</param>
internal sealed record TunnelAgents(string Kind, IReadOnlyList<Pod> Pods, Workload? Workload)
{
    public const string Namespace = "kube-system";

    private static readonly string[] Kinds = ["konnectivity-agent", "tunnelfront", "aks-link"];

    public bool Exists => Kind.Length > 0;

    public bool IsKonnectivity => Kind == "konnectivity-agent";

    public IEnumerable<Pod> Ready => Pods.Where(p => p.IsReady);

    public static IEnumerable<Need> Needs() =>
        [Evidence.Needs.Pods(Namespace), Evidence.Needs.Deployments(Namespace), Evidence.Needs.DaemonSets(Namespace)];

    /// <summary>Null where the pods were not read.</summary>
    public static TunnelAgents? Of(IEvidence evidence)
    {
        var pods = evidence.Pods(Namespace);
        if (!pods.IsRead)
        {
            return null;
        }

        IEnumerable<Workload> workloads =
        [
            .. evidence.Read<Workload>(Evidence.Needs.Deployments(Namespace)).Items, .. evidence.Read<Workload>(Evidence.Needs.DaemonSets(Namespace)).Items,
        ];
        List<Workload> all = [.. workloads];
        foreach (var kind in Kinds)
        {
            List<Pod> own = [.. pods.Items.Where(p => p.Meta.Deleting is null && !p.IsFinished && IsOf(p.Name, kind))];
            var workload = all.Find(w => IsOf(w.Name, kind));
            if (own.Count > 0 || workload is { Desired: > 0 })
            {
                return new(kind, own, workload);
            }
        }

        return new("", [], null);
    }

    /// <summary>In words for "not applicable because".</summary>
    public const string None = "no konnectivity-agent, tunnelfront or aks-link: the API server reaches the nodes itself, as with API Server VNet Integration";

    private static bool IsOf(string name, string kind) =>
        name.StartsWith(kind, StringComparison.Ordinal) && !name.StartsWith(kind + "-autoscaler", StringComparison.Ordinal);
}
