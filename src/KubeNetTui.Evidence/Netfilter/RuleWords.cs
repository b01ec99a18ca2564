using System.Collections.Frozen;

namespace KubeNetTui.Evidence;

/// <summary>Words that return in every rule, each kept once: a ruleset of 40,000 rules has a few thousand different ones.</summary>
internal sealed class RuleWords
{
    // What one service's rules share; beyond that, a text that is seen again is rare and the pool would only grow.
    private const int Most = 20_000;

    private readonly HashSet<string> _texts = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly Dictionary<string, ProtocolMatch> _protocols = [];
    private readonly Dictionary<string, ProtocolMatch>.AlternateLookup<ReadOnlySpan<char>> _protocolBySpan;

    public RuleWords()
    {
        _bySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        _protocolBySpan = _protocols.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static AcceptTarget Accept { get; } = new();

    public static DropTarget Drop { get; } = new();

    public static ReturnTarget Return { get; } = new();

    /// <summary>
    /// Targets after which the chain goes on, whatever they note or change: none of it is asked for by a match that is evaluated.
    /// </summary>
    public static FrozenSet<string> Passing { get; } = FrozenSet.Create(
        "LOG", "NFLOG", "ULOG", "TRACE", "SET", "TCPMSS", "CHECKSUM", "CLASSIFY", "DSCP", "TOS", "TTL", "HL", "TEE", "AUDIT", "RATEEST", "IDLETIMER",
        "LED", "SECMARK", "CONNSECMARK", "ECN", "TCPOPTSTRIP", "HMARK", "ACCOUNT", "DNETMAP");

    /// <summary>Match modules of iptables' own that are recognised, and not evaluated.</summary>
    public static FrozenSet<string> Known { get; } = FrozenSet.Create(
        "ah", "bpf", "cgroup", "cluster", "connbytes", "connlabel", "cpu", "dccp", "devgroup", "dscp", "dst", "ecn", "esp", "eui64", "frag", "hbh", "helper",
        "hl", "ipv6header", "ipvs", "length", "mac", "mh", "osf", "policy", "realm", "rt", "sctp", "socket", "string", "tcpmss", "time", "tos", "ttl", "u32");

    public string Keep(ReadOnlySpan<char> text)
    {
        if (_bySpan.TryGetValue(text, out var kept))
        {
            return kept;
        }

        kept = text.ToString();
        if (_texts.Count < Most)
        {
            _texts.Add(kept);
        }

        return kept;
    }

    public ProtocolMatch Protocol(ReadOnlySpan<char> name, bool inverted)
    {
        if (inverted)
        {
            return new ProtocolMatch(name.ToString(), true);
        }

        if (!_protocolBySpan.TryGetValue(name, out var match))
        {
            match = new ProtocolMatch(name.ToString(), false);
            _protocols.Add(match.Name, match);
        }

        return match;
    }
}
