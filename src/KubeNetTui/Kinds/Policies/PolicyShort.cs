using KubeNetTui.Evidence;

namespace KubeNetTui.Kinds;

/// <summary>What a policy lets through in one direction, in the few characters of a cell.</summary>
internal static class PolicyShort
{
    /// <summary><c>everything</c> (it does not isolate), <c>nothing</c>, or its rules: <c>app=web:8080 | 10.0.0.0/8</c>.</summary>
    public static string Of(bool isolates, IReadOnlyList<PolicyRule> rules) =>
        !isolates ? "<not limited>" : rules.Count == 0 ? "nothing" : string.Join(" | ", rules.Select(RuleOf));

    private static string RuleOf(PolicyRule rule)
    {
        var peers = rule.Peers.Count == 0 ? "everyone" : string.Join(", ", rule.Peers.Select(PeerOf));
        return rule.Ports.Count == 0 ? peers : $"{peers} :{string.Join(',', rule.Ports.Select(PortOf).Distinct())}";
    }

    private static string PeerOf(PolicyPeer peer) => peer switch
    {
        { Block: { } block } => block.Cidr + string.Concat(block.Except.Select(static e => $" −{e}")),
        { Pods: null, Namespaces: { } ns } => $"{NamespaceOf(ns)}/*",
        { Pods: { } pods, Namespaces: { } ns } => $"{NamespaceOf(ns)}/{(pods.IsEmpty ? "*" : pods.ToString())}",
        { Pods: { } pods } => pods.IsEmpty ? "all pods here" : pods.ToString(),
        _ => "nobody",
    };

    // The label that every namespace has with its name.
    private static string NamespaceOf(LabelSelector namespaces) =>
        namespaces.IsEmpty ? "*" : namespaces is { Terms.Count: 0, Labels: [{ Key: "kubernetes.io/metadata.name" } name] } ? name.Value : namespaces.ToString();

    private static string PortOf(PolicyPort port) =>
        (port.Port.IsEmpty ? "all" : port.EndPort > 0 ? $"{port.Port}-{port.EndPort}" : port.Port.ToString()) + (port.Protocol == "TCP" ? "" : "/" + port.Protocol);
}
