using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>
/// Lines of conntrack: <c>[ipv4 2] tcp 6 431976 ESTABLISHED src=… dst=… sport=… dport=… [UNREPLIED] src=… … [ASSURED] mark=0 use=1</c>.
/// The first src begins the original direction, the second one the reply.
/// </summary>
internal ref struct ConntrackText
{
    /// <summary>A table of another kind would fill the memory with complaints.</summary>
    private const int MostNotUnderstood = 500;

    /// <summary>The year 9999.</summary>
    private const long MostSeconds = 253_402_300_799;

    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _texts;
    private int _tuples;
    private string _protocol, _state, _source, _destination, _replySource, _replyDestination;
    private int _timeout, _sport, _dport, _replySport, _replyDport, _zone;
    private uint _mark;
    private long _packets;
    private ConntrackFlags _flags;

    private ConntrackText(Dictionary<string, string> texts)
    {
        _texts = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        (_protocol, _state, _source, _destination, _replySource, _replyDestination) = ("", "", "", "", "", "");
    }

    public static ConntrackTable Parse(string text)
    {
        // A line is 130 to 220 characters long.
        List<ConntrackEntry> entries = new(text.Length / 170);
        List<NotUnderstoodLine> failed = [];
        ConntrackText reader = new(new(StringComparer.Ordinal));
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsEmpty)
            {
                continue;
            }

            if (reader.TryRead(line, out var entry))
            {
                entries.Add(entry);
            }
            else if (failed.Count < MostNotUnderstood && !line.IsWhiteSpace())
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "PROTOCOL NUMBER TIMEOUT … src= dst= … src= dst= was expected"));
            }
        }

        return new(entries, failed);
    }

    /// <summary><c>[1796061472.238885]	    [NEW] tcp      6 120 SYN_SENT src=…</c>: the time where it was asked for, what happened, the entry.</summary>
    public static ConntrackEvents ParseEvents(string text)
    {
        List<ConntrackEvent> events = [];
        List<NotUnderstoodLine> failed = [];
        ConntrackText reader = new(new(StringComparer.Ordinal));
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            var rest = line.Trim();
            var at = TakeTime(ref rest);
            if (TakeKind(ref rest) is { } kind && reader.TryRead(rest, out var entry))
            {
                events.Add(new(at, kind, entry, number));
            }
            else if (failed.Count < MostNotUnderstood && !line.IsWhiteSpace())
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "[NEW], [UPDATE] or [DESTROY] PROTOCOL … src= dst= … src= dst= was expected"));
            }
        }

        return new(events, failed);
    }

    /// <summary>Seconds and microseconds, each a number of its own: <c>[1700000000.1234  ]</c> is 1,234 microseconds past.</summary>
    private static DateTimeOffset? TakeTime(ref ReadOnlySpan<char> line)
    {
        var (dot, end) = (line.IndexOf('.'), line.IndexOf(']'));
        if (line.IsEmpty || line[0] != '[' || dot < 0 || end < dot
            || !long.TryParse(line[1..dot].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !int.TryParse(line[(dot + 1)..end].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            || seconds > MostSeconds || micros > 999_999)
        {
            return null;
        }

        line = line[(end + 1)..].TrimStart();
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddMicroseconds(micros);
    }

    private static ConntrackEventKind? TakeKind(ref ReadOnlySpan<char> line)
    {
        var end = line.IndexOf(']') + 1;
        ConntrackEventKind? kind = line[..end] switch
        {
            "[NEW]" => ConntrackEventKind.New,
            "[UPDATE]" => ConntrackEventKind.Update,
            "[DESTROY]" => ConntrackEventKind.Destroy,
            _ => null,
        };
        line = kind is null ? line : line[end..];
        return kind;
    }

    private bool TryRead(ReadOnlySpan<char> line, out ConntrackEntry entry)
    {
        entry = default;
        (_tuples, _timeout, _sport, _dport, _replySport, _replyDport, _zone, _mark, _packets, _flags) = (0, 0, 0, 0, 0, 0, 0, 0, 0, ConntrackFlags.None);
        (_protocol, _state, _source, _destination, _replySource, _replyDestination) = ("", "", "", "", "", "");
        var plain = 0;
        var rest = line;
        while (true)
        {
            rest = rest.TrimStart(' ');
            if (rest.IsEmpty)
            {
                break;
            }

            var end = rest.IndexOf(' ');
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            var equals = word.IndexOf('=');
            if (equals > 0)
            {
                Pair(word[..equals], word[(equals + 1)..]);
            }
            else if (word[0] == '[')
            {
                Flag(word);
            }
            else
            {
                Plain(word, ref plain);
            }
        }

        // Without a reply tuple (an expectation, a line cut short) there is nothing to compare.
        if (_tuples != 2 || _protocol.Length == 0 || _source.Length == 0 || _replyDestination.Length == 0)
        {
            return false;
        }

        entry = new(
            _protocol, _state, _timeout, _source, _destination, _sport, _dport, _replySource, _replyDestination, _replySport, _replyDport,
            _flags, _mark, _zone, _packets);
        return true;
    }

    private void Pair(ReadOnlySpan<char> key, ReadOnlySpan<char> value)
    {
        switch (key)
        {
            case "src":
                _tuples++;
                (_tuples == 1 ? ref _source : ref _replySource) = Address(value);
                break;
            case "dst":
                (_tuples == 1 ? ref _destination : ref _replyDestination) = Address(value);
                break;
            case "sport" or "id":
                (_tuples == 1 ? ref _sport : ref _replySport) = Number(value);
                break;
            case "dport":
                (_tuples == 1 ? ref _dport : ref _replyDport) = Number(value);
                break;
            case "mark":
                _ = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _mark);
                break;
            case "zone":
                _zone = Number(value);
                break;
            case "packets":
                _ = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var packets);
                _packets += packets;
                break;
        }
    }

    private void Flag(ReadOnlySpan<char> word) => _flags |= word switch
    {
        "[UNREPLIED]" => ConntrackFlags.Unreplied,
        "[ASSURED]" => ConntrackFlags.Assured,
        "[OFFLOAD]" or "[HW_OFFLOAD]" => ConntrackFlags.Offload,
        "[DYING]" or "[DESTROY]" => ConntrackFlags.Dying,
        _ => ConntrackFlags.None,
    };

    /// <summary>Before the tuples: [ipv4 2] tcp 6 431976 ESTABLISHED.</summary>
    private void Plain(ReadOnlySpan<char> word, ref int plain)
    {
        if (_tuples > 0 || word is "ipv4" or "ipv6")
        {
            return;
        }

        if (char.IsAsciiDigit(word[0]))
        {
            // The last number before the tuples is the timeout; those before it are protocol numbers.
            _timeout = Number(word);
        }
        else if (plain++ == 0)
        {
            _protocol = Intern(word);
        }
        else
        {
            _state = Intern(word);
        }
    }

    private readonly string Intern(ReadOnlySpan<char> text)
    {
        if (!_texts.TryGetValue(text, out var known))
        {
            known = text.ToString();
            _texts[text] = known;
        }

        return known;
    }

    /// <summary>By its spelling; the value is canonical.</summary>
    private readonly string Address(ReadOnlySpan<char> text)
    {
        if (!_texts.TryGetValue(text, out var known))
        {
            known = IpText.Canonical(text.ToString());
            _texts[text] = known;
        }

        return known;
    }

    private static int Number(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit) || number > (int.MaxValue / 10) - 1)
            {
                return 0;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
