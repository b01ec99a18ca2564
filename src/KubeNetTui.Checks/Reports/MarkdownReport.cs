namespace KubeNetTui.Checks;

/// <summary>Findings for a ticket or a chat: a table of what was found, then each finding that is not Pass with its evidence.</summary>
public static class MarkdownReport
{
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings, ReportOptions options)
    {
        output.WriteLine($"# Network check{(options.Cluster.Length > 0 ? " of " + Text(options.Cluster, options) : "")}");
        output.WriteLine();
        output.WriteLine($"{options.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC · {VerdictWords.Count(findings)}");
        output.WriteLine();
        var ranked = CauseRanking.Rank(findings);
        var shown = ranked.Select(r => r.Finding).Where(f => options.ShowPassed || f.Verdict > Verdict.Pass).ToList();
        if (shown.Count > 0)
        {
            output.WriteLine("| verdict | subject | check | finding |");
            output.WriteLine("| --- | --- | --- | --- |");
            foreach (var finding in shown)
            {
                output.WriteLine($"| {finding.Verdict.Word()} | {Text(finding.Subject.ToString(), options)} | `{finding.CheckId}` | {Text(finding.Title, options)} |");
            }

            output.WriteLine();
        }

        if (shown.Any(f => f.Verdict > Verdict.Pass) && CauseRanking.RuledOut(findings) is { Count: > 0 } ruledOut)
        {
            output.WriteLine($"Ruled out: {Text(string.Join(", ", ruledOut), options)}");
            output.WriteLine();
        }

        foreach (var (finding, relation, isExplained) in ranked.Where(r => r.Finding.Verdict > Verdict.Pass)
            .Select(r => (r.Finding, r.ExplainedBy is null ? r.ExplainsText : r.ExplainedByText, r.ExplainedBy is not null)))
        {
            output.WriteLine($"## {finding.Verdict.Word()} {Text(finding.Subject.ToString(), options)}: {Text(finding.Title, options)}");
            output.WriteLine();
            if (relation.Length > 0)
            {
                output.WriteLine($"*{Text(relation, options)}*");
                output.WriteLine();
            }

            if (isExplained)
            {
                continue;
            }

            foreach (var detail in finding.Details)
            {
                output.WriteLine($"- {Text(detail, options)}");
            }

            if (finding.Details.Count > 0)
            {
                output.WriteLine();
            }

            foreach (var exhibit in finding.Exhibits)
            {
                var lines = EvidenceExcerpt.Of(exhibit, options.Context)
                    .Select(l => l.Text is null ? "  …" : (l.Deciding ? "> " : "  ") + options.Clean(l.Text)).ToList();
                output.WriteLine($"{Text(exhibit.Title, options)}, read {exhibit.At:HH:mm:ss} UTC from {Text(exhibit.Where, options)}:");
                output.WriteLine();
                Fence(output, [$"$ {options.Clean(exhibit.Command)}", .. lines]);
            }

            if (finding.Remedy.Length > 0)
            {
                output.WriteLine($"**Remedy:** {Text(finding.Remedy, options)}");
                output.WriteLine();
            }

            if (finding.RemedyCommand.Length > 0)
            {
                Fence(output, [options.Clean(finding.RemedyCommand)]);
            }
        }
    }

    private static void Fence(TextWriter output, IReadOnlyList<string> lines)
    {
        // Longer than any run of backticks inside, so that nothing in the evidence can end the block.
        var longest = lines.Select(LongestRun).Append(2).Max();
        var fence = new string('`', longest + 1);
        output.WriteLine(fence);
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        output.WriteLine(fence);
        output.WriteLine();
    }

    private static int LongestRun(string line)
    {
        int longest = 0, run = 0;
        foreach (var character in line)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>Running text: on one line, and no character of it read as markup.</summary>
    private static string Text(string text, ReportOptions options)
    {
        var escaped = new System.Text.StringBuilder(text.Length);
        foreach (var character in options.Clean(text))
        {
            switch (character)
            {
                case '\n' or '\r':
                    escaped.Append(' ');
                    break;
                case '\\' or '|' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#':
                    escaped.Append('\\').Append(character);
                    break;
                default:
                    escaped.Append(character);
                    break;
            }
        }

        return escaped.ToString();
    }
}
