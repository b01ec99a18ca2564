using System.Net;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>How a connection ended, in the words of docs/node-script.md.</summary>
/// <param name="Outcome"><c>reached</c>, <c>refused</c>, <c>timedout</c>, <c>unreachable</c>.</param>
/// <param name="Pod">Who answered, where that is a pod with a network of its own.</param>
/// <param name="Address">Who answered, after the service's address was translated.</param>
internal sealed record Meeting(string Outcome, int Milliseconds, string Address, int Port, JsonObject? Pod = null)
{
    public bool IsReached => Outcome == "reached";
}

/// <summary>
/// Who reaches what in the demo: a small model of its data plane that goes by the objects as they are now. Services and slices as
/// kube-proxy programs them, hairpin mode, FORWARD on the nodes passed, network policies, what listens. Nothing is sent.
/// </summary>
internal sealed class ShopReach(ReachCluster cluster)
{
    private const int GivenUp = 3004;
    private const string ServiceRange = "10.96.";
    private static readonly int[] PublicPorts = [25, 53, 80, 123, 443];
    private readonly PolicyWalk _policies = new(cluster);

    /// <param name="protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c> (then the port is not looked at).</param>
    public Meeting Connect(Origin from, string address, int port, string protocol)
    {
        if (IsOwn(from, address))
        {
            return Listens(from.Pod is null ? ShopNodeSections.Sockets(from.Node, cluster.View) : ListeningSocket.Of(from.Pod), port, protocol, loopback: true)
                ? Reached(from, from.Node, address, port, from.Pod)
                : Refused(address, port);
        }

        foreach (var service in cluster.Services)
        {
            if (OfService(from, service, address, port, protocol) is { } meeting)
            {
                return meeting;
            }
        }

        return Deliver(from, from.Node, address, port, protocol, isMarked: false, isTranslated: false);
    }

    private Meeting? OfService(Origin from, JsonObject service, string address, int port, string protocol)
    {
        var isCluster = (string?)service["spec"]?["clusterIP"] == address;
        var isBalancer = (service["status"]?["loadBalancer"]?["ingress"] as JsonArray ?? []).Any(i => (string?)i?["ip"] == address);
        var node = ShopNode.All.FirstOrDefault(n => n.Address == address);
        foreach (var item in service["spec"]?["ports"] as JsonArray ?? [])
        {
            var ofPort = (JsonObject)item!;
            var isHere = (isCluster || isBalancer) ? (int?)ofPort["port"] == port : node is not null && port > 0 && (int?)ofPort["nodePort"] == port;
            if (!isHere || !string.Equals((string?)ofPort["protocol"] ?? "TCP", protocol, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var endpoints = IptablesSave.Endpoints(service, ofPort, cluster.Slices);
            if (endpoints.Count == 0)
            {
                return Refused(address, port); // REJECT --reject-with icmp-port-unreachable
            }

            var entry = node ?? from.Node;
            if (entry != from.Node && !Passes(from, entry.Address, entry))
            {
                return TimedOut(address, port);
            }

            var isLocalOnly = isCluster
                ? (string?)service["spec"]?["internalTrafficPolicy"] == "Local"
                : entry != from.Node && (string?)service["spec"]?["externalTrafficPolicy"] == "Local";
            var here = isLocalOnly ? [.. endpoints.Where(e => e.Node == entry.Name)] : endpoints;
            if (here.Count == 0)
            {
                return TimedOut(address, port); // no local endpoints: DROP
            }

            // A pod behind the service meets itself, as it does once in as many calls as there are endpoints: that is the call that shows hairpin.
            var chosen = here.FirstOrDefault(e => e.Address == from.Address) is { Address: not null } self
                ? self
                : here[DemoId.Number($"choice/{from.Key}/{address}/{port}", here.Count)];
            var isSelf = chosen.Address == from.Address;
            return Deliver(from, entry, chosen.Address, chosen.Port, protocol, isMarked: from.Pod is null || isSelf || entry != from.Node || !isCluster, isTranslated: true);
        }

        return isCluster ? TimedOut(address, port) : null; // no rule takes the port: the packet leaves for the default gateway and is lost
    }

    /// <param name="entry">Where the service's address was translated; else the node of the origin.</param>
    /// <param name="isMarked">Carries kube-proxy's masquerade mark on that node.</param>
    private Meeting Deliver(Origin from, ShopNode entry, string address, int port, string protocol, bool isMarked, bool isTranslated)
    {
        var pod = cluster.PodAt(address);
        var host = ShopNode.All.FirstOrDefault(n => n.Address == address || n.Gateway == address);
        var there = pod is null ? host : ShopNode.Of(PodView.Node(pod)!);
        var isForwardedHere = (from.Pod is not null || entry != from.Node) && !(host is not null && host == entry);
        if ((isForwardedHere && Drops(entry) && !isMarked)
            || (pod is not null && there != entry && Drops(there!))
            || !_policies.Allows(from, pod, address, port, protocol))
        {
            return TimedOut(address, port);
        }

        if (pod is not null)
        {
            if (isTranslated && ReferenceEquals(pod, from.Pod) && !new PodNetwork(pod, there!, address).Hairpin)
            {
                return TimedOut(address, port);
            }

            return protocol == "icmp" || Listens(ListeningSocket.Of(pod), port, protocol, loopback: false)
                ? Reached(from, there!, address, port, pod)
                : Refused(address, port);
        }

        if (host is not null)
        {
            return protocol == "icmp" || Listens(ShopNodeSections.Sockets(host, cluster.View), port, protocol, loopback: false)
                ? Reached(from, host, address, port, null)
                : Refused(address, port);
        }

        return Outside(from, address, port, protocol);
    }

    private static Meeting Outside(Origin from, string address, int port, string protocol)
    {
        if (IsIn(ShopNode.PodNetwork, address))
        {
            return new Meeting("unreachable", 3061, address, port); // nobody answers the node's ARP
        }

        var isServed = (address, port) switch
        {
            (ShopNode.ApiServer, 6443) => protocol == "tcp",
            (ShopNodeSections.DnsUpstream, 53) => true,
            (ShopServices.LegacyAddress, 8080) => protocol == "tcp",
            _ => !address.StartsWith(ServiceRange, StringComparison.Ordinal) && !IsIn("10.0.0.0/8", address) && !IsIn("172.16.0.0/12", address)
                && !IsIn("192.168.0.0/16", address) && !IsIn("168.63.129.16/32", address) && !IsIn("169.254.0.0/16", address)
                && !address.Contains(':', StringComparison.Ordinal) && PublicPorts.Contains(port),
        };
        var isKnown = isServed || (protocol == "icmp" && (address is ShopNode.ApiServer or ShopNodeSections.DnsUpstream or "10.10.0.1" || !IsIn("10.0.0.0/8", address)));
        return isServed || (protocol == "icmp" && isKnown) ? Reached(from, from.Node, address, port, null)
            : address is ShopNode.ApiServer or ShopNodeSections.DnsUpstream ? Refused(address, port)
            : address.Contains(':', StringComparison.Ordinal) ? new Meeting("unreachable", 1, address, port) // no IPv6 here
            : TimedOut(address, port);
    }

    /// <summary>From an origin to another node's own address.</summary>
    private bool Passes(Origin from, string address, ShopNode node) =>
        (from.Pod is null || !Drops(from.Node)) && _policies.Allows(from, null, address, 0, "tcp") && node != from.Node;

    /// <summary>node-c's FORWARD: only what is marked or established gets through; with bridge-nf on, pods on one bridge meet it too.</summary>
    private static bool Drops(ShopNode node) => node.Name == "node-c";

    private static bool IsOwn(Origin from, string address) =>
        address == "::1" || address.StartsWith("127.", StringComparison.Ordinal) || address == from.Address || (from.Pod is null && address == from.Node.Gateway);

    private static bool Listens(IEnumerable<ListeningSocket> sockets, int port, string protocol, bool loopback) =>
        sockets.Any(s => s.Port == port && s.Protocol == protocol
            && (loopback || !s.Address.StartsWith("127.", StringComparison.Ordinal)));

    /// <summary>A new entry in node-b's table has to push out an old one, and now and then that fails: a SYN is sent again after a second.</summary>
    private static Meeting Reached(Origin from, ShopNode there, string address, int port, JsonObject? pod)
    {
        var took = 1 + DemoId.Number($"took/{from.Key}/{address}/{port}", 4);
        var isCrowded = from.Node.Name == "node-b" || there.Name == "node-b";
        var luck = DemoId.Number($"luck/{from.Key}/{address}/{port}", 24);
        return isCrowded && from.Address != address && luck == 0 ? TimedOut(address, port)
            : new Meeting("reached", isCrowded && luck < 6 ? took + 1030 : took, address, port, pod);
    }

    private static Meeting Refused(string address, int port) => new("refused", 1, address, port);

    private static Meeting TimedOut(string address, int port) => new("timedout", GivenUp, address, port);

    private static bool IsIn(string cidr, string address) =>
        IPAddress.TryParse(address, out var ip) && IPNetwork.Parse(cidr).Contains(ip);
}
