using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Which mode of kube-proxy serves on a node, and what it has written.</summary>
/// <param name="Plane">Null where there is none, or none could be read: <paramref name="Problem"/>.</param>
/// <param name="IsAbsent">All that could show it was read, and nothing of kube-proxy is there.</param>
/// <param name="Problem">Why there is no plane, in a sentence.</param>
/// <param name="HowToGet">What would give it; may be "".</param>
internal sealed record ProxyRules(string Node, IServiceDataPlane? Plane, bool IsAbsent, string Problem, string HowToGet)
{
    /// <summary>What to read on nodes, in a few rounds: kube-proxy's own word first, so that only its mode's rules are shipped.</summary>
    public static IEnumerable<Need> Needs(IReadOnlyList<string> nodes, bool isV6, IEvidence soFar)
    {
        foreach (var node in nodes)
        {
            yield return CommandReadings.NodeNeed(node, "kube-proxy-mode");
            yield return CommandReadings.NodeNeed(node, "kube-proxy-healthz");
            foreach (var need in Readers(node, nodes, isV6, soFar).SelectMany(r => r.Needs(node, isV6, soFar)))
            {
                yield return need;
            }
        }
    }

    /// <param name="nodes">All that are asked: where a node's kube-proxy is silent, the others' mode is tried first.</param>
    public static ProxyRules Of(string node, IReadOnlyList<string> nodes, bool isV6, IEvidence evidence)
    {
        foreach (var reader in Readers(node, nodes, isV6, evidence))
        {
            if (reader.Open(node, isV6, evidence) is { } plane)
            {
                return new(node, plane, false, "", "");
            }
        }

        // Of no use without knowing which of them could be read.
        var needs = Readers(node, nodes, isV6, evidence).SelectMany(r => r.Needs(node, isV6, evidence)).Distinct().ToList();
        var missing = needs.FirstOrDefault(n => evidence.Find(n) is not { Status: SectionStatus.Read or SectionStatus.Absent });
        if (needs.FirstOrDefault(n => evidence.Find(n) is { Status: SectionStatus.Read, Value: CommandOutput { IsCut: true } }) is CommandNeed cut)
        {
            return new(node, null, false, $"{cut.Section} of {node} was cut at its bound: what is missing from it proves nothing", "a larger bound, or the same command on the node by hand");
        }

        var anyRead = needs.Exists(n => evidence.Find(n) is { Status: SectionStatus.Read, Value: CommandOutput { IsCut: false, Exit: 0 } });
        return missing is null && anyRead
            ? new(node, null, true, "nothing of kube-proxy is there: no iptables chains KUBE-SERVICES, no IPVS virtual servers, no nftables table kube-proxy", "")
            : new(node, null, false, evidence.WhyMissing(missing ?? needs[0]), evidence.Find(missing ?? needs[0])?.HowToGet ?? "");
    }

    /// <summary>By kube-proxy's own word; where it says nothing, all that fit, the cheap ones first.</summary>
    private static IReadOnlyList<IServiceDataPlaneReader> Readers(string node, IReadOnlyList<string> nodes, bool isV6, IEvidence soFar)
    {
        var own = Mode(node, soFar);
        var first = ServiceDataPlanes.Readers.Where(r => r.Mode == own).ToList();
        if (first.Count > 0)
        {
            return first;
        }

        // The answer to the first question is waited for: nftables' listing holds iptables' rules too, and is long.
        if (soFar.Find(CommandReadings.NodeNeed(node, "kube-proxy-mode")) is null)
        {
            return [];
        }

        var others = nodes.Select(n => Mode(n, soFar)).Where(m => m.Length > 0).ToHashSet();
        first = [.. ServiceDataPlanes.Readers.Where(r => others.Contains(r.Mode))];
        var cheap = ServiceDataPlanes.Readers.Where(r => r.Mode != "nftables");
        IReadOnlyList<IServiceDataPlaneReader> tried = first.Count > 0 ? first : [.. cheap];
        var isOpen = tried.Any(r => r.Needs(node, isV6, soFar).Any(n => soFar.Find(n) is null));
        return isOpen || tried.Any(r => r.Open(node, isV6, soFar) is not null) ? tried : ServiceDataPlanes.Readers;
    }

    /// <summary>As <c>/proxyMode</c> says it; "" where it does not.</summary>
    private static string Mode(string node, IEvidence evidence) =>
        evidence.Output(Place.Node(node), "kube-proxy-mode") is { Exit: 0 } output && output.Text.Trim() is { Length: > 0 and < 20 } mode ? mode : "";
}
