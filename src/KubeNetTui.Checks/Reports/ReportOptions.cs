namespace KubeNetTui.Checks;

/// <summary>What goes over or into a report beside its findings.</summary>
public sealed record ReportOptions
{
    /// <summary>Context and server, as a person would name the cluster; "" leaves it out.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>When the checks ran (UTC).</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public string Version { get; init; } = "";

    /// <summary>Passed and not-applicable findings a line each; else they are only counted.</summary>
    public bool ShowPassed { get; init; } = true;

    /// <summary>Lines of context around each deciding line of the evidence.</summary>
    public int Context { get; init; } = 1;

    /// <summary>Makes text of the cluster harmless before it reaches a terminal (control characters become visible marks).</summary>
    public Func<string, string> Clean { get; init; } = static text => text;

    /// <summary>Puts colour on text for a terminal; the report reads the same without.</summary>
    public Func<ReportTone, string, string> Paint { get; init; } = static (_, text) => text;
}

/// <summary>What a piece of a text report means; the caller may give each a colour.</summary>
public enum ReportTone
{
    Pass,
    Warn,
    Fail,
    Unknown,
    Quiet,
    Strong,
    Deciding,
}
