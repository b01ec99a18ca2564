namespace KubeNetTui.Evidence;

/// <summary>Evidence by its kind: <c>evidence.Pods("shop").Items</c>. A null namespace means all of them.</summary>
public static class EvidenceReadings
{
    public static Reading<Pod> Pods(this IEvidence evidence, string? ns) => evidence.Read<Pod>(Needs.Pods(ns));

    public static Reading<Service> Services(this IEvidence evidence, string? ns) => evidence.Read<Service>(Needs.Services(ns));

    public static Reading<EndpointSlice> EndpointSlices(this IEvidence evidence, string? ns) =>
        evidence.Read<EndpointSlice>(Needs.EndpointSlices(ns));

    public static Reading<Node> Nodes(this IEvidence evidence) => evidence.Read<Node>(Needs.Nodes());

    public static Reading<Lease> NodeLeases(this IEvidence evidence) => evidence.Read<Lease>(Needs.NodeLeases());

    public static Reading<KubeEvent> Warnings(this IEvidence evidence, string? ns) => evidence.Read<KubeEvent>(Needs.Warnings(ns));

    public static Reading<ConfigMap> ConfigMap(this IEvidence evidence, string ns, string name) =>
        evidence.Read<ConfigMap>(Needs.ConfigMap(ns, name));

    public static Reading<NamespaceObject> Namespaces(this IEvidence evidence) => evidence.Read<NamespaceObject>(Needs.Namespaces());

    public static Reading<NetworkPolicy> NetworkPolicies(this IEvidence evidence, string? ns) =>
        evidence.Read<NetworkPolicy>(Needs.NetworkPolicies(ns));

    public static Reading<T> Read<T>(this IEvidence evidence, ListNeed need)
        where T : ApiObject => new(need, evidence.Find(need));

    /// <summary>A log's lines; null when they could not be had.</summary>
    public static IReadOnlyList<string>? Log(this IEvidence evidence, LogNeed need) =>
        (evidence.Find(need) is { Status: SectionStatus.Read, Value: LogText log }) ? log.Lines : null;

    public static RawText? Raw(this IEvidence evidence, RawNeed need) =>
        (evidence.Find(need) is { Status: SectionStatus.Read, Value: RawText raw }) ? raw : null;

    /// <summary>Why a need is not met, in a sentence; "" when it is.</summary>
    public static string WhyMissing(this IEvidence evidence, Need need) =>
        evidence.Find(need) is { Status: SectionStatus.Read } ? "" : Missing.Why(evidence.Find(need), need);
}
