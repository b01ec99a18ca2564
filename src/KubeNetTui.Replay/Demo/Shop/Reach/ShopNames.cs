using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What a DNS server answers.</summary>
/// <param name="Code"><c>NOERROR</c>, <c>NXDOMAIN</c>, <c>SERVFAIL</c>.</param>
/// <param name="Target">Of a CNAME; "" where there is none.</param>
internal sealed record NameAnswer(string Code, IReadOnlyList<string> Addresses, string Target = "")
{
    public static NameAnswer Missing { get; } = new("NXDOMAIN", []);

    public override string ToString() =>
        string.Join(' ', (IEnumerable<string>)[Code, .. Target.Length > 0 ? [Target + "."] : (string[])[], .. Addresses]);
}

/// <summary>The names of a cluster from its services and slices, as CoreDNS's kubernetes plugin answers them, and some of the world's.</summary>
internal sealed class ShopNames(ReachCluster cluster)
{
    private const string Zone = ".cluster.local";
    private static readonly string[] TopLevels = ["com", "org", "net", "io", "dev", "example", "edu", "gov", "eu", "de", "uk", "cloud", "microsoft", "azure"];

    /// <summary>The cluster's DNS: its own zone, everything else from upstream.</summary>
    /// <param name="type"><c>A</c>, <c>AAAA</c>, …; no name has any but A records.</param>
    public NameAnswer Ask(string name, string type)
    {
        var bare = name.TrimEnd('.').ToLowerInvariant();
        var answer = bare.EndsWith(Zone, StringComparison.Ordinal) ? OfCluster(bare[..^Zone.Length].Split('.'))
            : bare == Zone[1..] ? new NameAnswer("NOERROR", [])
            : Upstream(bare);
        return type is "A" or "" ? answer : answer with { Addresses = [] };
    }

    /// <summary>A server that knows nothing of the cluster.</summary>
    public static NameAnswer Upstream(string name, string type = "A")
    {
        var bare = name.TrimEnd('.').ToLowerInvariant();
        var parts = bare.Split('.');
        if (parts.Length < 2 || parts.Any(p => p.Length == 0) || !TopLevels.Contains(parts[^1]) || bare.EndsWith("here.example.net", StringComparison.Ordinal))
        {
            return NameAnswer.Missing;
        }

        return new NameAnswer("NOERROR", type is "A" or "" ? [$"192.0.2.{1 + DemoId.Number("name/" + bare, 250)}"] : []);
    }

    private NameAnswer OfCluster(string[] labels) => labels switch
    {
        [var service, var ns, "svc"] => OfService(service, ns, null),
        [var host, var service, var ns, "svc"] => OfService(service, ns, host),
        [var dashed, _, "pod"] when System.Net.IPAddress.TryParse(dashed.Replace('-', '.'), out var ip) => new NameAnswer("NOERROR", [ip.ToString()]),
        ["svc"] or [_, "svc"] => new NameAnswer("NOERROR", []),
        _ => NameAnswer.Missing,
    };

    private NameAnswer OfService(string name, string ns, string? host)
    {
        if (cluster.Services.FirstOrDefault(s => PodView.Name(s) == name && PodView.Namespace(s) == ns) is not { } service)
        {
            return NameAnswer.Missing;
        }

        if ((string?)service["spec"]?["type"] == "ExternalName")
        {
            var target = ((string?)service["spec"]!["externalName"] ?? "").TrimEnd('.');
            return host is null ? Ask(target, "A") with { Target = target } : NameAnswer.Missing;
        }

        if ((string?)service["spec"]?["clusterIP"] is { } ip and not "None")
        {
            return host is null ? new NameAnswer("NOERROR", [ip]) : NameAnswer.Missing;
        }

        var endpoints = cluster.Slices
            .Where(s => PodView.Namespace(s) == ns && (string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"] == name)
            .SelectMany(s => s["endpoints"] as JsonArray ?? [])
            .Where(e => ((bool?)e!["conditions"]?["ready"] ?? true)
                && (host is null || (string?)e["hostname"] == host || ((string?)e["addresses"]?[0])?.Replace('.', '-') == host))
            .Select(e => (string?)e!["addresses"]?[0] ?? "").Distinct().Order(StringComparer.Ordinal).ToList();
        return endpoints.Count == 0 ? NameAnswer.Missing : new NameAnswer("NOERROR", endpoints);
    }
}
