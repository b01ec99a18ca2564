namespace KubeNetTui.Terminal;

/// <summary>
/// Turns a row of cells into what the terminal will show of it, so that a difference which can't be seen is none: colours of the
/// terminal's depth, and no ink under a space.
/// </summary>
internal sealed class CellNormalizer(ColorDepth depth)
{
    private const TextAttributes SeenOnSpaces = TextAttributes.Underline | TextAttributes.Reverse | TextAttributes.Strike;
    private const int MaxRemembered = 4096;
    private readonly Dictionary<Color, Color> _downgraded = [];
    private Style _lastStyle;
    private Style _lastShown = new(Color.Default, Color.Default);

    public void Normalize(ReadOnlySpan<Cell> cells, Span<Cell> shown)
    {
        for (var x = 0; x < cells.Length; x++)
        {
            var cell = cells[x];
            if (cell.IsContinuation)
            {
                // A terminal has one style for both halves.
                shown[x] = x > 0 && shown[x - 1].Width == 2 ? Cell.Continuation(shown[x - 1].Style) : Cell.Blank(Normalize(cell.Style));
                continue;
            }

            if (cell.Width == 2 && (x + 1 == cells.Length || !cells[x + 1].IsContinuation))
            {
                shown[x] = Cell.Blank(Normalize(cell.Style));
                continue;
            }

            var style = Normalize(cell.Style);
            if (cell.IsBlank && (style.Attributes & SeenOnSpaces) == 0)
            {
                style = new Style(Color.Default, style.Background);
            }

            shown[x] = cell.WithStyle(style);
        }
    }

    private Style Normalize(Style style)
    {
        if (style != _lastStyle)
        {
            _lastStyle = style;
            _lastShown = new Style(Normalize(style.Foreground), Normalize(style.Background), style.Attributes);
        }

        return _lastShown;
    }

    private Color Normalize(Color color)
    {
        if (!color.IsSet || color.IsDefault)
        {
            return Color.Default;
        }

        if (!_downgraded.TryGetValue(color, out var shown))
        {
            if (_downgraded.Count >= MaxRemembered)
            {
                _downgraded.Clear();
            }

            _downgraded[color] = shown = color.Downgrade(depth);
        }

        return shown;
    }
}
