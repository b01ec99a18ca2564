using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>What is being read, for people who wait: <c>asking 3 nodes</c>, <c>asking node-a (exec kube-system/kube-proxy-x): conntrack</c>.</summary>
internal static class EvidenceWords
{
    private const int Named = 3;

    /// <param name="open">What has not been answered yet.</param>
    /// <param name="wayTo">The shell that a node is asked through, where it is known.</param>
    public static string Reading(IReadOnlyCollection<Need> open, Func<string, string?> wayTo)
    {
        var nodes = open.Select(NodeOf).OfType<string>().Distinct().ToList();
        if (nodes.Count > 1)
        {
            var ways = nodes.Select(wayTo).OfType<string>().ToList();
            return $"asking {nodes.Count} nodes{(ways.Count > 0 ? $" ({ways[0]}{(ways.Count > 1 ? ", …" : "")})" : "")}";
        }

        var pods = open.OfType<CommandNeed>().Where(n => n.Place.Kind == PlaceKind.Pod).Select(n => n.Place.Name).Distinct().ToList();
        if (nodes.Count == 1)
        {
            var sections = open.OfType<CommandNeed>().Select(n => n.Section).Distinct().ToList();
            var way = wayTo(nodes[0]) is { } shell ? $" ({shell})" : "";
            return $"asking {nodes[0]}{way}: {Few(sections)}";
        }

        if (pods.Count > 0)
        {
            return $"asking {(pods.Count == 1 ? "pod " + pods[0] : $"{pods.Count} pods")}: {Few([.. open.OfType<CommandNeed>().Select(n => n.Section).Distinct()])}";
        }

        return open.Count == 0 ? "reading" : $"reading {Few([.. open.Select(NameOf).Distinct()])}";
    }

    public static string NameOf(Need need) => need switch
    {
        ListNeed { FieldSelector: "type=Warning" } => "warning events",
        ListNeed list => list.Resource,
        LogNeed log => $"log of {log.Pod}",
        RawNeed raw => raw.Path.Split('?')[0],
        ReachNeed => "the way to the server",
        CommandNeed command => $"{command.Section} of {command.Place}",
        ProbeNeed probe => $"{probe.Command} from {probe.From}",
        AccessNeed access => $"what {access.User} may do",
        _ => need.Command,
    };

    private static string? NodeOf(Need need) => need switch
    {
        CommandNeed { Place: { Kind: PlaceKind.Node, Name: var name } } => name,
        ProbeNeed { From: { Kind: PlaceKind.Node, Name: var name } } => name,
        _ => null,
    };

    private static string Few(List<string> names) =>
        names.Count <= Named ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Named))} and {names.Count - Named} more";
}
