using System.Text.RegularExpressions;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What the cluster's DNS is configured to do, and under which domain.</summary>
/// <param name="Map">The ConfigMap that holds the Corefile.</param>
/// <param name="Custom">AKS's <c>coredns-custom</c>; null where there is none.</param>
internal sealed partial record ClusterNames(Corefile Corefile, ConfigMap Map, Reading<ConfigMap> Maps, ConfigMap? Custom, Reading<ConfigMap> Customs)
{
    public const string DefaultDomain = "cluster.local";

    /// <summary>A name outside the cluster that is there for such use (RFC 2606, RFC 6761).</summary>
    public const string External = "example.com";

    // Installers have names of their own; the last is Rancher's.
    private static readonly string[] Names = ["coredns", "rke2-coredns-rke2-coredns", "kube-dns-corefile"];

    private static readonly ListNeed CustomNeed = Evidence.Needs.ConfigMap(ClusterDns.Namespace, "coredns-custom");
    private static readonly ListNeed KubeletNeed = Evidence.Needs.ConfigMap(ClusterDns.Namespace, "kubelet-config");

    public static IEnumerable<Need> Needs(IEvidence soFar)
    {
        yield return Evidence.Needs.ConfigMap(ClusterDns.Namespace, Names[0]);
        yield return CustomNeed;
        yield return KubeletNeed;

        // The others only where there is none of the ordinary name.
        if (soFar.ConfigMap(ClusterDns.Namespace, Names[0]) is { IsRead: true } first && first.Find(Names[0]) is null)
        {
            foreach (var name in Names.Skip(1))
            {
                yield return Evidence.Needs.ConfigMap(ClusterDns.Namespace, name);
            }
        }
    }

    /// <summary>Null where no Corefile was read.</summary>
    public static ClusterNames? Of(IEvidence evidence)
    {
        foreach (var name in Names)
        {
            var maps = evidence.ConfigMap(ClusterDns.Namespace, name);
            if (maps.Find(name) is { } map && map.Data["Corefile"] is { } text)
            {
                var customs = evidence.Read<ConfigMap>(CustomNeed);
                return new(maps.List!.View(_ => new ParsedCorefiles()).Of(text), map, maps, customs.Find("coredns-custom"), customs);
            }
        }

        return null;
    }

    public static string WhyMissing(IEvidence evidence)
    {
        var maps = evidence.ConfigMap(ClusterDns.Namespace, Names[0]);
        return maps.IsRead ? $"there is no ConfigMap {ClusterDns.Namespace}/{Names[0]} with a Corefile" : maps.Problem;
    }

    /// <summary>Zones of all <c>kubernetes</c> plugins that are names and no reverse zones; the server block's where the plugin names none.</summary>
    public IReadOnlyList<string> ClusterZones =>
    [
        .. Corefile.Servers.SelectMany(s => s.Plugins.Where(p => p.Name == "kubernetes")
                .SelectMany(p => p.Arguments.Count > 0 ? p.Arguments.Select(a => a.TrimEnd('.').ToLowerInvariant()) : s.Zones.Select(z => z.Name)))
            .Where(z => z.Length > 0 && !z.EndsWith(".arpa", StringComparison.Ordinal)).Distinct(),
    ];

    /// <summary>The cluster's domain: as the kubelets are told, else as the Corefile says, else <c>cluster.local</c>.</summary>
    public static string Domain(IEvidence evidence) =>
        OfKubelets(evidence) is { Length: > 0 } told ? told
            : Of(evidence)?.ClusterZones is [var zone, ..] ? zone : DefaultDomain;

    /// <summary><c>clusterDomain</c> of the ConfigMap that kubeadm keeps; "" where there is none.</summary>
    public static string OfKubelets(IEvidence evidence) =>
        evidence.Read<ConfigMap>(KubeletNeed).Find("kubelet-config")?.Data["kubelet"] is { } text
            && DomainLine().Match(text) is { Success: true } match
            ? match.Groups[1].Value.TrimEnd('.') : "";

    /// <summary>Kept beside the list that it was read from: checks of ten thousand pods ask for it.</summary>
    private sealed class ParsedCorefiles
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Corefile> _byText = new(StringComparer.Ordinal);

        public Corefile Of(string text) => _byText.GetOrAdd(text, static t => Corefile.Parse(t));
    }

    [GeneratedRegex(@"^clusterDomain:[ \t]*[""']?([A-Za-z0-9.-]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex DomainLine();
}
