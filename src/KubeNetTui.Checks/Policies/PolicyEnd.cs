using System.Net;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The far end of a connection as a policy sees it: a pod with its labels, a node, or an address.</summary>
/// <param name="Text">What findings call it.</param>
/// <param name="Pod">Null for a node or an address.</param>
/// <param name="Namespace">What is known of the pod's namespace; null as the pod is.</param>
/// <param name="NodeName">The node that it is, or whose address it has (a hostNetwork pod); "" for others.</param>
internal sealed record PolicyEnd(string Text, IReadOnlyList<IPAddress> Ips, Pod? Pod, KnownLabels? Namespace, string NodeName)
{
    public static PolicyEnd Of(Pod pod, KnownLabels ns) =>
        new(pod.FullName, Parse(pod.Ips), pod, ns, pod.HostNetwork ? pod.NodeName : "");

    public static PolicyEnd OfNode(Node node) => new($"node {node.Name}", Parse(node.InternalIps), null, null, node.Name);

    public static PolicyEnd OfAddress(string ip) => new(ip, Parse([ip]), null, null, "");

    private static List<IPAddress> Parse(IEnumerable<string> ips) => [.. ips.Select(i => IPAddress.TryParse(i, out var ip) ? ip
        : null).OfType<IPAddress>()];
}

/// <summary>Labels of a namespace; where namespaces may not be read, only the one that every namespace carries since 1.22 is known.</summary>
internal sealed record KnownLabels(LabelSet Labels, bool IsComplete)
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public static KnownLabels Of(Reading<NamespaceObject> namespaces, string ns) =>
        namespaces.Find("", ns) is { } found
            ? new KnownLabels(found.Meta.Labels, true)
            : new KnownLabels(new LabelSet([new(NameLabel, ns)]), false);

    /// <summary>Null where the selector asks for a label that is not known.</summary>
    public bool? Match(LabelSelector selector)
    {
        if (IsComplete)
        {
            return selector.Matches(Labels);
        }

        var known = new LabelSelector(
            new LabelSet(selector.Labels.Where(l => l.Key == NameLabel)), [.. selector.Terms.Where(t => t.Key == NameLabel)]);
        var all = known.Labels.Count == selector.Labels.Count && known.Terms.Count == selector.Terms.Count;
        return known.Matches(Labels) is false ? false : all ? known.Matches(Labels) : null;
    }
}
