using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What probes meet in a generated cluster: addresses are numbers, so no list is searched.</summary>
internal sealed class SizeProbes(SizePlan plan, IReadOnlyList<JsonObject> dnsPods)
{
    private static readonly int[] PodPorts = [8080, 9090, 15000, 15006, 15021];
    private readonly HashSet<string> _dns = [.. dnsPods.Select(PodView.Ip).OfType<string>()];
    private readonly Dictionary<(string Namespace, string Name), int> _services =
        plan.ServiceNames.Select((n, i) => (n, i)).ToDictionary(p => (plan.NamespaceOf(p.i), p.n), p => p.i);

    public bool IsDns(string ns, string pod) => dnsPods.Any(p => PodView.Namespace(p) == ns && PodView.Name(p) == pod);

    public string Answer(ProbeQuestion question)
    {
        var isDns = question.Kind is "dns" or "dnstcp";
        if (!IPAddress.TryParse(question.Host, out _))
        {
            var named = Ask(question.Host, "A");
            return named.Addresses is [var address, ..] ? Answer(question with { Host = address }) : $"namefailed 4 nc {question.Host}: Name or service not known\n";
        }

        var outcome = question.Kind == "ping" ? "reached" : Meet(question.Host, question.Port);
        var detail = (outcome, question.Kind) switch
        {
            ("reached", "dns" or "dnstcp") => Ask(question.Query.Split(' ')[0], question.Query.Split(' ').ElementAtOrDefault(1) ?? "A").ToString(),
            ("reached", "http" or "https") => question.Port == 10250 ? "HTTP/1.1 401 Unauthorized" : "HTTP/1.1 200 OK",
            ("reached", _) => $"{question.Host}:{question.Port} open",
            _ => "connect to " + question.Host,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{outcome} {(outcome == "timedout" ? 3004 : 1)} {(isDns ? "dig" : "nc")} {detail}\n");
    }

    public NameAnswer Ask(string name, string type)
    {
        var bare = name.TrimEnd('.').ToLowerInvariant();
        if (!bare.EndsWith(".cluster.local", StringComparison.Ordinal))
        {
            return ShopNames.Upstream(bare, type);
        }

        string? address = bare[..^".cluster.local".Length].Split('.') switch
        {
            ["kubernetes", "default", "svc"] => "10.96.0.1",
            ["kube-dns", "kube-system", "svc"] => "10.96.0.10",
            [var service, var ns, "svc"] when _services.TryGetValue((ns, service), out var index) => SizePlan.Address(SizePlan.ServiceIp(index)),
            _ => null,
        };
        return address is null ? NameAnswer.Missing : new NameAnswer("NOERROR", type == "A" ? [address] : []);
    }

    private string Meet(string host, int port)
    {
        if (host is "10.96.0.1" or "10.96.0.10" or "172.16.0.5" or "172.16.0.2" || _dns.Contains(host))
        {
            return port is 53 or 443 or 6443 or 9153 or 8080 or 8181 ? "reached" : "refused";
        }

        if (!IPAddress.TryParse(host, out var parsed) || parsed.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        {
            return "unreachable";
        }

        var ip = BinaryPrimitives.ReadUInt32BigEndian(parsed.GetAddressBytes());
        if (ip >= SizePlan.ServiceIp(0) && ip < SizePlan.ServiceIp(plan.Options.Services))
        {
            var service = (int)(ip - SizePlan.ServiceIp(0));
            return plan.FaultOf(service) == SizeFault.None && plan.PodsOf(service) > 0 && port is 80 or 9090 ? "reached" : "refused";
        }

        if (ip >= SizePlan.NodeIp(0) && ip < SizePlan.NodeIp(plan.Options.Nodes))
        {
            return port is 22 or 10250 or 10256 ? "reached" : "refused";
        }

        return ip >> 23 == 0x0a80_0000u >> 23 ? (PodPorts.Contains(port) ? "reached" : "refused")
            : port is 53 or 80 or 443 && ip >> 24 is not (10 or 172 or 192) ? "reached" : "timedout";
    }
}
