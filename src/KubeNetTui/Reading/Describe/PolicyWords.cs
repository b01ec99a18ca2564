using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A NetworkPolicy in words: whom it selects, what it lets in and out. As the API means it, not as a plug-in enforces it.</summary>
internal static class PolicyWords
{
    /// <summary>The policies that select a pod, each with what it lets through.</summary>
    public static void WriteFor(PageBuilder page, Described o, LabelSet podLabels)
    {
        var policies = o.Evidence.NetworkPolicies(o.Namespace);
        var selecting = policies.Items.Where(p => p.PodSelector.Matches(podLabels) == true).ToList();
        page.Heading("Network policies that select it", policies.IsRead && selecting.Count == 0 ? "none: everything may reach it, it may reach everything" : "");
        if (page.SaysMissing(policies))
        {
            return;
        }

        foreach (var policy in selecting)
        {
            page.Sentence([new TextRun(policy.Name, Tone.Title)], o.Link("NetworkPolicy", o.Namespace, policy.Name));
            WriteRules(page, policy, 2);
        }
    }

    public static void WriteRules(PageBuilder page, NetworkPolicy policy, int level)
    {
        if (policy.IsolatesIngress)
        {
            Direction(page, policy.Ingress, "from", "in", level);
        }

        if (policy.IsolatesEgress)
        {
            Direction(page, policy.Egress, "to", "out", level);
            if (policy.Egress.Count > 0 && !PolicyVerdict.LetsDnsOut(policy))
            {
                page.Sentence("! no rule lets DNS out (UDP and TCP 53): names won't resolve unless another policy does", Tone.Warn, level: level);
            }
        }
    }

    private static void Direction(PageBuilder page, IReadOnlyList<PolicyRule> rules, string word, string direction, int level)
    {
        if (rules.Count == 0)
        {
            page.Sentence($"lets nothing {direction}", Tone.Warn, level: level);
            return;
        }

        foreach (var rule in rules)
        {
            var who = rule.Peers.Count == 0 ? $"{word} anywhere" : $"{word} {string.Join($", or {word} ", rule.Peers.Select(Peer))}";
            page.Sentence($"lets {direction} {who}, {(rule.Ports.Count == 0 ? "on any port" : "on " + string.Join(", ", rule.Ports.Select(Port)))}", level: level);
        }
    }

    private static string Peer(PolicyPeer peer)
    {
        if (peer.Block is { } block)
        {
            return block.Cidr + (block.Except.Count > 0 ? $" without {string.Join(", ", block.Except)}" : "");
        }

        var who = peer.Pods is null or { IsEmpty: true } ? "all pods" : $"pods with {peer.Pods}";
        return peer.Namespaces is not { } namespaces ? $"{who} of this namespace"
            : namespaces.IsEmpty ? $"{who} of any namespace" : $"{who} of namespaces with {namespaces}";
    }

    private static string Port(PolicyPort port) =>
        port.Port.IsEmpty ? $"all of {port.Protocol}" : port.EndPort > 0 ? $"{port.Port}–{port.EndPort}/{port.Protocol}" : $"{port.Port}/{port.Protocol}";
}
