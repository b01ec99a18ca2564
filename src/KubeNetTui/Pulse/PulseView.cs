using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Pulse;

/// <summary>
/// Draws the dashboard: boxes of tiles where there is room for them, else a line a tile, in two columns where the screen is wide; below it
/// what is wrong.
/// </summary>
internal sealed class PulseView
{
    private const int BoxWidth = 36;
    private const int BoxHeight = 7;
    private const int LeastTroubles = 5;
    private readonly List<Rect> _tiles = [];
    private Rect _troubles;
    private int _top;

    /// <summary>At the last frame.</summary>
    public int TilesPerRow { get; private set; } = 1;

    /// <summary>The tile at a place of the screen; -1: none.</summary>
    public int TileAt(int x, int y) => _tiles.FindIndex(t => t.Contains(x, y));

    /// <summary>The line of what is wrong at a place of the screen; -1: none.</summary>
    public int TroubleAt(int x, int y) => _troubles.Contains(x, y) ? _top + y - _troubles.Y : -1;

    /// <param name="tile">The tile that is selected; -1: none.</param>
    /// <param name="trouble">The line that is selected; -1: none.</param>
    public void Render(Rect area, Buffer buffer, Theme theme, string title, PulsePicture picture, int tile, int trouble)
    {
        _tiles.Clear();
        if (picture.Tiles.Count == 0)
        {
            var inner = Panel.Draw(buffer, area, theme, title);
            buffer.Write(inner.X + 1, inner.Y, "reading …", theme.Dim, inner.Width - 1);
            return;
        }

        var perRow = Math.Max(1, area.Width / BoxWidth);
        perRow = (picture.Tiles.Count + (RowsOf(perRow) - 1)) / RowsOf(perRow); // rows of the same length
        var height = RowsOf(perRow) * BoxHeight;
        var boxed = height + LeastTroubles + 2 <= area.Height;
        var used = boxed ? RenderBoxes(area, buffer, theme, picture.Tiles, perRow, tile) : RenderLines(area, buffer, theme, title, picture.Tiles, tile);
        RenderTroubles(area.Rows(used, area.Height - used), buffer, theme, picture, trouble, tile < 0);

        int RowsOf(int columns) => (picture.Tiles.Count + columns - 1) / columns;
    }

    private int RenderBoxes(Rect area, Buffer buffer, Theme theme, IReadOnlyList<PulseTile> tiles, int perRow, int selected)
    {
        TilesPerRow = perRow;
        for (var i = 0; i < tiles.Count; i++)
        {
            // The columns share the width without a rest.
            var (column, row) = (i % perRow, i / perRow);
            var (left, right) = (area.Width * column / perRow, area.Width * (column + 1) / perRow);
            var box = new Rect(area.X + left, area.Y + (row * BoxHeight), right - left, BoxHeight);
            _tiles.Add(box);
            RenderBox(box, buffer, theme, tiles[i], i == selected);
        }

        return (tiles.Count + perRow - 1) / perRow * BoxHeight;
    }

    private static void RenderBox(Rect box, Buffer buffer, Theme theme, PulseTile tile, bool selected)
    {
        var border = selected ? theme.BorderFocused : theme.Border;
        buffer.Write(box.X, box.Y, "╭" + new string('─', box.Width - 2) + "╮", border);
        for (var y = box.Y + 1; y < box.Bottom - 1; y++)
        {
            buffer.Write(box.X, y, "│", border);
            buffer.Write(box.Right - 1, y, "│", border);
        }

        buffer.Write(box.X, box.Bottom - 1, "╰" + new string('─', box.Width - 2) + "╯", border);
        buffer.Write(box.X + 2, box.Y, selected ? $" ▸ {tile.Name} " : $" {tile.Name} ", selected ? theme.Selected : theme.Title);
        var tone = theme.StyleOf(ToneOf.Of(tile.Verdict));
        if (tile.Verdict != Verdict.NotApplicable)
        {
            buffer.WriteRight(box.Right - 2, box.Y, $" {Mark(tile)} ", tone);
        }

        var inner = box.Inset(2, 1);
        buffer.WriteFit(inner.X, inner.Y, tile.Headline, tile.Verdict is Verdict.Fail or Verdict.Warn ? tone.Bold() : theme.Text.Bold(), inner.Width);
        if (tile.Problem.Length > 0)
        {
            foreach (var (line, i) in Page.Wrap(tile.Problem, inner.Width).Take(inner.Height - 1).Select((line, i) => (line, i)))
            {
                buffer.WriteFit(inner.X, inner.Y + 1 + i, line, theme.Warn, inner.Width);
            }

            return;
        }

        if (tile.Share is { } share)
        {
            new Gauge { Value = share, Label = Metrics.Usage.Percent(share, 1).PadLeft(4), Bar = BarStyle(theme, tile), Rest = theme.Border, LabelStyle = theme.Text }.Render(inner.Row(1), buffer);
        }

        if (tile.History.Count > 0)
        {
            RenderHistory(inner.Rows(2, inner.Height - 3), buffer, theme, tile);
        }

        buffer.WriteFit(inner.X, inner.Bottom - 1, tile.Detail, theme.Dim, inner.Width);
    }

    private static void RenderHistory(Rect area, Buffer buffer, Theme theme, PulseTile tile)
    {
        var name = area.Width >= 28 ? DisplayWidth.Of(tile.HistoryName) + 1 : 0;
        if (name > 1)
        {
            buffer.Write(area.X, area.Bottom - 1, tile.HistoryName, theme.Dim);
        }

        // What fails is in the colour of failing; a line of nothings is a floor that one can see.
        var line = area.Columns(name, area.Width - name);
        buffer.Fill(line.Row(line.Height - 1), new System.Text.Rune('·'), theme.Border);
        var style = tile.Verdict is Verdict.Fail or Verdict.Warn ? theme.StyleOf(ToneOf.Of(tile.Verdict)) : theme.Accent;
        new Sparkline { Values = [.. tile.History.Select(static v => v == 0 ? double.NaN : v)], Maximum = tile.HistoryFull, Style = style }.Render(line, buffer);
    }

    private int RenderLines(Rect area, Buffer buffer, Theme theme, string title, IReadOnlyList<PulseTile> tiles, int selected)
    {
        var columns = area.Width >= 140 ? 2 : 1;
        TilesPerRow = columns;
        var rows = (tiles.Count + columns - 1) / columns;

        // Very low: the tiles that are well give way to those that are not.
        var room = Math.Max(1, area.Height - LeastTroubles - 1);
        var inner = Panel.Draw(buffer, area.Rows(0, Math.Min(rows, room) + 1), theme, title, "", selected >= 0);
        var first = Math.Clamp(selected / columns - inner.Height + 1, 0, Math.Max(0, rows - inner.Height));
        for (var i = 0; i < tiles.Count; i++)
        {
            var (column, row) = (i % columns, (i / columns) - first);
            var (left, right) = (inner.Width * column / columns, inner.Width * (column + 1) / columns);
            var line = row < 0 || row >= inner.Height ? default : new Rect(inner.X + left, inner.Y + row, right - left, 1);
            _tiles.Add(line);
            if (!line.IsEmpty)
            {
                RenderTileLine(line.Inset(1, 0), buffer, theme, tiles[i]);
                if (i == selected)
                {
                    buffer.SetStyle(line, theme.Selected);
                }
            }
        }

        return area.Y + 1 + Math.Min(rows, room) - area.Y;
    }

    private static void RenderTileLine(Rect line, Buffer buffer, Theme theme, PulseTile tile)
    {
        const int Name = 11;
        const int Gauge = 10;
        const int Spark = 12;
        var tone = theme.StyleOf(ToneOf.Of(tile.Verdict));
        buffer.Write(line.X, line.Y, tile.Name, theme.Title, Name - 1);
        buffer.Write(line.X + Name, line.Y, tile.Verdict == Verdict.NotApplicable ? " " : ToneOf.Mark(tile.Verdict), tone);
        var x = Name + 2;
        var headline = Math.Clamp(line.Width - x - Gauge - Spark - 2, 12, 20);
        buffer.WriteFit(line.X + x, line.Y, tile.Headline, tile.Verdict is Verdict.Fail or Verdict.Warn ? tone.Bold() : theme.Text.Bold(), headline);
        x += headline + 1;
        if (tile.Problem.Length > 0)
        {
            buffer.WriteFit(line.X + x - headline + 2, line.Y, tile.Problem, theme.Warn, line.Width - x + headline - 2);
            return;
        }

        if (tile.Share is { } share && x + Gauge <= line.Width)
        {
            new Gauge { Value = share, Bar = BarStyle(theme, tile), Rest = theme.Border }.Render(new Rect(line.X + x, line.Y, Gauge, 1), buffer);
        }

        x += Gauge + 1;
        if (tile.History.Count > 0 && x + Spark <= line.Width)
        {
            RenderHistory(new Rect(line.X + x, line.Y, Spark, 1), buffer, theme, tile);
        }

        x += Spark + 1;
        buffer.WriteFit(line.X + x, line.Y, tile.Detail, theme.Dim, line.Width - x);
    }

    private void RenderTroubles(Rect area, Buffer buffer, Theme theme, PulsePicture picture, int selected, bool focused)
    {
        _troubles = default;
        if (area.Height < 2)
        {
            return;
        }

        var troubles = picture.Troubles;
        var fails = troubles.Count(t => t.Verdict == Verdict.Fail);
        var inner = Panel.Draw(buffer, area, theme, "what is wrong, the worst first", troubles.Count == 0 ? "" : $"{fails} fail, {troubles.Count - fails} warn", focused);
        if (troubles.Count == 0)
        {
            var reading = picture.Tiles.Any(t => t.Headline == "reading …");
            buffer.Write(inner.X + 1, inner.Y, reading ? "reading …" : "✓ nothing warns or fails here", reading ? theme.Dim : theme.Pass, inner.Width - 2);
            return;
        }

        _troubles = inner;
        var at = Math.Max(0, selected);
        _top = Math.Clamp(_top, Math.Max(0, at - inner.Height + 1), at);
        _top = Math.Clamp(_top, 0, Math.Max(0, troubles.Count - inner.Height));
        var shown = troubles.Skip(_top).Take(inner.Height).ToList();
        var name = Math.Min(Math.Max(20, troubles.Max(t => DisplayWidth.Of(t.Name))), Math.Max(20, (inner.Width - 24) / 2));
        for (var i = 0; i < shown.Count; i++)
        {
            var line = inner.Row(i).Inset(1, 0);
            var trouble = shown[i];
            var tone = theme.StyleOf(ToneOf.Of(trouble.Verdict));
            var x = buffer.Write(line.X, line.Y, $"{Screens.VerdictWords.MarkOf(trouble.Verdict)} {Screens.VerdictWords.Of(trouble.Verdict)}", tone, line.Width);
            buffer.Write(line.X + 8, line.Y, trouble.What, theme.Dim, Math.Max(0, Math.Min(8, line.Width - 8)));
            buffer.WriteFit(line.X + 16, line.Y, Screens.ListLayout.Shorten(trouble.Name, name), theme.Text, Math.Min(name, Math.Max(0, line.Width - 16)));
            x = 16 + name + 1;
            var count = trouble.Count > 1 ? $"×{trouble.Count}" : "";
            buffer.WriteRight(line.X + x + 5, line.Y, count, theme.Accent, 5);
            buffer.WriteFit(line.X + x + 6, line.Y, trouble.Reason, theme.Text, line.Width - x - 6);
            if (_top + i == selected)
            {
                buffer.SetStyle(inner.Row(i), theme.Selected);
            }
        }
    }

    private static string Mark(PulseTile tile) => $"{ToneOf.Mark(tile.Verdict)} {Screens.VerdictWords.Of(tile.Verdict)}";

    private static Style BarStyle(Theme theme, PulseTile tile) => tile switch
    {
        { IsLoad: true, Share: >= 0.9 } => theme.Fail,
        { IsLoad: true, Share: >= 0.75 } => theme.Warn,
        { Verdict: Verdict.Fail } => theme.Fail,
        { Verdict: Verdict.Warn } => theme.Warn,
        { Verdict: Verdict.Pass } => theme.Pass,
        _ => theme.Accent,
    };
}
