using ChainsBySpan = System.Collections.Generic.Dictionary<string, KubeNetTui.Evidence.IptablesParser.ChainBuilder>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace KubeNetTui.Evidence;

/// <summary>One rule, from behind its chain's name to its end: <c>-s … -p tcp -m comment --comment "…" -m tcp --dport 80 -j DROP</c>.</summary>
internal ref struct RuleParser(RuleTokens tokens, RuleWords words)
{
    private readonly RuleWords _words = words;
    private RuleTokens _tokens = tokens;
    private MatchList _matches;
    private string _problem = "";

    /// <summary>The module after the last <c>-m</c>, whose options follow.</summary>
    private ReadOnlySpan<char> _module;

    public static IptablesRule Parse(
        ref RuleTokens tokens, string chain, int number, TextSlice source, RuleCounters? counters, RuleWords words, ChainsBySpan chains)
    {
        var parser = new RuleParser(tokens, words);
        var target = parser.Read(chains);
        return new IptablesRule(chain, number, source, counters, parser._matches.ToArray(), target) { Problem = parser._problem };
    }

    private IptablesTarget? Read(ChainsBySpan chains)
    {
        IptablesTarget? target = null;
        while (_tokens.Next())
        {
            var inverted = !_tokens.IsQuoted && _tokens.Current is "!";
            if (inverted && !_tokens.Next())
            {
                Complain("ends in !");
                break;
            }

            var option = _tokens.Current;
            if (option is "-j" or "--jump" or "-g" or "--goto")
            {
                if (!_tokens.Next())
                {
                    Complain("-j without a target");
                    break;
                }

                target = TargetParser.Read(ref _tokens, option is "-g" or "--goto", chains, ref _problem);
            }
            else if (option is "-m" or "--match")
            {
                BeginModule();
            }
            else if (!Base(option, inverted) && !Option(option, inverted))
            {
                Complain(_module.IsEmpty ? $"no option that is known: {option}" : $"no option that is known of -m {_module}: {option}");
                SkipValues();
            }
        }

        return target;
    }

    private bool Base(ReadOnlySpan<char> option, bool inverted)
    {
        switch (option)
        {
            case "-s" or "--source":
                Address(PacketEnd.Source, inverted);
                return true;
            case "-d" or "--destination":
                Address(PacketEnd.Destination, inverted);
                return true;
            case "-i" or "--in-interface":
                inverted ^= Value(out var input);
                _matches.Add(new InterfaceMatch(PacketEnd.Source, _words.Keep(input), inverted));
                return true;
            case "-o" or "--out-interface":
                inverted ^= Value(out var output);
                _matches.Add(new InterfaceMatch(PacketEnd.Destination, _words.Keep(output), inverted));
                return true;
            case "-p" or "--protocol":
                inverted ^= Value(out var protocol);
                _matches.Add(_words.Protocol(protocol, inverted));
                return true;
            case "-f" or "--fragment":
                _matches.Add(new FragmentMatch(inverted));
                return true;
            default:
                return false;
        }
    }

    private void Address(PacketEnd end, bool inverted)
    {
        inverted ^= Value(out var text);
        if (IpRange.TryParse(text, out var range))
        {
            _matches.Add(new AddressMatch(end, range, inverted));
        }
        else
        {
            Complain($"no address or network: {text}");
        }
    }

    private void BeginModule()
    {
        if (!_tokens.Next())
        {
            Complain("-m without a match");
            return;
        }

        _module = _tokens.Current;
        if (_module is "rpfilter")
        {
            // The only one of these that says something without an option.
            _matches.Add(new ReversePathMatch(false, false));
        }

        if (IsEvaluated(_module))
        {
            return;
        }

        // Options up to the next match or target are its own. Each may be inverted, and what that means is the module's business.
        var start = _tokens.Position;
        SkipModule();
        _matches.Add(new OtherMatch(_module.ToString(), _tokens.Between(start, _tokens.Position).ToString(), RuleWords.Known.Contains(_module.ToString()), false));
    }

    /// <summary>Modules whose options <see cref="Option"/> reads one by one.</summary>
    private static bool IsEvaluated(ReadOnlySpan<char> module) => module is
        "tcp" or "udp" or "udplite" or "sctp" or "dccp" or "multiport" or "comment" or "conntrack" or "state" or "mark" or "connmark" or "addrtype" or "set"
        or "statistic" or "recent" or "nfacct" or "limit" or "hashlimit" or "quota" or "connlimit" or "icmp" or "icmp6" or "icmpv6" or "physdev" or "owner"
        or "rpfilter" or "iprange" or "pkttype";

    private bool Option(ReadOnlySpan<char> option, bool inverted)
    {
        switch (_module)
        {
            case "comment":
                _ = Value(out _);
                _matches.Add(_words.Comment(_tokens));
                return option is "--comment";
            case "tcp" or "udp" or "udplite" or "sctp" or "dccp" or "multiport":
                return Transport(option, inverted);
            case "conntrack" or "state":
                return ConntrackOptions.Read(ref this, option, inverted);
            case "statistic":
                return Statistic(option, inverted);
            case "recent":
                return Recent(option, inverted);
            case "limit" or "hashlimit" or "quota" or "connlimit":
                return Rate(inverted);
            default:
                return MoreOptions.Read(ref this, _module, option, inverted);
        }
    }

    private bool Transport(ReadOnlySpan<char> option, bool inverted)
    {
        switch (option)
        {
            case "--sport" or "--source-port" or "--sports" or "--source-ports":
                return Ports(PacketEnd.Source, inverted);
            case "--dport" or "--destination-port" or "--dports" or "--destination-ports":
                return Ports(PacketEnd.Destination, inverted);
            case "--ports":
                return Ports(PacketEnd.Either, inverted);
            case "--syn":
                Add(new TcpFlagsMatch(TcpFlags.Fin | TcpFlags.Syn | TcpFlags.Rst | TcpFlags.Ack, TcpFlags.Syn, inverted));
                return true;
            case "--tcp-flags":
                inverted ^= Value(out var mask);
                _ = Value(out var set);
                if (!FlagWords.TryTcp(mask, out var m) || !FlagWords.TryTcp(set, out var s))
                {
                    return false;
                }

                Add(new TcpFlagsMatch(m, s, inverted));
                return true;
            case "--tcp-option" or "--chunk-types" or "--dccp-types" or "--dccp-option":
                return Unevaluated(option, inverted);
            default:
                return false;
        }
    }

    private bool Ports(PacketEnd end, bool inverted)
    {
        inverted ^= Value(out var text);
        if (text.IndexOf(',') < 0)
        {
            var one = PortRange.TryParse(text, out var range);
            if (one)
            {
                Add(_words.Port(end, range, inverted));
            }

            return one;
        }

        List<PortRange> ranges = [];
        foreach (var part in text.Split(','))
        {
            if (!PortRange.TryParse(text[part], out var range))
            {
                return false;
            }

            ranges.Add(range);
        }

        Add(new PortMatch(end, ranges, inverted));
        return true;
    }

    /// <summary><c>--mode random --probability 0.5</c>, <c>--mode nth --every 3 --packet 0</c>.</summary>
    private bool Statistic(ReadOnlySpan<char> option, bool inverted)
    {
        inverted ^= Value(out var value);
        switch (option)
        {
            case "--mode" or "--packet":
                return true;
            case "--probability" when Number(value, out var probability):
                Add(new StatisticMatch(probability, inverted));
                return true;
            case "--every" when Number(value, out var every) && every >= 1:
                Add(new StatisticMatch(1 / every, inverted));
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>--rcheck --seconds 10800 --reap --name KUBE-SEP-X --mask 255.255.255.255 --rsource</c>: one match of many options.</summary>
    private bool Recent(ReadOnlySpan<char> option, bool inverted)
    {
        RecentAction? action = option switch
        {
            "--set" => RecentAction.Set,
            "--rcheck" => RecentAction.Check,
            "--update" => RecentAction.Update,
            "--remove" => RecentAction.Remove,
            _ => null,
        };
        if (action is null)
        {
            return false;
        }

        var (list, seconds) = ("DEFAULT", 0);
        while (true)
        {
            var before = _tokens;
            if (!_tokens.Next())
            {
                break;
            }

            if (_tokens.Current is "--name" && _tokens.Next())
            {
                list = _words.Keep(_tokens.Current);
            }
            else if (_tokens.Current is "--seconds" && _tokens.Next())
            {
                seconds = Number(_tokens.Current, out var read) && read < int.MaxValue ? (int)read : 0;
            }
            else if (_tokens.Current is "--reap" or "--rsource" or "--rdest" or "--rttl")
            {
                continue;
            }
            else if (_tokens.Current is not ("--mask" or "--hitcount") || !_tokens.Next())
            {
                // Something else begins.
                _tokens = before;
                break;
            }
        }

        Add(new RecentMatch(action.Value, list, seconds, inverted));
        return true;
    }

    private bool Rate(bool inverted)
    {
        var start = _tokens.Start;
        SkipModule();
        Add(new RateMatch(_module.ToString(), _tokens.Between(start, _tokens.Position).ToString(), inverted));
        return true;
    }

    /// <summary>An option of a known module that nothing evaluates: the rule may or may not match.</summary>
    internal bool Unevaluated(ReadOnlySpan<char> option, bool inverted)
    {
        var start = _tokens.Start;
        SkipValues();
        Add(new OtherMatch(_module.ToString(), _tokens.Between(start, _tokens.Position).ToString(), true, inverted));
        return !option.IsEmpty;
    }

    internal void Add(IptablesMatch match) => _matches.Add(match);

    /// <summary><c>--limit-iface-in</c> stands behind the type that it narrows.</summary>
    internal void LimitAddressTypeToInterface()
    {
        if (_matches.Last is AddressTypeMatch type)
        {
            _matches.Last = type with { OfInterface = true };
        }
    }

    /// <summary>Options of one <c>-m rpfilter</c> are one match.</summary>
    internal void MergeReversePath(bool isLoose, bool isInverted)
    {
        if (_matches.Last is ReversePathMatch match)
        {
            _matches.Last = new ReversePathMatch(match.IsLoose || isLoose, match.IsInverted || isInverted);
        }
    }

    internal readonly string Keep(ReadOnlySpan<char> text) => _words.Keep(text);

    /// <summary>The option's value; "" where there is none.</summary>
    /// <returns>Whether <c>!</c> stands before it, as iptables before 1.4.3 wrote it.</returns>
    internal bool Value(out ReadOnlySpan<char> value)
    {
        var inverted = false;
        value = default;
        if (_tokens.Next())
        {
            inverted = !_tokens.IsQuoted && _tokens.Current is "!";
            value = inverted && !_tokens.Next() ? default : _tokens.Current;
        }

        return inverted;
    }

    internal readonly bool HasValue => !_tokens.IsAtBoundary();

    internal static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out value);

    private void Complain(string why) => _problem = _problem.Length == 0 ? why : _problem;

    private void SkipValues()
    {
        while (!_tokens.IsAtBoundary())
        {
            _tokens.Next();
        }
    }

    private void SkipModule()
    {
        while (true)
        {
            var before = _tokens;
            if (!_tokens.Next())
            {
                break;
            }

            if (!_tokens.IsQuoted && _tokens.Current is "-m" or "--match" or "-j" or "--jump" or "-g" or "--goto")
            {
                _tokens = before;
                break;
            }
        }
    }

    /// <summary>Most rules have two to five matches; the array is made once, of the right size.</summary>
    private struct MatchList
    {
        private IptablesMatch? _a, _b, _c, _d;
        private List<IptablesMatch>? _more;
        private int _count;

        public IptablesMatch? Last
        {
            readonly get => _count switch { 0 => null, 1 => _a, 2 => _b, 3 => _c, 4 => _d, _ => _more![^1] };
            set
            {
                switch (_count)
                {
                    case 0: break;
                    case 1: _a = value; break;
                    case 2: _b = value; break;
                    case 3: _c = value; break;
                    case 4: _d = value; break;
                    default: _more![^1] = value!; break;
                }
            }
        }

        public void Add(IptablesMatch match)
        {
            switch (_count++)
            {
                case 0: _a = match; break;
                case 1: _b = match; break;
                case 2: _c = match; break;
                case 3: _d = match; break;
                default: (_more ??= []).Add(match); break;
            }
        }

        public readonly IptablesMatch[] ToArray() => _count switch
        {
            0 => [],
            1 => [_a!],
            2 => [_a!, _b!],
            3 => [_a!, _b!, _c!],
            4 => [_a!, _b!, _c!, _d!],
            _ => [_a!, _b!, _c!, _d!, .. _more!],
        };
    }
}
