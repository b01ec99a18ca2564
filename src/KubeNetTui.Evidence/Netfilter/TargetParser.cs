using ChainsBySpan = System.Collections.Generic.Dictionary<string, KubeNetTui.Evidence.IptablesParser.ChainBuilder>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace KubeNetTui.Evidence;

/// <summary>What stands behind <c>-j</c>: a chain of the table, or a target with its options.</summary>
internal static class TargetParser
{
    /// <param name="tokens">At the target's name.</param>
    public static IptablesTarget Read(ref RuleTokens tokens, bool isGoto, ChainsBySpan chains, ref string problem)
    {
        var name = tokens.Current;
        if (chains.TryGetValue(name, out var chain))
        {
            return isGoto ? new JumpTarget(chain.Name, true) : chain.Jump;
        }

        switch (name)
        {
            case "ACCEPT": return RuleWords.Accept;
            case "DROP": return RuleWords.Drop;
            case "RETURN": return RuleWords.Return;
            case "DNAT" when ToDestination(ref tokens) is { } dnat: return dnat;
        }

        var word = name.ToString();
        var start = tokens.Position;
        var options = new TargetOptions(ref tokens);
        IptablesTarget? target = word switch
        {
            "REJECT" => new RejectTarget(options.Text("--reject-with") ?? "icmp-port-unreachable"),
            "DNAT" => options.Nat("--to-destination") is { } to ? new DnatTarget(to.Addresses, to.Ports) : null,
            "SNAT" => options.Nat("--to-source") is { } to ? new SnatTarget(to.Addresses, to.Ports) : null,
            "MASQUERADE" => new MasqueradeTarget(options.Ports("--to-ports"), options.Has("--random-fully")),
            "REDIRECT" => new RedirectTarget(options.Ports("--to-ports")),
            "NETMAP" => IpRange.Parse(options.Text("--to")) is { } to ? new NetmapTarget(to) : null,
            "MARK" => Mark(options),
            "CONNMARK" => ConnectionMark(options),
            "CT" => new ConntrackTarget(options.Has("--notrack"), options.All),
            "NOTRACK" => new ConntrackTarget(true, ""),
            "TPROXY" => Tproxy(options),
            _ => RuleWords.Passing.Contains(word) ? new PassingTarget(word, options.All) : new OtherTarget(word, options.All),
        };
        if (target is null)
        {
            problem = problem.Length == 0 ? $"the options of {word} are not understood: {tokens.Between(start, tokens.Position)}" : problem;
        }

        return target ?? new OtherTarget(word, options.All);
    }

    /// <summary>As kube-proxy writes it, an endpoint a rule: <c>--to-destination 10.244.0.5:8080</c> and no more. Null for all else, which is read option by option.</summary>
    private static DnatTarget? ToDestination(ref RuleTokens tokens)
    {
        var ahead = tokens;
        if (!ahead.Next() || ahead.IsQuoted || ahead.Current is not "--to-destination" || !ahead.Next() || ahead.IsQuoted
            || TargetOptions.ParseNat(ahead.Current) is not { } to || ahead.Next())
        {
            return null;
        }

        tokens = ahead;
        return new DnatTarget(to.Addresses, to.Ports);
    }

    private static MarkTarget? Mark(TargetOptions options)
    {
        // --set-mark keeps the bits outside of the mask, --set-xmark flips those inside of it; the other forms are spellings of these.
        if (options.Mark("--set-xmark") is { } x)
        {
            return new MarkTarget(x.Value, x.Mask);
        }

        if (options.Mark("--set-mark") is { } set)
        {
            return new MarkTarget(set.Value, set.Mask | set.Value);
        }

        return options.Mark("--or-mark") is { } or ? new MarkTarget(or.Value, or.Value)
            : options.Mark("--and-mark") is { } and ? new MarkTarget(0, ~and.Value)
            : options.Mark("--xor-mark") is { } xor ? new MarkTarget(xor.Value, 0)
            : null;
    }

    private static ConnectionMarkTarget? ConnectionMark(TargetOptions options)
    {
        if (options.Has("--save-mark") || options.Has("--restore-mark"))
        {
            var mask = options.Mark("--mask")?.Value ?? options.Mark(options.Has("--save-mark") ? "--nfmask" : "--ctmask")?.Value ?? uint.MaxValue;
            return new ConnectionMarkTarget(options.Has("--save-mark") ? ConnectionMarkAction.Save : ConnectionMarkAction.Restore, 0, mask);
        }

        return options.Mark("--set-xmark") is { } x ? new ConnectionMarkTarget(ConnectionMarkAction.Set, x.Value, x.Mask)
            : options.Mark("--set-mark") is { } set ? new ConnectionMarkTarget(ConnectionMarkAction.Set, set.Value, set.Mask | set.Value)
            : options.Mark("--or-mark") is { } or ? new ConnectionMarkTarget(ConnectionMarkAction.Set, or.Value, or.Value)
            : options.Mark("--and-mark") is { } and ? new ConnectionMarkTarget(ConnectionMarkAction.Set, 0, ~and.Value)
            : options.Mark("--xor-mark") is { } xor ? new ConnectionMarkTarget(ConnectionMarkAction.Set, xor.Value, 0)
            : null;
    }

    private static TproxyTarget? Tproxy(TargetOptions options)
    {
        var mark = options.Mark("--tproxy-mark") ?? (0u, 0u);
        return options.Ports("--on-port") is { } port ? new TproxyTarget(port.First, mark.Value, mark.Mask) : null;
    }
}

/// <summary>A target's options by name: <c>--set-xmark 0x4000/0x4000</c>.</summary>
internal sealed class TargetOptions
{
    private readonly List<(string Name, string Value)> _options = [];

    /// <summary>Reads to the end of the line: nothing follows a target.</summary>
    public TargetOptions(ref RuleTokens tokens)
    {
        var start = tokens.Position;
        while (tokens.Next())
        {
            var isOption = !tokens.IsQuoted && tokens.Current.StartsWith("--", StringComparison.Ordinal);
            if (isOption)
            {
                _options.Add((tokens.Current.ToString(), ""));
            }
            else if (_options.Count > 0)
            {
                var (name, value) = _options[^1];
                _options[^1] = (name, value.Length > 0 ? $"{value} {tokens.Text()}" : tokens.Text());
            }
        }

        All = tokens.Between(start, tokens.Position).ToString();
    }

    public string All { get; }

    public bool Has(string name) => _options.Exists(o => o.Name == name);

    public string? Text(string name)
    {
        foreach (var option in _options)
        {
            if (option.Name == name)
            {
                return option.Value;
            }
        }

        return null;
    }

    public (uint Value, uint Mask)? Mark(string name) =>
        Text(name) is { } text && FlagWords.TryMark(text, out var value, out var mask) ? (value, mask) : null;

    public PortRange? Ports(string name) => Text(name) is { } text && PortRange.TryParse(text, out var ports) ? ports : null;

    /// <summary><c>10.0.0.1:80</c>, <c>10.0.0.1-10.0.0.9</c>, <c>:80</c>, <c>10.0.0.1:80-90</c>, <c>[fd00::1]:80</c>, <c>fd00::1</c>.</summary>
    public (IpRange? Addresses, PortRange? Ports)? Nat(string name) => Text(name) is { } text ? ParseNat(text) : null;

    /// <inheritdoc cref="Nat"/>
    public static (IpRange? Addresses, PortRange? Ports)? ParseNat(ReadOnlySpan<char> text)
    {
        var address = text;
        ReadOnlySpan<char> port = default;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']');
            if (end < 0)
            {
                return null;
            }

            address = text[1..end];
            port = text[(end + 1)..].TrimStart(':');
        }
        else if (text.IndexOf(':') is >= 0 and var colon && colon == text.LastIndexOf(':'))
        {
            address = text[..colon];
            port = text[(colon + 1)..];
        }

        // The port may have a base behind a slash for port shifting (1000-2000/1500), which no Kubernetes component writes.
        IpRange? addresses = null;
        PortRange? ports = null;
        if (!address.IsEmpty)
        {
            if (!IpRange.TryParse(address, out var range))
            {
                return null;
            }

            addresses = range;
        }

        if (!port.IsEmpty)
        {
            if (!PortRange.TryParse(port, out var range))
            {
                return null;
            }

            ports = range;
        }

        return addresses is null && ports is null ? null : (addresses, ports);
    }
}
