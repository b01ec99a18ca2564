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

/// <summary>UDP to an address and port that was never answered, and that no rule sent on: sent before the rules were there, or to nobody.</summary>
public readonly record struct ConntrackSilence(string Destination, int Port, long Count);

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

    /// <summary>UDP without an answer and without DNAT.</summary>
    public IReadOnlyList<ConntrackSilence> SilentUdp { get; init; } = [];

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
