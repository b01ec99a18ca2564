namespace KubeNetTui.Terminal;

/// <summary>
/// Changes the terminal's pen from one style to another with the shorter of two ways: only what differs, or a reset and everything.
/// </summary>
internal sealed class SgrWriter
{
    private static readonly (TextAttributes Attribute, int On, int Off)[] Codes =
    [
        (TextAttributes.Bold, 1, 22), (TextAttributes.Dim, 2, 22), (TextAttributes.Italic, 3, 23), (TextAttributes.Underline, 4, 24),
        (TextAttributes.Reverse, 7, 27), (TextAttributes.Strike, 9, 29),
    ];

    private readonly EscapeWriter _change = new();
    private readonly EscapeWriter _whole = new();

    /// <summary>Both styles have their colours set.</summary>
    public void Write(EscapeWriter output, Style from, Style to)
    {
        if (from == to)
        {
            return;
        }

        WriteWhole(to);
        WriteChange(from, to);
        var shorter = _change.Length <= _whole.Length ? _change : _whole;
        output.Write("\e["u8);
        output.Write(shorter.Written.Span);
        output.Write((byte)'m');
    }

    private void WriteWhole(Style style)
    {
        _whole.Clear();
        if (style.Attributes == TextAttributes.None && style.Foreground.IsDefault && style.Background.IsDefault)
        {
            return; // CSI m alone is a reset
        }

        _whole.Write((byte)'0');
        foreach (var (attribute, on, _) in Codes)
        {
            if ((style.Attributes & attribute) != 0)
            {
                Parameter(_whole, on);
            }
        }

        Colors(_whole, Color.Default, style.Foreground, 30);
        Colors(_whole, Color.Default, style.Background, 40);
    }

    private void WriteChange(Style from, Style to)
    {
        _change.Clear();
        var removed = from.Attributes & ~to.Attributes;
        var added = to.Attributes & ~from.Attributes;
        const TextAttributes weight = TextAttributes.Bold | TextAttributes.Dim;
        if ((removed & weight) != 0)
        {
            Parameter(_change, 22); // takes both away
            added |= to.Attributes & weight;
        }

        foreach (var (attribute, on, off) in Codes)
        {
            if ((removed & attribute & ~weight) != 0)
            {
                Parameter(_change, off);
            }

            if ((added & attribute) != 0)
            {
                Parameter(_change, on);
            }
        }

        Colors(_change, from.Foreground, to.Foreground, 30);
        Colors(_change, from.Background, to.Background, 40);
    }

    private static void Colors(EscapeWriter output, Color from, Color to, int first)
    {
        if (from == to)
        {
            return;
        }

        if (to.IsRgb)
        {
            var (r, g, b) = to.Parts;
            Parameter(output, first + 8);
            Parameter(output, 2);
            Parameter(output, r);
            Parameter(output, g);
            Parameter(output, b);
        }
        else if (!to.IsIndexed)
        {
            Parameter(output, first + 9);
        }
        else if (to.Index < 16)
        {
            Parameter(output, to.Index < 8 ? first + to.Index : first + 60 + to.Index - 8);
        }
        else
        {
            Parameter(output, first + 8);
            Parameter(output, 5);
            Parameter(output, to.Index);
        }
    }

    private static void Parameter(EscapeWriter output, int value)
    {
        if (output.Length > 0)
        {
            output.Write((byte)';');
        }

        output.WriteNumber(value);
    }
}
