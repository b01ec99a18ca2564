using System.Runtime.InteropServices;

namespace KubeNetTui.Evidence;

/// <summary>The same count that the node makes, of a table that was read.</summary>
internal static class ConntrackCounting
{
    public static ConntrackSummary Count(IReadOnlyList<ConntrackEntry> entries, IReadOnlyList<NotUnderstoodLine> notUnderstood)
    {
        Dictionary<(string, string), Tally> states = [];
        Dictionary<string, Tally> destinations = [], sources = [], masqueraded = [];
        Dictionary<(string Protocol, string Destination, int Port, string ReplySource, int ReplyPort), Tally> dnats = [];
        Dictionary<(string Protocol, string Source, string Destination, int Port), Tally> snats = [];
        Dictionary<(string Destination, int Port), Tally> silences = [];
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

            else if (e.Protocol == "udp" && silent)
            {
                Add(silences, (e.Destination, e.DestinationPort), silent);
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
            SilentUdp = [.. Ordered(silences).Select(s => new ConntrackSilence(s.Key.Destination, s.Key.Port, s.Value.Count))],
            Snats = [.. Ordered(snats).Select(s => new ConntrackSnat(s.Key.Protocol, s.Key.Source, s.Key.Destination, s.Key.Port, s.Value.Count, s.Value.Unreplied))],
        };
    }

    private static void Add<TKey>(Dictionary<TKey, Tally> tallies, TKey key, bool unreplied)
        where TKey : notnull
    {
        ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(tallies, key, out _);
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
