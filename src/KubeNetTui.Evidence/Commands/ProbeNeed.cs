using System.Globalization;

namespace KubeNetTui.Evidence;

public enum ProbeMethod
{
    /// <summary>A TCP connection opened and closed.</summary>
    Tcp,

    /// <summary>A DNS question: <see cref="ProbeNeed.Query"/> asked of <see cref="ProbeNeed.Host"/>.</summary>
    Dns,

    /// <summary>As Dns, over TCP.</summary>
    DnsTcp,

    /// <summary>The status line of a GET over plain HTTP; <see cref="ProbeNeed.Query"/> is the path.</summary>
    Http,

    /// <summary>As Http, over TLS, no certificate checked.</summary>
    Https,

    /// <summary>ICMP echo; <see cref="ProbeNeed.Port"/> is the payload in bytes, sent with "don't fragment".</summary>
    Ping,
}

/// <summary>
/// An active test from a node or from a pod's network namespace; its section's value is a <see cref="ProbeResult"/>. It opens a
/// connection and sends one question; it changes nothing. The source may refuse it (NotAsked with the reason) where the person wants none.
/// </summary>
/// <param name="From">Where the test runs.</param>
/// <param name="Host">Address or name to reach; for DNS the server's address.</param>
/// <param name="Query">DNS: name and type, <c>web.shop.svc.cluster.local A</c>. HTTP: the path. Else "".</param>
public sealed record ProbeNeed(Place From, ProbeMethod Method, string Host, int Port, string Query = "") : Need
{
    /// <summary>Name of its section in bundles and node scripts: <c>probe.tcp.10.96.0.1.443</c>; colons and slashes become <c>_</c>.</summary>
    public string Section => string.Create(CultureInfo.InvariantCulture, $"probe.{Method.ToString().ToLowerInvariant()}.{Host}.{Port}{(Query.Length > 0 ? "." + Query : "")}")
        .Replace(':', '_').Replace('/', '_').Replace(' ', '_');

    public override string Command => Method switch
    {
        ProbeMethod.Tcp => $"nc -vz -w 3 {Host} {Port}",
        ProbeMethod.Dns => $"dig +tries=1 +time=3 @{Host} -p {Port} {Query}",
        ProbeMethod.DnsTcp => $"dig +tcp +tries=1 +time=3 @{Host} -p {Port} {Query}",
        ProbeMethod.Http => $"curl -sS -m 5 -o /dev/null -D - 'http://{Bracketed}:{Port}{Query}'",
        ProbeMethod.Https => $"curl -sSk -m 5 -o /dev/null -D - 'https://{Bracketed}:{Port}{Query}'",
        _ => $"ping -c 1 -W 2 -M do -s {Port} {Host}",
    };

    private string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
}

public enum ProbeOutcome
{
    /// <summary>Connected, answered, echoed.</summary>
    Reached,

    /// <summary>RST to a SYN: the host is reached, nobody listens (or a REJECT with tcp-reset).</summary>
    Refused,

    /// <summary>Nothing came back in time: dropped somewhere.</summary>
    TimedOut,

    /// <summary>ICMP unreachable or prohibited, no route: a router, or a REJECT rule, said so.</summary>
    Unreachable,

    /// <summary>Connected, then cut before an answer.</summary>
    Reset,

    /// <summary>The name did not resolve.</summary>
    NameFailed,

    /// <summary>Something answered that is not what was asked for (HTTP to TLS, rubbish to DNS).</summary>
    BadAnswer,
}

/// <summary>What a probe met.</summary>
/// <param name="Took">Until the outcome was known.</param>
/// <param name="Detail">HTTP status line; addresses and rcode of a DNS answer (<see cref="DnsCode"/>, <see cref="Addresses"/>); else the tool's words.</param>
/// <param name="Tool">What made the connection: <c>bash</c>, <c>nc</c>, <c>curl</c>, <c>this program</c>, …</param>
public sealed record ProbeResult(ProbeOutcome Outcome, TimeSpan Took, string Detail = "", string Tool = "")
{
    /// <summary>HTTP status; 0 where there was none.</summary>
    public int HttpStatus { get; init; }

    /// <summary>DNS rcode in words (<c>NOERROR</c>, <c>NXDOMAIN</c>, <c>SERVFAIL</c>, …); "" where there was no answer.</summary>
    public string DnsCode { get; init; } = "";

    /// <summary>Addresses of a DNS answer, or the CNAME's target first with a trailing dot.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}

/// <summary>
/// A DNS question to one pod, over TCP through a port-forward from where the program runs: says whether that replica answers, whatever
/// the network between nodes does. Its section's value is a <see cref="ProbeResult"/>.
/// </summary>
/// <param name="Query">Name and type: <c>kubernetes.default.svc.cluster.local A</c>.</param>
public sealed record ForwardedDnsNeed(string Namespace, string Pod, int Port, string Query) : Need
{
    public override string Command =>
        $"kubectl port-forward -n {Namespace} pod/{Pod} 5353:{Port} & dig +tcp @127.0.0.1 -p 5353 {Query}";
}
