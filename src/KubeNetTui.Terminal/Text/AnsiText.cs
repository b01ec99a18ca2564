using System.Globalization;

namespace KubeNetTui.Terminal;

/// <summary>
/// Text that colours itself, as logs do: its colours (SGR, <c>CSI … m</c>) become styles, all other escape sequences are left out. Nothing
/// of them reaches the terminal; what is no whole sequence stays, and is drawn as a mark.
/// </summary>
public static class AnsiText
{
    private const char Escape = '\e';

    /// <summary>One line in pieces. Each line begins plain: colours don't carry over from the one before.</summary>
    public static IReadOnlyList<Segment> Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (!line.Contains(Escape, StringComparison.Ordinal))
        {
            return [line];
        }

        var pieces = new List<Segment>();
        var style = Style.Plain;
        var start = 0;
        for (var i = 0; i < line.Length;)
        {
            var length = line[i] == Escape ? SequenceLength(line.AsSpan(i)) : 0;
            if (length == 0)
            {
                i++;
                continue;
            }

            if (i > start)
            {
                pieces.Add(new Segment(line[start..i], style));
            }

            if (line[i + 1] == '[' && line[i + length - 1] == 'm')
            {
                style = Apply(style, line.AsSpan(i + 2, length - 3));
            }

            i += length;
            start = i;
        }

        if (start < line.Length || pieces.Count == 0)
        {
            pieces.Add(new Segment(line[start..], style));
        }

        return pieces;
    }

    /// <summary>The text of <see cref="Parse"/> without its styles, to search in and to copy.</summary>
    public static string Strip(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Contains(Escape, StringComparison.Ordinal) ? string.Concat(Parse(line).Select(piece => piece.Text)) : line;
    }

    /// <summary>The length of the whole sequence at the beginning; 0 when there is none.</summary>
    private static int SequenceLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        switch (text[1])
        {
            case '[':
                var i = 2;
                while (i < text.Length && text[i] is >= ' ' and <= '?')
                {
                    i++;
                }

                return i < text.Length && text[i] is >= '@' and <= '~' ? i + 1 : 0;
            case ']':
                // OSC ends with BEL or ST; a link (OSC 8) is the only one that logs have.
                var bell = text.IndexOf('\a');
                var terminator = text[2..].IndexOf("\e\\");
                return terminator >= 0 && (bell < 0 || terminator + 2 < bell) ? terminator + 4 : bell + 1;
            default:
                return 0;
        }
    }

    private static Style Apply(Style style, ReadOnlySpan<char> parameters)
    {
        Span<int> numbers = stackalloc int[32];
        var count = 0;
        foreach (var part in parameters.SplitAny(';', ':'))
        {
            if (count == numbers.Length)
            {
                break;
            }

            var text = parameters[part];
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count]) && !text.IsEmpty)
            {
                return style; // private parameters: another meaning
            }

            count++;
        }

        for (var i = 0; i < count; i++)
        {
            style = Apply(style, numbers[..count], ref i);
        }

        return style;
    }

    private static Style Apply(Style style, ReadOnlySpan<int> numbers, ref int i)
    {
        switch (numbers[i])
        {
            case 38:
                return Extended(numbers, ref i) is { } foreground ? style.WithForeground(foreground) : style;
            case 48:
                return Extended(numbers, ref i) is { } background ? style.WithBackground(background) : style;
            case >= 30 and <= 37:
                return style.WithForeground(Color.Indexed((byte)(numbers[i] - 30)));
            case >= 90 and <= 97:
                return style.WithForeground(Color.Indexed((byte)(numbers[i] - 82)));
            case >= 40 and <= 47:
                return style.WithBackground(Color.Indexed((byte)(numbers[i] - 40)));
            case >= 100 and <= 107:
                return style.WithBackground(Color.Indexed((byte)(numbers[i] - 92)));
        }

        return numbers[i] switch
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
            39 => style.WithForeground(Color.Unset),
            49 => style.WithBackground(Color.Unset),
            _ => style,
        };
    }

    private static Color? Extended(ReadOnlySpan<int> numbers, ref int i)
    {
        if (i + 2 < numbers.Length && numbers[i + 1] == 5)
        {
            i += 2;
            return Color.Indexed((byte)Math.Min(255, numbers[i]));
        }

        if (i + 4 < numbers.Length && numbers[i + 1] == 2)
        {
            i += 4;
            return Color.Rgb((byte)Math.Min(255, numbers[i - 2]), (byte)Math.Min(255, numbers[i - 1]), (byte)Math.Min(255, numbers[i]));
        }

        i = numbers.Length - 1; // cut short: what follows belongs to it
        return null;
    }
}
