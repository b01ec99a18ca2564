namespace KubeNetTui.Terminal;

/// <summary>Cuts prose into lines of so many columns, between words where it can.</summary>
public static class WordWrap
{
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (width <= 0)
        {
            return [];
        }

        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            Wrap(paragraph.TrimEnd('\r').AsSpan(), width, lines);
        }

        return lines;
    }

    private static void Wrap(ReadOnlySpan<char> rest, int width, List<string> lines)
    {
        do
        {
            var fit = DisplayWidth.Fit(rest, width);
            if (fit < rest.Length)
            {
                var space = rest[..Math.Min(fit + 1, rest.Length)].LastIndexOf(' ');
                fit = space > 0 ? space : Math.Max(fit, 1);
            }

            lines.Add(rest[..fit].TrimEnd(' ').ToString());
            rest = rest[fit..].TrimStart(' ');
        }
        while (!rest.IsEmpty);
    }
}
