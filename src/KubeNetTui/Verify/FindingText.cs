using KubeNetTui.Checks;
using KubeNetTui.Reading;

namespace KubeNetTui.Verify;

/// <summary>What is read of a finding beneath the list: cause, details, the lines that decided, remedy and command.</summary>
internal static class FindingText
{
    private const int Context = 1;
    private const string ExhibitIndent = "    ";

    public static IReadOnlyList<TextLine> Of(FindingRow row, VerifyRun run) =>
        row.Finding is { } finding ? OfFinding(finding, row, run) : OfGroup(row, run);

    private static List<TextLine> OfFinding(Finding finding, FindingRow row, VerifyRun run)
    {
        var tone = ToneOf.Of(finding.Verdict);
        List<TextLine> lines =
        [
            new(new TextRun($"{ToneOf.Mark(finding.Verdict)} {finding.Verdict.Word()}  ", tone), new TextRun(finding.Title, Tone.Title))
            {
                Indent = 2,
            },
        ];
        AddChange(lines, finding, row.Change);
        foreach (var detail in finding.Details)
        {
            lines.Add(new TextLine("  " + detail) { Indent = 2 });
        }

        if (row.About.Length > 0)
        {
            lines.Add(new TextLine(new TextRun("  about  ", Tone.Dim), new TextRun($"{finding.Subject}, which is on the way of {run.Subject}")) { Indent = 9 });
        }

        if (row.Ranked is { Explains.Count: > 0 } cause)
        {
            lines.Add(new TextLine(new TextRun("  " + cause.ExplainsText, Tone.Accent)) { Indent = 12 });
        }
        else if (row.Ranked is { ExplainedBy: not null } consequence)
        {
            lines.Add(new TextLine(new TextRun("  " + consequence.ExplainedByText, Tone.Accent)) { Indent = 12 });
        }

        AddRemedy(lines, finding);
        foreach (var exhibit in finding.Exhibits)
        {
            AddExhibit(lines, exhibit);
        }

        if (run.InfoOf(finding.CheckId) is { } info && finding.Verdict != Verdict.Fail)
        {
            lines.Add(TextLine.Blank);
            lines.Add(new TextLine(new TextRun("proves  ", Tone.Dim), new TextRun(info.Proves, Tone.Dim)) { Indent = 8 });
        }

        return lines;
    }

    private static void AddChange(List<TextLine> lines, Finding finding, Change change)
    {
        var at = change.At.UtcDateTime.ToString("HH:mm:ss");
        switch (change)
        {
            case { Kind: ChangeKind.New }:
                lines.Add(new TextLine($"  new since {at} UTC", Tone.Accent));
                break;
            case { Kind: ChangeKind.Gone }:
                lines.Add(new TextLine($"  gone: it was there at {at} UTC", Tone.Accent));
                break;
            case { Kind: ChangeKind.Pending }:
                lines.Add(new TextLine($"  as of {at} UTC; being checked again", Tone.Accent));
                break;
            case { Kind: ChangeKind.Changed, Was: { } was }:
                var title = was.Title == finding.Title ? "" : $": {was.Title}";
                lines.Add(new TextLine($"  was {was.Verdict.Word()} at {at} UTC{title}", Tone.Accent) { Indent = 2 });
                break;
        }
    }

    private static void AddRemedy(List<TextLine> lines, Finding finding)
    {
        if (finding.Remedy.Length > 0)
        {
            lines.Add(TextLine.Blank);
            lines.Add(new TextLine(new TextRun("remedy  ", Tone.Key), new TextRun(finding.Remedy)) { Indent = 8 });
        }

        if (finding.RemedyCommand.Length > 0)
        {
            lines.Add(new TextLine(new TextRun("      $ ", Tone.Dim), new TextRun(finding.RemedyCommand, Tone.Accent)) { Indent = 8 });
        }
    }

    private static void AddExhibit(List<TextLine> lines, Exhibit exhibit)
    {
        lines.Add(TextLine.Blank);
        lines.Add(new TextLine(new TextRun("evidence  ", Tone.Key), new TextRun(exhibit.Title)) { Indent = 10 });
        lines.Add(new TextLine(new TextRun("  $ ", Tone.Dim), new TextRun(exhibit.Command, Tone.Dim)) { Indent = 4 });
        foreach (var (text, deciding) in EvidenceExcerpt.Of(exhibit, Context))
        {
            lines.Add(text is null
                ? new TextLine(ExhibitIndent + "…", Tone.Dim)
                : new TextLine(new TextRun(deciding ? "  ▶ " : ExhibitIndent, Tone.Accent), new TextRun(text, deciding ? Tone.Text : Tone.Dim))
                {
                    Indent = ExhibitIndent.Length + 2,
                    Deciding = deciding,
                });
        }
    }

    private static List<TextLine> OfGroup(FindingRow row, VerifyRun run)
    {
        var lines = new List<TextLine>();
        foreach (var finding in run.Findings.Where(f => f.Verdict == row.Group))
        {
            lines.Add(new TextLine(
                new TextRun(ToneOf.Mark(finding.Verdict) + " ", ToneOf.Of(finding.Verdict)),
                new TextRun(finding.CheckId + "  ", Tone.Dim),
                new TextRun(finding.Title)) { Indent = 4 });
        }

        return lines;
    }
}
