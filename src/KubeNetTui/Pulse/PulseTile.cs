using KubeNetTui.Checks;

namespace KubeNetTui.Pulse;

/// <summary>One thing that the dashboard shows: a number, how good it is, and how it went.</summary>
/// <param name="Name"><c>nodes</c>, <c>pods</c>, …</param>
/// <param name="Headline">What a person reads first: <c>2 of 3 ready</c>.</param>
internal sealed record PulseTile(string Name, string Headline)
{
    public Verdict Verdict { get; init; } = Verdict.NotApplicable;

    /// <summary>A second line: what the rest of them are.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Of the gauge, 0 to 1; null: none.</summary>
    public double? Share { get; init; }

    /// <summary>A full gauge is bad (usage), not good (ready).</summary>
    public bool IsLoad { get; init; }

    /// <summary>Of the sparkline, the oldest first; empty: none.</summary>
    public IReadOnlyList<double> History { get; init; } = [];

    /// <summary>The number of a full bar; null: the largest in sight.</summary>
    public double? HistoryFull { get; init; }

    /// <summary>What the sparkline shows: <c>warnings a minute, one hour</c>.</summary>
    public string HistoryName { get; init; } = "";

    /// <summary>Why there is no number; "" where there is one.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Where Enter goes.</summary>
    public PulseTarget? Target { get; init; }
}
