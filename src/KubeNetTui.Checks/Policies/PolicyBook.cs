using System.Net;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// The NetworkPolicies of a namespace, evaluated as networking.k8s.io/v1 says: a pod that no policy selects in a direction is open in it;
/// a selected one is closed but for what any of these policies allows.
/// </summary>
/// <param name="blocksMeanPods">
/// Whether an ipBlock also matches the addresses of pods: the API leaves that to the implementation; Cilium's does not, most others' do. Null: not known.
/// </param>
internal sealed class PolicyBook(IReadOnlyList<NetworkPolicy> policies, bool? blocksMeanPods)
{
    public IReadOnlyList<NetworkPolicy> Policies { get; } = policies;

    /// <summary>Policies that isolate the pod in a direction. A selector that is not understood counts as selecting: see <see cref="Ask"/>.</summary>
    public IReadOnlyList<NetworkPolicy> Isolating(Pod pod, PolicyDirection direction) =>
        pod.HostNetwork
            ? []
            : [.. Policies.Where(p => p.Namespace == pod.Namespace
                && (direction == PolicyDirection.Ingress ? p.IsolatesIngress : p.IsolatesEgress)
                && p.PodSelector.Matches(pod.Meta.Labels) != false)];

    /// <param name="pod">The pod whose policies are asked: the destination for ingress, the source for egress.</param>
    /// <param name="port">The destination's own port: behind a service that is the target port, not the service's.</param>
    public PolicyAnswer Ask(Pod pod, PolicyDirection direction, PolicyEnd peer, string protocol, int port)
    {
        var isolating = Isolating(pod, direction);
        if (isolating.Count == 0)
        {
            return new(PolicyOutcome.Allowed, [], pod.HostNetwork ? "policies don't reach hostNetwork pods"
                : $"no policy isolates its {Word(direction)}");
        }

        // "Traffic to and from the node where a Pod is running is always allowed" (the concept's page): the kubelet's probes need it.
        if (direction == PolicyDirection.Ingress && peer.NodeName.Length > 0 && peer.NodeName == pod.NodeName)
        {
            return new(PolicyOutcome.Allowed, [], "traffic from its own node is always let through");
        }

        var unsure = "";
        foreach (var policy in isolating)
        {
            var selects = policy.PodSelector.Matches(pod.Meta.Labels);
            foreach (var rule in direction == PolicyDirection.Ingress ? policy.Ingress : policy.Egress)
            {
                var named = direction == PolicyDirection.Ingress ? pod : peer.Pod;
                var allows = And(Covers(rule, named, protocol, port), Admits(rule, policy, peer));
                if (allows == true)
                {
                    return new(PolicyOutcome.Allowed, [policy], $"{policy.Name} allows {Describe(rule)}");
                }

                unsure = allows is null && unsure.Length == 0
                    ? $"{policy.Name} has a rule for {Describe(rule)}, which can't be decided from here" : unsure;
            }

            unsure = selects is null && unsure.Length == 0 ? $"the podSelector of {policy.Name} is not understood" : unsure;
        }

        return unsure.Length > 0
            ? new(PolicyOutcome.Unknown, isolating, unsure)
            : new(PolicyOutcome.Denied, isolating,
                $"{Names(isolating)} isolate{(isolating.Count == 1 ? "s" : "")} its {Word(direction)}, and no rule allows {peer.Text} on {port}/{protocol}");
    }

    /// <summary>Whether the rule is about this port; by name, the port that the destination pod calls so. Null where that can't be told.</summary>
    public static bool? Covers(PolicyRule rule, Pod? destination, string protocol, int port) =>
        rule.Ports.Count == 0 ? true : Any(rule.Ports.Select(p => Covers(p, destination, protocol, port)));

    private static bool? Covers(PolicyPort wanted, Pod? destination, string protocol, int port)
    {
        if (wanted.Protocol != protocol)
        {
            return false;
        }

        if (wanted.Port.IsEmpty)
        {
            return true;
        }

        if (wanted.Port.IsName)
        {
            return destination?.Ports().Any(p => p.Name == wanted.Port.Name && p.Protocol == protocol && p.Port == port) ?? false;
        }

        return wanted.EndPort > 0 ? port >= wanted.Port.Number && port <= wanted.EndPort : port == wanted.Port.Number;
    }

    private bool? Admits(PolicyRule rule, NetworkPolicy policy, PolicyEnd peer) =>
        rule.Peers.Count == 0 ? true : Any(rule.Peers.Select(p => Admits(p, policy, peer)));

    private bool? Admits(PolicyPeer allowed, NetworkPolicy policy, PolicyEnd peer)
    {
        if (allowed.Block is { } block)
        {
            var inside = Holds(block, peer.Ips);
            return inside == true && peer is { Pod.HostNetwork: false } ? blocksMeanPods : inside;
        }

        if (peer.Pod is not { } pod)
        {
            return false;
        }

        var ns = allowed.Namespaces is { } namespaces ? peer.Namespace!.Match(namespaces) : pod.Namespace == policy.Namespace;
        var both = allowed.Namespaces is null && allowed.Pods is null ? false
            : And(ns, allowed.Pods is { } pods ? pods.Matches(pod.Meta.Labels) : true);

        // Selectors mean pods with addresses of their own; whether they also match hostNetwork pods is up to the implementation.
        return pod.HostNetwork && both != false ? null : both;
    }

    /// <summary>Whether one of the addresses is in the range and in none of its exceptions; null where the range can't be read.</summary>
    public static bool? Holds(IpBlock block, IReadOnlyList<IPAddress> ips)
    {
        if (!IPNetwork.TryParse(block.Cidr, out var range) && !Masked(block.Cidr, out range))
        {
            return null;
        }

        bool? result = false;
        foreach (var ip in ips.Where(range.Contains))
        {
            var excepted = Any(block.Except.Select(e => IPNetwork.TryParse(e, out var x) || Masked(e, out x) ? x.Contains(ip) : (bool?)null));
            if (excepted == false)
            {
                return true;
            }

            result = excepted is null ? null : result;
        }

        return result;
    }

    /// <summary>A range whose address has bits beyond its mask (10.0.0.5/8), which the API takes and .NET does not.</summary>
    private static bool Masked(string cidr, out IPNetwork range)
    {
        range = default;
        if (cidr.Split('/') is not [var address, var length] || !IPAddress.TryParse(address, out var ip)
            || !int.TryParse(length, System.Globalization.NumberStyles.None, null, out var bits))
        {
            return false;
        }

        var bytes = ip.GetAddressBytes();
        if (bits > bytes.Length * 8)
        {
            return false;
        }

        for (var i = bits; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] &= (byte)~(0x80 >> (i % 8));
        }

        return IPNetwork.TryParse($"{new IPAddress(bytes)}/{bits}", out range);
    }

    public static string Names(IEnumerable<NetworkPolicy> policies) => Words.Some(policies.Select(p => p.Name));

    /// <summary><c>pods app=db on 5432/TCP</c>, <c>everyone on all ports</c>.</summary>
    public static string Describe(PolicyRule rule) =>
        $"{(rule.Peers.Count == 0 ? "everyone" : Words.Some(rule.Peers.Select(p => p.ToString()), 4))} on "
        + (rule.Ports.Count == 0 ? "all ports" : Words.Some(rule.Ports.Select(p => p.ToString()), 4));

    public static string Word(PolicyDirection direction) => direction == PolicyDirection.Ingress ? "ingress" : "egress";

    private static bool? And(bool? a, bool? b) => a == false || b == false ? false : a is null || b is null ? null : true;

    private static bool? Any(IEnumerable<bool?> all)
    {
        bool? any = false;
        foreach (var one in all)
        {
            if (one == true)
            {
                return true;
            }

            any = one is null ? null : any;
        }

        return any;
    }
}
