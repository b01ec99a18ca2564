namespace KubeNetTui.Checks;

/// <summary>Findings for people to read in a terminal or a mail: the gravest cause first, each with the lines that decided.</summary>
public static class TextReport
{
    private const string Indent = "         ";

    /// <summary>Causes first, with what they explain; what a cause explains is told in a line each, since its evidence is the cause's.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings, ReportOptions options)
    {
        foreach (var (finding, explains, explainedBy) in CauseRanking.Rank(findings).Select(r => (r.Finding, r.ExplainsText, r.ExplainedByText)))
        {
            if (explainedBy.Length > 0)
            {
                WriteHead(output, finding, options);
                output.WriteLine(Indent + options.Paint(ReportTone.Quiet, options.Clean(explainedBy)));
                output.WriteLine();
            }
            else if (options.ShowPassed || finding.Verdict > Verdict.Pass)
            {
                Write(output, finding, options, explains.Length > 0 ? explains : null);
            }
        }

        WriteRuledOut(output, findings, options);

        var cluster = options.Cluster.Length > 0 ? $" on {options.Clean(options.Cluster)}" : "";
        output.WriteLine(options.Paint(ReportTone.Strong, VerdictWords.Count(findings)) + cluster);
    }

    /// <summary>What was looked at and is not the cause; nothing where no cause was looked for.</summary>
    public static void WriteRuledOut(TextWriter output, IReadOnlyList<Finding> findings, ReportOptions options)
    {
        if (findings.Any(f => f.Verdict > Verdict.Pass) && CauseRanking.RuledOut(findings) is { Count: > 0 } ruledOut)
        {
            output.WriteLine(options.Paint(ReportTone.Quiet, $"Ruled out: {string.Join(", ", ruledOut)}"));
        }
    }

    /// <summary>One finding, followed by an empty line where it has more than a title.</summary>
    /// <param name="explains">What is known of its consequences; null: what it says of them itself.</param>
    public static void Write(TextWriter output, Finding finding, ReportOptions options, string? explains = null)
    {
        WriteHead(output, finding, options);
        if (finding.Verdict <= Verdict.Pass)
        {
            return;
        }

        foreach (var detail in finding.Details)
        {
            output.WriteLine(Indent + options.Clean(detail));
        }

        explains ??= finding.Explains.Count > 0 ? $"may explain what is wrong with {Words.Some(finding.Explains.Select(s => s.ToString()), 4)}" : "";
        if (explains.Length > 0)
        {
            output.WriteLine(Indent + options.Clean(explains));
        }

        WriteEvidence(output, finding, options);
        output.WriteLine();
    }

    private static void WriteHead(TextWriter output, Finding finding, ReportOptions options)
    {
        var head = options.Paint(finding.Verdict.Tone(), finding.Verdict.Word().PadRight(Indent.Length - 1));
        var subject = options.Paint(ReportTone.Strong, options.Clean(finding.Subject.ToString()));
        output.WriteLine($"{head} {subject}  {options.Paint(ReportTone.Quiet, finding.CheckId)}");
        output.WriteLine(Indent + options.Clean(finding.Title));
    }

    private static void WriteEvidence(TextWriter output, Finding finding, ReportOptions options)
    {
        foreach (var exhibit in finding.Exhibits)
        {
            output.WriteLine();
            output.WriteLine($"{Indent}{options.Clean(exhibit.Title)}");
            var read = $"$ {exhibit.Command}   ({exhibit.Where}, {exhibit.At:HH:mm:ss} UTC, {exhibit.Took.TotalMilliseconds:0} ms)";
            output.WriteLine(Indent + options.Paint(ReportTone.Quiet, options.Clean(read)));
            foreach (var (text, deciding) in EvidenceExcerpt.Of(exhibit, options.Context))
            {
                var line = text is null ? "…" : options.Clean(text);
                output.WriteLine(Indent + (deciding ? options.Paint(ReportTone.Deciding, "> " + line) : "  " + line));
            }
        }

        if (finding.Remedy.Length > 0)
        {
            output.WriteLine();
            output.WriteLine($"{Indent}{options.Paint(ReportTone.Strong, "Remedy:")} {options.Clean(finding.Remedy)}");
        }

        if (finding.RemedyCommand.Length > 0)
        {
            output.WriteLine($"{Indent}$ {options.Clean(finding.RemedyCommand)}");
        }
    }
}
