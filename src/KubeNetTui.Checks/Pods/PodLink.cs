using System.Diagnostics.CodeAnalysis;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A pod's interface and what it hangs on at its node.</summary>
/// <param name="Own">The interface that has the pod's address.</param>
/// <param name="Peer">The other end on the node; null where it has none there (macvlan, a whole network card) or it was not found.</param>
internal sealed record PodLink(NetworkLink Own, NetworkLink? Peer, CommandReading<LinkTable> InPod, CommandReading<LinkTable> OnNode)
{
    /// <summary>A pair of ends, one here and one on the node.</summary>
    public bool IsVeth => Own.Kind is "veth" || (Own.Kind.Length == 0 && Own is { PeerIndex: > 0, PeerIsElsewhere: true });

    /// <summary>The bridge that the node's end is a port of; null: of none, or of something that is no bridge.</summary>
    public NetworkLink? Bridge => Peer is { Master.Length: > 0 } ? OnNode.Value?.Find(Peer.Master) : null;

    public static IEnumerable<Need> Needs(Pod pod, IEvidence soFar) =>
        [.. NetworkNeeds.Links(Probes.From(pod), soFar), .. NetworkNeeds.Links(Place.Node(pod.NodeName), soFar)];

    public static bool TryFind(PodScope scope, IEvidence evidence, [NotNullWhen(true)] out PodLink? link)
    {
        var (pod, node) = (evidence.Links(scope.Place), evidence.Links(scope.Node));
        link = null;
        if (pod.Value?.WithAddress(scope.Ip) is not { } own)
        {
            return false;
        }

        var peer = own.PeerIndex > 0 ? node.Value?.Find(own.PeerIndex) : null;

        // An index that something else has by now is not the other end.
        link = new PodLink(own, peer is { Kind: "" or "veth" } or null ? peer : null, pod, node);
        return true;
    }

    /// <summary>Data planes that pass packets by programs or flows of their own: a missing bridge or route on their interfaces is no fault.</summary>
    public bool IsProgrammed => OnNode.Value is { } links
        && links.Items.Any(l => l.Name is "cilium_host" or "cilium_net" or "ovs-system" or "antrea-gw0" or "ovn-k8s-mp0" || l.Kind is "openvswitch");
}
