namespace KubeNetTui.Checks;

/// <summary>Findings for people to read in a terminal or a mail: the gravest cause first, each with the lines that decided.</summary>
public static class TextReport
{
    private const string Indent = "         ";

    /// <param name="findings">In the order to be shown (see <see cref="CheckEngine.Rank"/>).</param>
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings, ReportOptions options)
    {
        foreach (var finding in findings)
        {
            if (options.ShowPassed || finding.Verdict > Verdict.Pass)
            {
                Write(output, finding, options);
            }
        }

        var cluster = options.Cluster.Length > 0 ? $" on {options.Clean(options.Cluster)}" : "";
        output.WriteLine(options.Paint(ReportTone.Strong, VerdictWords.Count(findings)) + cluster);
    }

    /// <summary>One finding, followed by an empty line where it has more than a title.</summary>
    public static void Write(TextWriter output, Finding finding, ReportOptions options)
    {
        var head = options.Paint(finding.Verdict.Tone(), finding.Verdict.Word().PadRight(Indent.Length - 1));
        var subject = options.Paint(ReportTone.Strong, options.Clean(finding.Subject.ToString()));
        output.WriteLine($"{head} {subject}  {options.Paint(ReportTone.Quiet, finding.CheckId)}");
        output.WriteLine(Indent + options.Clean(finding.Title));
        if (finding.Verdict <= Verdict.Pass)
        {
            return;
        }

        foreach (var detail in finding.Details)
        {
            output.WriteLine(Indent + options.Clean(detail));
        }

        if (finding.Explains.Count > 0)
        {
            output.WriteLine($"{Indent}explains: {options.Clean(string.Join(", ", finding.Explains))}");
        }

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

        output.WriteLine();
    }
}
