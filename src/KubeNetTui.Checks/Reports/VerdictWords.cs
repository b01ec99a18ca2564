namespace KubeNetTui.Checks;

/// <summary>The words of a verdict, the same in every report.</summary>
public static class VerdictWords
{
    /// <summary>For people: PASS, WARN, FAIL, UNKNOWN, N/A.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "PASS",
        Verdict.Warn => "WARN",
        Verdict.Fail => "FAIL",
        Verdict.Unknown => "UNKNOWN",
        _ => "N/A",
    };

    /// <summary>For machines: pass, warn, fail, unknown, notApplicable.</summary>
    public static string Token(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Warn => "warn",
        Verdict.Fail => "fail",
        Verdict.Unknown => "unknown",
        _ => "notApplicable",
    };

    internal static ReportTone Tone(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => ReportTone.Pass,
        Verdict.Warn => ReportTone.Warn,
        Verdict.Fail => ReportTone.Fail,
        Verdict.Unknown => ReportTone.Unknown,
        _ => ReportTone.Quiet,
    };

    /// <summary>How many findings have each verdict, gravest first, those with none left out: "2 fail, 1 warn, 9 pass".</summary>
    public static string Count(IEnumerable<Finding> findings)
    {
        var counts = findings.GroupBy(f => f.Verdict).OrderByDescending(g => g.Key)
            .Select(g => $"{g.Count()} {(g.Key == Verdict.NotApplicable ? "not applicable" : g.Key.Token())}");
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "nothing checked";
    }
}
