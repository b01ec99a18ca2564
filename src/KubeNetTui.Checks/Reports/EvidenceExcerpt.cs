namespace KubeNetTui.Checks;

/// <summary>The part of an exhibit that a report shows: the deciding lines with some context; gaps are marked.</summary>
public static class EvidenceExcerpt
{
    /// <summary>Lines shown where nothing decided (a passing check's evidence): enough to recognise it.</summary>
    private const int WithoutDeciding = 3;

    /// <returns>Lines with whether each decided; a null text stands for lines left out.</returns>
    public static IEnumerable<(string? Text, bool Deciding)> Of(Exhibit exhibit, int context)
    {
        var lines = exhibit.Lines;
        if (exhibit.Deciding.Count == 0)
        {
            for (var i = 0; i < Math.Min(lines.Count, WithoutDeciding); i++)
            {
                yield return (lines[i], false);
            }

            if (lines.Count > WithoutDeciding)
            {
                yield return (null, false);
            }

            yield break;
        }

        var shown = -1;
        var deciding = exhibit.Deciding.ToHashSet();
        foreach (var at in exhibit.Deciding.Where(d => d >= 0 && d < lines.Count).Order())
        {
            var from = Math.Max(at - context, shown + 1);
            if (from > shown + 1)
            {
                yield return (null, false);
            }

            for (var i = from; i <= Math.Min(at + context, lines.Count - 1); i++)
            {
                yield return (lines[i], deciding.Contains(i));
                shown = i;
            }
        }

        if (shown < lines.Count - 1)
        {
            yield return (null, false);
        }
    }
}
