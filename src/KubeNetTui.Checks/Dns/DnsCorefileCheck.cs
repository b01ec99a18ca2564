using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>dns.corefile</c>: what CoreDNS is told to do: loops, stubs, unknown plugins, overrides.</summary>
public sealed class DnsCorefileCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "dns.corefile", SubjectKind.Cluster, "CoreDNS's configuration",
        "The Corefile can be read, answers the cluster's domain and forwards the rest somewhere else than to itself; which names it treats in a way of their own.",
        "ConfigMaps coredns and coredns-custom (AKS) of kube-system; CoreDNS pods and the resolv.conf that they forward to; service kube-dns; kubelet-config.",
        [
            "A forward to /etc/resolv.conf is followed: the file in the CoreDNS pod decides, node by node.",
            "A loopback address in there is a loop inside the pod, even where the node's own resolver works by it.",
            "Stub zones and rewrites are legitimate: told, not warned of.",
            "On AKS only keys that end in .server or .override are read from coredns-custom.",
            "Plugins that are not CoreDNS's own may be built in by a distribution: a warning only while nothing tells that they are not.",
            "A cluster without a Corefile (another DNS) is Unknown, not broken.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in ClusterNames.Needs(soFar))
        {
            yield return need;
        }

        yield return Evidence.Needs.Pods(ClusterDns.Namespace);
        yield return Evidence.Needs.Services(ClusterDns.Namespace);
        if (ClusterNames.Of(soFar) is { } names && ForwardsToFile(names.Corefile))
        {
            foreach (var server in Servers(soFar))
            {
                yield return Resolv(server);
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (ClusterNames.Of(evidence) is not { } names)
        {
            var maps = evidence.ConfigMap(ClusterDns.Namespace, "coredns");
            return [Info.Unknown(subject, $"the Corefile is not known: {ClusterNames.WhyMissing(evidence)}",
                maps.HowToGet.Or("If this cluster has a DNS of another name, look at the ConfigMap that its pods mount."))];
        }

        CorefileReview review = new(Info, subject, names, evidence);
        List<Finding> findings = [.. review.Text(), .. review.Domain(), .. review.Forwards(), .. review.Plugins(), .. review.Customs()];
        return findings.Count > 0 ? findings : [review.Pass()];
    }

    internal static bool ForwardsToFile(Corefile corefile) =>
        corefile.Servers.SelectMany(s => s.Plugins).SelectMany(ForwardTarget.Of).Any(t => t.Kind == ForwardTargetKind.ResolvConf);

    /// <summary>Every server has the file of its own node; so many are looked at.</summary>
    internal static IEnumerable<Pod> Servers(IEvidence evidence) =>
        evidence.Pods(ClusterDns.Namespace).Items
            .Where(p => ClusterDns.IsServer(p) && p is { IsFinished: false, Meta.Deleting: null, NodeName.Length: > 0 }).Take(evidence.MostNodes);

    internal static CommandNeed Resolv(Pod server) => CommandReadings.PodNeed(server.Namespace, server.Name, "resolv-conf");
}
