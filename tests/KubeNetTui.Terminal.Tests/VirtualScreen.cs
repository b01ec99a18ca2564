using System.Globalization;
using System.Text;

namespace KubeNetTui.Terminal.Tests;

/// <summary>
/// A small terminal: obeys the sequences that the program sends, and throws on any other, so that a test sees what it did not expect. Where
/// real terminals differ, it takes the harsh side: a write to the last column leaves the cursor in a state from which only CR, CUP or a
/// sequence that sets the column is allowed.
/// </summary>
internal sealed class VirtualScreen
{
    private readonly (string Text, Style Style)[,] _cells;
    private readonly bool _erasesWithBackground;
    private readonly Func<string, int> _widthOf;
    private Style _pen = new(Color.Default, Color.Default);
    private string? _last;

    public VirtualScreen(int width, int height, bool erasesWithBackground = true, Func<string, int>? widthOf = null)
    {
        _widthOf = widthOf ?? (cluster => DisplayWidth.Of(cluster));
        (Width, Height, _erasesWithBackground) = (width, height, erasesWithBackground);
        _cells = new (string, Style)[width, height];
        for (var y = 0; y < height; y++)
        {
            // What was on the screen before must not show through.
            for (var x = 0; x < width; x++)
            {
                _cells[x, y] = ("?", new Style(Color.Red, Color.Blue));
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int X { get; private set; }

    public int Y { get; private set; }

    public bool PendingWrap { get; private set; }

    public bool CursorVisible { get; private set; } = true;

    public int SynchronizedUpdates { get; private set; }

    public HashSet<int> Modes { get; } = [];

    public List<string> Strings { get; } = [];

    private bool _synchronized;

    public (string Text, Style Style) this[int x, int y] => _cells[x, y];

    public string Line(int y)
    {
        var text = new StringBuilder();
        for (var x = 0; x < Width; x++)
        {
            text.Append(_cells[x, y].Text);
        }

        return text.ToString().TrimEnd(' ');
    }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        for (var i = 0; i < text.Length;)
        {
            var length = text[i] == '\e' ? Sequence(text, i)
                : text[i] < ' ' ? Control(text[i])
                : Print(text, i);
            i += length;
        }
    }

    private int Control(char c)
    {
        switch (c)
        {
            case '\r':
                (X, PendingWrap) = (0, false);
                return 1;
            case '\n':
                Assert.True(Y + 1 < Height, "a line feed in the last row would scroll");
                Assert.False(PendingWrap);
                Y++;
                return 1;
            default:
                throw new InvalidOperationException($"control character {(int)c:x2} was sent");
        }
    }

    private int Print(string text, int index)
    {
        var length = StringInfo.GetNextTextElementLength(text, index);
        var cluster = text.Substring(index, length);
        Put(cluster);
        _last = cluster.Length == 1 && char.IsAscii(cluster[0]) ? cluster : null; // tmux repeats nothing else
        return length;
    }

    private void Put(string cluster)
    {
        Assert.False(PendingWrap, "text behind the last column");
        var width = _widthOf(cluster);
        Assert.True(X + width <= Width, "a wide character over the edge");
        Break(X, Y);
        if (width == 2)
        {
            Break(X + 1, Y);
            _cells[X + 1, Y] = ("", _pen);
        }

        _cells[X, Y] = (cluster, _pen);
        X += width;
        if (X == Width)
        {
            (X, PendingWrap) = (Width - 1, true);
        }
    }

    private void Break(int x, int y)
    {
        if (_cells[x, y].Text.Length == 0 && x > 0)
        {
            _cells[x - 1, y] = (" ", _cells[x - 1, y].Style);
            _cells[x, y] = (" ", _cells[x, y].Style);
        }
        else if (x + 1 < Width && _cells[x + 1, y].Text.Length == 0)
        {
            _cells[x + 1, y] = (" ", _cells[x + 1, y].Style);
        }
    }

    private int Sequence(string text, int start)
    {
        if (text[start + 1] is ']' or 'P')
        {
            var bell = text.IndexOf('\a', start);
            var st = text.IndexOf("\e\\", start + 2, StringComparison.Ordinal);
            var end = text[start + 1] == 'P' || bell < 0 ? st + 2 : bell + 1;
            Strings.Add(text[start..end]);
            return end - start;
        }

        Assert.Equal('[', text[start + 1]);
        var i = start + 2;
        while (text[i] is < '@' or > '~')
        {
            i++;
        }

        Csi(text[(start + 2)..i], text[i]);
        return i - start + 1;
    }

    private void Csi(string body, char final)
    {
        if (body.StartsWith('?'))
        {
            Mode(int.Parse(body[1..], CultureInfo.InvariantCulture), final == 'h');
            return;
        }

        if (body == "!" && final == 'p')
        {
            return;
        }

        var numbers = body.Length == 0 ? [] : body.Split(';').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var count = numbers.Length > 0 ? numbers[0] : 1;
        switch (final)
        {
            case 'H':
                (Y, X, PendingWrap) = (count - 1, (numbers.Length > 1 ? numbers[1] : 1) - 1, false);
                Assert.InRange(X, 0, Width - 1);
                Assert.InRange(Y, 0, Height - 1);
                break;
            case 'C' or 'D':
                Assert.False(PendingWrap);
                X += final == 'C' ? count : -count;
                Assert.InRange(X, 0, Width - 1);
                break;
            case 'K':
                Assert.Empty(numbers);
                Assert.False(PendingWrap);
                Erase(X, Width - 1);
                break;
            case 'X':
                Assert.False(PendingWrap);
                Erase(X, Math.Min(Width - 1, X + count - 1));
                break;
            case 'b':
                for (var i = 0; i < count; i++)
                {
                    Put(_last ?? throw new InvalidOperationException("REP without a character to repeat"));
                }

                break;
            case 'J':
                Assert.Equal(2, count);
                for (var y = 0; y < Height; y++)
                {
                    for (var x = 0; x < Width; x++)
                    {
                        _cells[x, y] = (" ", Erased);
                    }
                }

                break;
            case 'm':
                Sgr(numbers);
                break;
            default:
                throw new InvalidOperationException($"CSI {body} {final} was sent");
        }
    }

    private Style Erased => new(Color.Default, _erasesWithBackground ? _pen.Background : Color.Default);

    private void Erase(int first, int last)
    {
        Break(first, Y);
        Break(last, Y);
        for (var x = first; x <= last; x++)
        {
            _cells[x, Y] = (" ", Erased);
        }
    }

    private void Mode(int mode, bool on)
    {
        if (mode == 25)
        {
            CursorVisible = on;
        }

        if (mode == 2026)
        {
            SynchronizedUpdates += on && !_synchronized ? 1 : 0;
            _synchronized = on;
        }

        if (on)
        {
            Modes.Add(mode);
        }
        else
        {
            Modes.Remove(mode);
        }
    }

    private void Sgr(int[] numbers)
    {
        if (numbers.Length == 0)
        {
            numbers = [0];
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            _pen = numbers[i] switch
            {
                0 => new Style(Color.Default, Color.Default),
                1 => _pen.Bold(),
                2 => _pen.Dim(),
                3 => _pen.Italic(),
                4 => _pen.Underline(),
                7 => _pen.Reverse(),
                9 => _pen.Strike(),
                22 => _pen.Without(TextAttributes.Bold | TextAttributes.Dim),
                23 => _pen.Without(TextAttributes.Italic),
                24 => _pen.Without(TextAttributes.Underline),
                27 => _pen.Without(TextAttributes.Reverse),
                29 => _pen.Without(TextAttributes.Strike),
                >= 30 and <= 37 => _pen.WithForeground(Color.Indexed((byte)(numbers[i] - 30))),
                >= 40 and <= 47 => _pen.WithBackground(Color.Indexed((byte)(numbers[i] - 40))),
                >= 90 and <= 97 => _pen.WithForeground(Color.Indexed((byte)(numbers[i] - 82))),
                >= 100 and <= 107 => _pen.WithBackground(Color.Indexed((byte)(numbers[i] - 92))),
                39 => _pen.WithForeground(Color.Default),
                49 => _pen.WithBackground(Color.Default),
                38 => _pen.WithForeground(Extended(numbers, ref i)),
                48 => _pen.WithBackground(Extended(numbers, ref i)),
                var n => throw new InvalidOperationException($"SGR {n} was sent"),
            };
        }
    }

    private static Color Extended(int[] numbers, ref int i)
    {
        if (numbers[i + 1] == 5)
        {
            i += 2;
            return Color.Indexed((byte)numbers[i]);
        }

        Assert.Equal(2, numbers[i + 1]);
        i += 4;
        return Color.Rgb((byte)numbers[i - 2], (byte)numbers[i - 1], (byte)numbers[i]);
    }
}
