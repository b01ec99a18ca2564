namespace KubeNetTui.Terminal;

/// <summary>
/// Knows what the terminal shows, and writes the bytes that make it show another buffer: only cells that changed, with the shortest
/// moves and pen changes, inside one synchronised update (private mode 2026, ignored where it isn't known). Nothing changed: no bytes.
/// <para>Invariants: the terminal's cursor and pen are where the last call left them, or <see cref="Forget"/> was called; cells are
/// written from left to right, so that a wide character cut in half by a write is mended by a later one.</para>
/// </summary>
public sealed class ScreenRenderer
{
    // Shorter runs cost less when they are written out.
    private const int MinRepeat = 6;
    private const int MinErase = 10;

    /// <summary>What is seen on a space too.</summary>
    private const TextAttributes Ink = TextAttributes.Underline | TextAttributes.Reverse | TextAttributes.Strike;

    private readonly TerminalCapabilities _capabilities;
    private readonly CellNormalizer _normalizer;
    private readonly EscapeWriter _output = new();
    private readonly SgrWriter _sgr = new();
    private Cell[] _shown = [];
    private Cell[] _next = [];
    private Rect _area;
    private bool _known;
    private Style _pen;
    private int _x; // -1: unknown; the width of the screen: behind the last column, where terminals differ
    private int _y;
    private bool? _cursorVisible;

    public ScreenRenderer(TerminalCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        _capabilities = capabilities;
        _normalizer = new CellNormalizer(capabilities.Colors);
    }

    private static Style Initial => new(Color.Default, Color.Default);

    /// <summary>Something else wrote to the terminal: the next frame is painted whole.</summary>
    public void Forget() => _known = false;

    /// <summary>The bytes that bring the terminal to this buffer. They stay valid until the next call.</summary>
    /// <param name="buffer">Begins at column 0, row 0.</param>
    /// <param name="cursor">Where the cursor is to be seen; null hides it.</param>
    public ReadOnlyMemory<byte> Render(Buffer buffer, (int X, int Y)? cursor)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _output.Clear();
        _output.Write("\e[?2026h"u8);
        var begun = _output.Length;
        if (!_known || buffer.Area != _area)
        {
            StartOver(buffer.Area);
        }

        var width = _area.Width;
        for (var y = 0; y < _area.Height; y++)
        {
            var next = _next.AsSpan(0, width);
            var shown = _shown.AsSpan(y * width, width);
            _normalizer.Normalize(buffer.RowAt(_area.Y + y), next);
            if (!next.SequenceEqual(shown))
            {
                RenderRow(y, shown, next);
                next.CopyTo(shown);
            }
        }

        PlaceCursor(cursor);
        if (_output.Length == begun)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        _output.Write("\e[?2026l"u8);
        return _output.Written;
    }

    private void StartOver(Rect area)
    {
        _area = area;
        _shown = new Cell[area.Width * area.Height];
        _shown.AsSpan().Fill(Cell.Blank(Initial));
        _next = new Cell[area.Width];
        _output.Write("\e[m\e[H\e[2J"u8);
        (_pen, _x, _y, _known) = (Initial, 0, 0, true);
        _cursorVisible = null;
    }

    private void RenderRow(int y, ReadOnlySpan<Cell> shown, ReadOnlySpan<Cell> next)
    {
        var end = next.Length; // the first column of the blanks that one erase to the end of the line covers
        while (end > 0 && next[end - 1].Equals(next[^1]) && IsErasable(next[end - 1]))
        {
            end--;
        }

        for (var x = 0; x < next.Length;)
        {
            if (next[x].Equals(shown[x]))
            {
                x++;
                continue;
            }

            if (x >= end && next.Length - x > 3)
            {
                MoveTo(x, y, next);
                SetPen(next[x]);
                _output.Write("\e[K"u8);
                return;
            }

            MoveTo(x, y, next);
            x += WriteRun(next[x..], shown[x..]);
        }
    }

    /// <summary>Writes the cell at the cursor, and those after it that are the same; returns how many columns are done.</summary>
    private int WriteRun(ReadOnlySpan<Cell> next, ReadOnlySpan<Cell> shown)
    {
        var cell = next[0];
        var run = 1; // up to the last changed cell of those that look the same
        for (var i = 1; cell.Width == 1 && cell.Cluster is null && i < next.Length && next[i].Equals(cell); i++)
        {
            if (!next[i].Equals(shown[i]))
            {
                run = i + 1;
            }
        }

        SetPen(cell);
        if (run >= MinErase && IsErasable(cell) && !_capabilities.RepeatsCharacter)
        {
            _output.WriteCsi(run, (byte)'X'); // erases, and leaves the cursor where it is
            return run;
        }

        if (cell.Cluster is not null && cell.Width == 2)
        {
            // Terminals differ about the width of emoji sequences. Where one takes only one column, the other must not keep old text.
            _output.Write("\e[2X"u8);
        }

        WriteText(cell);
        if (run >= MinRepeat && _capabilities.RepeatsCharacter && cell.Rune.IsAscii)
        {
            // Only ASCII: tmux forgets which character was last when it took more than one byte.
            _output.WriteCsi(run - 1, (byte)'b');
            _x += run;
            return run;
        }

        _x = cell.Cluster is null ? _x + cell.Width : -1;
        return cell.Width;
    }

    private void WriteText(Cell cell)
    {
        if (cell.Cluster is { } cluster)
        {
            _output.Write(cluster);
        }
        else
        {
            _output.Write(cell.Rune);
        }
    }

    private bool IsErasable(Cell cell) =>
        cell.IsBlank
        && (cell.Style.Attributes & Ink) == 0
        && (cell.Style.Background.IsDefault || _capabilities.ErasesWithBackground);

    private void MoveTo(int x, int y, ReadOnlySpan<Cell> row)
    {
        if (_x == x && _y == y)
        {
            return;
        }

        if (_x >= 0 && x == 0 && (y == _y || y == _y + 1))
        {
            _output.Write(y == _y ? "\r"u8 : "\r\n"u8);
        }
        else if (y == _y && _x >= 0 && _x < _area.Width)
        {
            if (!WriteOver(x, row))
            {
                _output.WriteCsi(Math.Abs(x - _x), (byte)(x > _x ? 'C' : 'D'));
            }
        }
        else
        {
            _output.Write("\e["u8);
            if (x > 0 || y > 0)
            {
                _output.WriteNumber(y + 1);
            }

            if (x > 0)
            {
                _output.Write((byte)';');
                _output.WriteNumber(x + 1);
            }

            _output.Write((byte)'H');
        }

        (_x, _y) = (x, y);
    }

    /// <summary>Over a short gap it is cheaper to write again what is there than to move.</summary>
    private bool WriteOver(int x, ReadOnlySpan<Cell> row)
    {
        var gap = x - _x;
        if (gap is <= 0 or > 4)
        {
            return false;
        }

        foreach (var cell in row[_x..x])
        {
            var sameStyle = cell.Style == _pen
                || (cell.IsBlank && cell.Style.Background == _pen.Background && ((cell.Style.Attributes | _pen.Attributes) & Ink) == 0);
            if (!sameStyle || cell.Cluster is not null || !cell.Rune.IsAscii || cell.Width != 1)
            {
                return false;
            }
        }

        foreach (var cell in row[_x..x])
        {
            _output.Write(cell.Rune);
        }

        return true;
    }

    private void SetPen(Cell cell)
    {
        var style = cell.Style;
        if (cell.IsBlank && (style.Attributes & Ink) == 0)
        {
            // A space shows its background only: the pen's other colour is kept for the text that follows.
            style = new Style(_pen.Foreground, style.Background, _pen.Attributes & ~Ink);
        }

        _sgr.Write(_output, _pen, style);
        _pen = style;
    }

    private void PlaceCursor((int X, int Y)? cursor)
    {
        if (cursor is { } place && _area.Contains(place.X, place.Y))
        {
            MoveTo(place.X, place.Y, _shown.AsSpan(place.Y * _area.Width, _area.Width));
            if (_cursorVisible != true)
            {
                _output.Write("\e[?25h"u8);
                _cursorVisible = true;
            }
        }
        else if (_cursorVisible != false)
        {
            _output.Write("\e[?25l"u8);
            _cursorVisible = false;
        }
    }
}
