using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>Lines of section <c>conntrack-summary</c>.</summary>
internal static class ConntrackSummaryText
{
    public static ConntrackSummary Parse(string text)
    {
        List<NotUnderstoodLine> failed = [];
        List<ConntrackCount> states = [], destinations = [], sources = [], masqueraded = [];
        List<ConntrackDnat> dnats = [];
        List<ConntrackSnat> snats = [];
        List<ConntrackSilence> silences = [];
        Dictionary<string, long> leftOut = [];
        var (total, unreplied, number) = (-1L, 0L, 0);
        var (ended, broken) = (false, false);
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            var words = new TextWords(line);
            var kind = words.Next();
            if (kind is "end" or "failed")
            {
                ended |= kind is "end";
                broken |= kind is "failed";
                continue;
            }

            var understood = TryNumber(words.Next(), out var count) & TryNumber(words.Next(), out var silent);
            if (understood)
            {
                switch (kind)
                {
                    case "total":
                        (total, unreplied) = (count, silent);
                        break;
                    case "state":
                        states.Add(new(words.Rest.ToString(), count, silent));
                        break;
                    case "dst":
                        destinations.Add(new(Address(words.Next()), count, silent));
                        break;
                    case "src":
                        sources.Add(new(Address(words.Next()), count, silent));
                        break;
                    case "masq":
                        masqueraded.Add(new(Address(words.Next()), count, silent));
                        break;
                    case "silent-udp":
                        var to = Address(words.Next());
                        understood = TryNumber(words.Next(), out var port);
                        silences.Add(new(to, (int)(port & 0xFFFF), count));
                        break;
                    case "cut":
                        leftOut[words.Next().ToString()] = count;
                        break;
                    default:
                        understood = kind.StartsWith("dnat-", StringComparison.Ordinal) ? TryDnat(kind[5..], words, count, silent, dnats)
                            : kind.StartsWith("snat-", StringComparison.Ordinal) && TrySnat(kind[5..], words, count, silent, snats);
                        break;
                }
            }

            if (!understood)
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "KIND COUNT UNREPLIED … was expected"));
            }
        }

        return new()
        {
            Total = Math.Max(0, total), Unreplied = unreplied, States = states, Destinations = destinations, Sources = sources,
            Masqueraded = masqueraded, SilentUdp = silences, Dnats = dnats, Snats = snats, LeftOut = leftOut, NotUnderstood = failed,
            IsWhole = ended && !broken && total >= 0,
        };
    }

    private static bool TryDnat(ReadOnlySpan<char> protocol, TextWords words, long count, long unreplied, List<ConntrackDnat> dnats)
    {
        var destination = Address(words.Next());
        if (!TryNumber(words.Next(), out var port))
        {
            return false;
        }

        var reply = Address(words.Next());
        if (!TryNumber(words.Next(), out var replyPort))
        {
            return false;
        }

        dnats.Add(new(protocol.ToString(), destination, (int)(port & 0xFFFF), reply, (int)(replyPort & 0xFFFF), count, unreplied));
        return true;
    }

    private static bool TrySnat(ReadOnlySpan<char> protocol, TextWords words, long count, long unreplied, List<ConntrackSnat> snats)
    {
        var (source, destination) = (Address(words.Next()), Address(words.Next()));
        if (!TryNumber(words.Next(), out var port))
        {
            return false;
        }

        snats.Add(new(protocol.ToString(), source, destination, (int)(port & 0xFFFF), count, unreplied));
        return true;
    }

    private static string Address(ReadOnlySpan<char> word) => IpText.Canonical(word.ToString());

    private static bool TryNumber(ReadOnlySpan<char> word, out long number) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
