using System.Collections.Frozen;

namespace KubeNetTui.Evidence;

/// <summary>Words that return in every rule, each kept once: a ruleset of 40,000 rules has a few thousand different ones.</summary>
internal sealed class RuleWords
{
    // What one service's rules share; beyond that, a text that is seen again is rare and the pool would only grow.
    private const int Most = 20_000;

    /// <summary>A comment returns within a few rules (those of one service), or not at all.</summary>
    private readonly CommentMatch?[] _comments = new CommentMatch?[4];

    private readonly Dictionary<int, PortMatch> _ports = [];
    private int _nextComment;
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

    /// <param name="tokens">At the comment.</param>
    public CommentMatch Comment(RuleTokens tokens)
    {
        var text = tokens.Current;
        if (tokens.IsQuoted && text.IndexOf('\\') >= 0)
        {
            return new CommentMatch(tokens.Text());
        }

        foreach (var known in _comments)
        {
            if (known is not null && text.SequenceEqual(known.Text))
            {
                return known;
            }
        }

        var match = new CommentMatch(text.ToString());
        _comments[_nextComment] = match;
        _nextComment = (_nextComment + 1) % _comments.Length;
        return match;
    }

    public PortMatch Port(PacketEnd end, PortRange range, bool inverted)
    {
        if (inverted || !range.IsSingle)
        {
            return new PortMatch(end, [range], inverted);
        }

        var key = ((int)end << 16) | range.First;
        if (!_ports.TryGetValue(key, out var match))
        {
            match = new PortMatch(end, [range], false);
            _ports.Add(key, match);
        }

        return match;
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
