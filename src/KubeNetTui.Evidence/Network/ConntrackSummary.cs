using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>A group of tracked connections and how many of them were never answered.</summary>
public readonly record struct ConntrackCount(string Name, long Count, long Unreplied);

/// <summary>Connections to one address and port that are answered by another: a service's, and the endpoint.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>sctp</c>.</param>
public readonly record struct ConntrackDnat(
    string Protocol, string Destination, int Port, string ReplySource, int ReplyPort, long Count, long Unreplied);

/// <summary>Connections that leave under another source address; each takes one of at most 64,000 ports to that destination.</summary>
/// <param name="Source">The address that the destination sees.</param>
public readonly record struct ConntrackSnat(string Protocol, string Source, string Destination, int Port, long Count, long Unreplied);

/// <summary>
/// The connection table counted: section <c>conntrack-summary</c>, made on the node since a full table is 100 MB; or made here from the
/// table itself. Groups are ordered by count, largest first. The format is in docs/node-script.md.
/// </summary>
public sealed class ConntrackSummary
{
    public long Total { get; init; }

    public long Unreplied { get; init; }

    /// <summary>By protocol and state: <c>tcp ESTABLISHED</c>, <c>udp -</c>.</summary>
    public IReadOnlyList<ConntrackCount> States { get; init; } = [];

    /// <summary>By destination as sent, before DNAT.</summary>
    public IReadOnlyList<ConntrackCount> Destinations { get; init; } = [];

    /// <summary>By who opened them.</summary>
    public IReadOnlyList<ConntrackCount> Sources { get; init; } = [];

    public IReadOnlyList<ConntrackDnat> Dnats { get; init; } = [];

    public IReadOnlyList<ConntrackSnat> Snats { get; init; } = [];

    /// <summary>By who opened them, only those that leave under another address: who uses up SNAT ports.</summary>
    public IReadOnlyList<ConntrackCount> Masqueraded { get; init; } = [];

    /// <summary>How many groups were left out, by kind (<c>dst</c>, <c>dnat-udp</c>, …): of those kinds, what is missing proves nothing.</summary>
    public IReadOnlyDictionary<string, long> LeftOut { get; init; } = new Dictionary<string, long>();

    /// <summary>False: the reading broke off, or the table could not be read.</summary>
    public bool IsWhole { get; init; }

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; init; } = [];

    /// <summary>All services' connections of this protocol are among <see cref="Dnats"/>.</summary>
    public bool HasAllDnats(string protocol) => IsWhole && !LeftOut.ContainsKey("dnat-" + protocol);

    public static ConntrackSummary Parse(string text) => ConntrackSummaryText.Parse(text);

    public static ConntrackSummary Of(ConntrackTable table) => ConntrackCounting.Count(table.Items, table.NotUnderstood);
}

internal static class ConntrackCounting
{
    public static ConntrackSummary Count(IReadOnlyList<ConntrackEntry> entries, IReadOnlyList<NotUnderstoodLine> notUnderstood)
    {
        Dictionary<(string, string), Tally> states = [];
        Dictionary<string, Tally> destinations = [], sources = [], masqueraded = [];
        Dictionary<(string Protocol, string Destination, int Port, string ReplySource, int ReplyPort), Tally> dnats = [];
        Dictionary<(string Protocol, string Source, string Destination, int Port), Tally> snats = [];
        var unreplied = 0;
        foreach (var e in entries)
        {
            var silent = e.IsUnreplied;
            unreplied += silent ? 1 : 0;
            Add(states, (e.Protocol, e.State.Length == 0 ? "-" : e.State), silent);
            Add(destinations, e.Destination, silent);
            Add(sources, e.Source, silent);
            if (e.Protocol is not ("tcp" or "udp" or "sctp"))
            {
                continue;
            }

            if (e.IsDnat)
            {
                Add(dnats, (e.Protocol, e.Destination, e.DestinationPort, e.ReplySource, e.ReplySourcePort), silent);
            }

            if (e.Source != e.ReplyDestination)
            {
                Add(snats, (e.Protocol, e.ReplyDestination, e.ReplySource, e.ReplySourcePort), silent);
                Add(masqueraded, e.Source, silent);
            }
        }

        return new()
        {
            Total = entries.Count,
            Unreplied = unreplied,
            IsWhole = true,
            NotUnderstood = notUnderstood,
            States = Counts(states, k => $"{k.Item1} {k.Item2}"),
            Destinations = Counts(destinations, k => k),
            Sources = Counts(sources, k => k),
            Masqueraded = Counts(masqueraded, k => k),
            Dnats = [.. Ordered(dnats).Select(d => new ConntrackDnat(d.Key.Protocol, d.Key.Destination, d.Key.Port, d.Key.ReplySource, d.Key.ReplyPort, d.Value.Count, d.Value.Unreplied))],
            Snats = [.. Ordered(snats).Select(s => new ConntrackSnat(s.Key.Protocol, s.Key.Source, s.Key.Destination, s.Key.Port, s.Value.Count, s.Value.Unreplied))],
        };
    }

    private static void Add<TKey>(Dictionary<TKey, Tally> tallies, TKey key, bool unreplied)
        where TKey : notnull
    {
        ref var tally = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(tallies, key, out _);
        tally.Count++;
        tally.Unreplied += unreplied ? 1 : 0;
    }

    private static IReadOnlyList<ConntrackCount> Counts<TKey>(Dictionary<TKey, Tally> tallies, Func<TKey, string> name)
        where TKey : notnull =>
        [.. Ordered(tallies).Select(t => new ConntrackCount(name(t.Key), t.Value.Count, t.Value.Unreplied))];

    // Equal counts in an order that does not depend on the hash.
    private static IEnumerable<KeyValuePair<TKey, Tally>> Ordered<TKey>(Dictionary<TKey, Tally> tallies)
        where TKey : notnull =>
        tallies.OrderByDescending(t => t.Value.Count).ThenBy(t => t.Key.ToString(), StringComparer.Ordinal);

    private struct Tally
    {
        public long Count;
        public long Unreplied;
    }
}

internal static class ConntrackSummaryText
{
    public static ConntrackSummary Parse(string text)
    {
        List<NotUnderstoodLine> failed = [];
        List<ConntrackCount> states = [], destinations = [], sources = [], masqueraded = [];
        List<ConntrackDnat> dnats = [];
        List<ConntrackSnat> snats = [];
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
            Masqueraded = masqueraded, Dnats = dnats, Snats = snats, LeftOut = leftOut, NotUnderstood = failed,
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

        dnats.Add(new(protocol.ToString(), destination, (int)port, reply, (int)replyPort, count, unreplied));
        return true;
    }

    private static bool TrySnat(ReadOnlySpan<char> protocol, TextWords words, long count, long unreplied, List<ConntrackSnat> snats)
    {
        var (source, destination) = (Address(words.Next()), Address(words.Next()));
        if (!TryNumber(words.Next(), out var port))
        {
            return false;
        }

        snats.Add(new(protocol.ToString(), source, destination, (int)port, count, unreplied));
        return true;
    }

    private static string Address(ReadOnlySpan<char> word) => IpText.Canonical(word.ToString());

    private static bool TryNumber(ReadOnlySpan<char> word, out long number) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
