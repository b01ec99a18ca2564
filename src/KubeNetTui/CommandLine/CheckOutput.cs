using KubeNetTui.Checks;
using KubeNetTui.Terminal;

namespace KubeNetTui.CommandLine;

/// <summary>
/// Findings on stdout: as they come where a person waits at a terminal, as one ranked report everywhere else.
/// </summary>
internal sealed class CheckOutput(ProgramHost host, CheckRequest request, string cluster, DateTimeOffset at)
{
    private readonly ReportOptions _options = new()
    {
        Cluster = cluster,
        At = at,
        Version = VersionAction.Version,

        // Of one service its passes are worth a line each; of a whole cluster they bury what was found.
        ShowPassed = request.Subjects.Count > 0,
        Clean = static text => SafeText.Clean(text),
        Paint = host.Colour ? Paint.Over : static (_, text) => text,
    };

    private bool Streams => request.Format == ReportFormat.Text && host.OutIsTerminal;

    /// <param name="progress">Gives way to a finding that is written.</param>
    public void Add(Finding finding, ProgressLine progress)
    {
        if (Streams && (_options.ShowPassed || finding.Verdict > Verdict.Pass))
        {
            progress.Clear();
            TextReport.Write(host.Out, finding, _options);
            host.Out.Flush();
        }
    }

    public void End(IReadOnlyList<Finding> findings)
    {
        IReadOnlyList<Finding> ranked = CheckEngine.Rank(findings);
        switch (request.Format)
        {
            case ReportFormat.Json:
                host.Out.Flush();
                JsonReport.Write(host.OutBytes, ranked, _options);
                host.OutBytes.Write("\n"u8);
                break;
            case ReportFormat.JUnit:
                JUnitReport.Write(host.Out, ranked, _options);
                break;
            case ReportFormat.Markdown:
                MarkdownReport.Write(host.Out, ranked, _options);
                break;
            case ReportFormat.Text when Streams:
                Summarise(ranked);
                break;
            default:
                TextReport.Write(host.Out, ranked, _options);
                break;
        }
    }

    /// <summary>What streamed by came in the order of reading; the cause that explains most is named once more at the end.</summary>
    private void Summarise(IReadOnlyList<Finding> ranked)
    {
        if (ranked.Count(f => f.Verdict == Verdict.Fail) > 1)
        {
            RankedFinding first = CauseRanking.Rank(ranked)[0];
            string explains = first.Explains.Count > 0 ? $"; it {first.ExplainsText}" : "";
            host.Out.WriteLine($"Look first at {SafeText.Clean($"{first.Finding.Subject} ({first.Finding.CheckId}): {first.Finding.Title}{explains}")}");
        }

        TextReport.WriteRuledOut(host.Out, ranked, _options);
        string counts = ranked.Count == 0 ? "no findings" : VerdictWords.Count(ranked);
        host.Out.WriteLine($"{_options.Paint(ReportTone.Strong, counts)} on {SafeText.Clean(cluster)}");
    }
}
