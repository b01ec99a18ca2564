using System.Text;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>A part of a line in one style.</summary>
internal readonly record struct StyledRun(string Text, Style Style);

/// <summary>
/// Reads a log line that was written for a terminal: SGR sequences (colour, bold) become styles. Of every other escape sequence and of
/// carriage returns a visible mark is left (␛, ␍) and the rest as text: nothing that a container wrote is hidden. The last carriage
/// return is but half a line end.
/// </summary>
internal static class SgrText
{
    private const char Escape = '\u001b';
    private const char EscapeMark = '␛';
    private const char ReturnMark = '␍';
    private const char OtherMark = '␦'; // as the buffer marks C1

    public static IReadOnlyList<StyledRun> Parse(string line)
    {
        if (!line.AsSpan().ContainsAny(Escape, '\u009b', '\r'))
        {
            return [new StyledRun(line, Style.Plain)];
        }

        List<StyledRun> runs = [];
        var text = new StringBuilder();
        var style = Style.Plain;
        for (var i = 0; i < line.Length;)
        {
            var c = line[i];
            if (c == '\r' && i == line.Length - 1)
            {
                i++;
            }
            else if ((c == '\u009b' || (c == Escape && i + 1 < line.Length && line[i + 1] == '['))
                && Control(line, c == Escape ? i + 2 : i + 1, out var final, out var parameters) is var end && final == 'm')
            {
                Flush(runs, text, style);
                style = Apply(style, parameters);
                i = end;
            }
            else
            {
                text.Append(c switch
                {
                    Escape => EscapeMark,
                    '\r' => ReturnMark,
                    '\u009b' => OtherMark,
                    _ => c,
                });
                i++;
            }
        }

        Flush(runs, text, style);
        return runs;
    }

    /// <summary>The text alone, for copying and saving: with a mark for each control character, so that a terminal can show the file.</summary>
    public static string Plain(string line)
    {
        var runs = Parse(line);
        return SafeText.Clean(runs.Count == 1 ? runs[0].Text : string.Concat(runs.Select(static r => r.Text)), keepLines: true);
    }

    private static void Flush(List<StyledRun> runs, StringBuilder text, Style style)
    {
        if (text.Length > 0)
        {
            runs.Add(new StyledRun(text.ToString(), style));
            text.Clear();
        }
    }

    // ECMA-48, 5.4: parameter bytes 0x30–0x3F, intermediate bytes 0x20–0x2F, one final byte 0x40–0x7E.
    private static int Control(string line, int i, out char final, out ReadOnlySpan<char> parameters)
    {
        var start = i;
        while (i < line.Length && line[i] is >= '\u0020' and <= '\u003f')
        {
            i++;
        }

        parameters = line.AsSpan(start, i - start);
        final = i < line.Length && line[i] is >= '@' and <= '~' ? line[i] : '\0';
        return final == '\0' ? i : i + 1;
    }

    private static Style Apply(Style style, ReadOnlySpan<char> parameters)
    {
        List<int> codes = [];
        foreach (var range in parameters.SplitAny(';', ':'))
        {
            // ISO 8613-6 leaves the colour space empty: 38:2::255:0:0.
            if (!parameters[range].IsEmpty || range.Start.Value == 0 || parameters[range.Start.Value - 1] != ':')
            {
                codes.Add(int.TryParse(parameters[range], out var code) ? code : 0);
            }
        }

        for (var i = 0; i < codes.Count; i++)
        {
            var code = codes[i];
            if (code is 38 or 48)
            {
                i += Extended(codes, i + 1, out var color);
                style = !color.IsSet ? style : code == 38 ? style.WithForeground(color) : style.WithBackground(color);
            }
            else
            {
                style = Simple(style, code);
            }
        }

        return style;
    }

    private static int Extended(List<int> codes, int at, out Color color)
    {
        color = Color.Unset;
        switch (at < codes.Count ? codes[at] : 0)
        {
            case 5 when at + 1 < codes.Count:
                color = Color.Indexed((byte)Math.Clamp(codes[at + 1], 0, 255));
                return 2;
            case 2 when at + 3 < codes.Count:
                color = Color.Rgb(Part(codes[at + 1]), Part(codes[at + 2]), Part(codes[at + 3]));
                return 4;
            default:
                return codes.Count; // not understood: nothing after it means what it seems to
        }

        static byte Part(int value) => (byte)Math.Clamp(value, 0, 255);
    }

    private static Style Simple(Style style, int code) => code switch
    {
        0 => Style.Plain,
        1 => style.Bold(),
        2 => style.Dim(),
        3 => style.Italic(),
        4 => style.Underline(),
        7 => style.Reverse(),
        9 => style.Strike(),
        22 => style.Without(TextAttributes.Bold | TextAttributes.Dim),
        23 => style.Without(TextAttributes.Italic),
        24 => style.Without(TextAttributes.Underline),
        27 => style.Without(TextAttributes.Reverse),
        29 => style.Without(TextAttributes.Strike),
        >= 30 and <= 37 => style.WithForeground(Color.Indexed((byte)(code - 30))),
        39 => style.WithForeground(Color.Unset),
        >= 40 and <= 47 => style.WithBackground(Color.Indexed((byte)(code - 40))),
        49 => style.WithBackground(Color.Unset),
        >= 90 and <= 97 => style.WithForeground(Color.Indexed((byte)(code - 90 + 8))),
        >= 100 and <= 107 => style.WithBackground(Color.Indexed((byte)(code - 100 + 8))),
        _ => style,
    };
}
