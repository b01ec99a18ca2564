using System.Globalization;
using System.Net;

namespace KubeNetTui.Replay;

/// <summary>Probes of the demo, answered from its model in the words of the tools that a node has.</summary>
internal sealed class ShopProbes
{
    /// <summary>What a ping of the nodes' MTU carries: 1500 less the headers of IP and ICMP.</summary>
    private const int LongestPing = PodNetwork.Mtu - 28;

    private readonly ReachCluster _cluster;
    private readonly ShopReach _reach;
    private readonly ShopNames _names;

    public ShopProbes(IClusterView view)
    {
        _cluster = new ReachCluster(view);
        _reach = new ShopReach(_cluster);
        _names = new ShopNames(_cluster);
    }

    public string? FromNode(string node, ProbeQuestion question) =>
        ShopNode.All.FirstOrDefault(n => n.Name == node) is { } known ? Answer(new Origin(known, null), question) : null;

    public string? FromPod(string ns, string name, ProbeQuestion question) =>
        _cluster.FindPod(ns, name) is { } pod && ReachCluster.From(pod) is { } origin
            ? Answer(origin, question, ShopPodSections.ResolvConf(pod, origin.Node))
            : null;

    /// <summary>A pod of the cluster's DNS that listens on the port.</summary>
    public bool IsDnsServer(string ns, string name, int port) =>
        _cluster.FindPod(ns, name) is { } pod && (string?)pod["metadata"]!["labels"]?["k8s-app"] == "kube-dns"
        && ListeningSocket.Of(pod).Any(s => s.Protocol == "tcp" && s.Port == port && port == 53);

    /// <summary>On TCP, for the pod itself: a port-forward comes in over its loopback, past every policy.</summary>
    public bool Listens(string ns, string name, int port) => Within(ns, name, port) is { IsReached: true };

    /// <summary>The status line of a GET that comes as a port-forward does; null where no HTTP is spoken.</summary>
    public string? Status(string ns, string name, int port, string path) =>
        Within(ns, name, port) is { IsReached: true } meeting && ShopPages.Answer(meeting, new ProbeQuestion("http", meeting.Address, port, path)) is ("reached", var status)
            ? status
            : null;

    private Meeting? Within(string ns, string name, int port) =>
        _cluster.FindPod(ns, name) is { } pod && ReachCluster.From(pod) is { } origin ? _reach.Connect(origin, origin.Address, port, "tcp") : null;

    private string Answer(Origin from, ProbeQuestion question, string? resolvConf = null)
    {
        var isDns = question.Kind is "dns" or "dnstcp";
        var tool = question.Kind switch { "tcp" => "nc", "dns" or "dnstcp" => "dig", "ping" => "ping", _ => "curl" };
        var (address, failure) = IPAddress.TryParse(question.Host, out _)
            ? (question.Host, null)
            : Resolve(from, question.Host, resolvConf ?? ShopNodeSections.KubeletResolvConf(from.Node), tool);
        if (failure is not null)
        {
            return failure;
        }

        if (question.Kind == "ping" && question.Port > LongestPing)
        {
            return Line("unreachable", 0, tool, $"local error: message too long, mtu={PodNetwork.Mtu}");
        }

        // The stub of systemd-resolved: on the node itself, from a pod it is the pod's own loopback.
        if (isDns && from.Pod is null && address.StartsWith("127.0.0.5", StringComparison.Ordinal) && question.Port == 53)
        {
            return Line("reached", 2, tool, ShopNames.Upstream(Word(question.Query, 0), Word(question.Query, 1)).ToString());
        }

        var isService = _cluster.Services.Any(s => (string?)s["spec"]?["clusterIP"] == address);
        var meeting = question.Kind == "ping" && isService
            ? new Meeting("timedout", 2003, address, 0) // iptables mode: no interface has the address
            : _reach.Connect(from, address, question.Port, question.Kind switch { "dns" => "udp", "ping" => "icmp", _ => "tcp" });
        if (!meeting.IsReached)
        {
            return Line(meeting.Outcome, meeting.Milliseconds, tool, Complaint(question, address, meeting.Outcome));
        }

        return question.Kind switch
        {
            "tcp" => Line("reached", meeting.Milliseconds, tool, $"{question.Host} ({address}:{question.Port}) open"),
            "ping" => Line("reached", meeting.Milliseconds, tool, $"{question.Port + 8} bytes from {address}"),
            "dns" or "dnstcp" => Dns(meeting, question.Query),
            _ => ShopPages.Answer(meeting, question) is var (outcome, detail) ? Line(outcome, meeting.Milliseconds + 2, tool, detail) : "",
        };
    }

    private string Dns(Meeting meeting, string query)
    {
        var (name, type) = (Word(query, 0), Word(query, 1));
        var isClusterDns = meeting.Pod is { } pod && (string?)pod["metadata"]!["labels"]?["k8s-app"] == "kube-dns";
        return isClusterDns ? Line("reached", meeting.Milliseconds, "dig", _names.Ask(name, type).ToString())
            : meeting.Pod is null ? Line("reached", meeting.Milliseconds + 8, "dig", ShopNames.Upstream(name, type).ToString())
            : Line("badanswer", meeting.Milliseconds, "dig", "no DNS message");
    }

    /// <summary>As the C library does it: the search list for a name of few dots, then the name itself.</summary>
    private (string Address, string? Failure) Resolve(Origin from, string host, string resolvConf, string tool)
    {
        var lines = resolvConf.Split('\n');
        var server = lines.FirstOrDefault(l => l.StartsWith("nameserver ", StringComparison.Ordinal))?["nameserver ".Length..] ?? "127.0.0.1";
        var search = lines.FirstOrDefault(l => l.StartsWith("search ", StringComparison.Ordinal))?["search ".Length..].Split(' ') ?? [];
        var dots = lines.Any(l => l.Contains("ndots:5", StringComparison.Ordinal)) ? 5 : 1;
        var expanded = search.Select(s => host + "." + s);
        string[] names = host.EndsWith('.') ? [host] : host.Count(c => c == '.') >= dots ? [host, .. expanded] : [.. expanded, host];
        var isStub = server.StartsWith("127.", StringComparison.Ordinal) && from.Pod is null;
        var meeting = isStub ? new Meeting("reached", 1, server, 53) : _reach.Connect(from, server, 53, "udp");
        if (!meeting.IsReached)
        {
            return ("", Line("namefailed", meeting.Outcome == "timedout" ? 5005 : 2, tool, $"{host}: Temporary failure in name resolution"));
        }

        foreach (var name in names)
        {
            var answer = meeting.Pod is null ? ShopNames.Upstream(name) : _names.Ask(name, "A");
            if (answer.Addresses is [var address, ..])
            {
                return (address, null);
            }
        }

        return ("", Line("namefailed", 9, tool, $"{host}: Name or service not known"));
    }

    private static string Complaint(ProbeQuestion question, string address, string outcome) => outcome switch
    {
        "refused" when question.Kind == "dns" => $";; communications error to {address}#{question.Port}: connection refused",
        "refused" => $"connect to {address} port {question.Port}: Connection refused",
        "timedout" when question.Kind is "dns" or "dnstcp" => $";; communications error to {address}#{question.Port}: timed out",
        "timedout" => $"connect to {address} port {question.Port}: Connection timed out",
        _ => $"connect to {address} port {question.Port}: No route to host",
    };

    private static string Line(string outcome, int milliseconds, string tool, string detail) =>
        string.Create(CultureInfo.InvariantCulture, $"{outcome} {milliseconds} {tool} {detail}\n");

    private static string Word(string query, int index) => query.Split(' ').ElementAtOrDefault(index) ?? "";
}
