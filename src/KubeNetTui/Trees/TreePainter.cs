using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;
using VerdictWords = KubeNetTui.Screens.VerdictWords;

namespace KubeNetTui.Trees;

/// <summary>Draws the lines in sight: the branches, what it is, its verdict, and what is worth knowing of it.</summary>
internal sealed class TreePainter(TreeModel model)
{
    private const int Gap = 2;
    private const int VerdictWidth = 9; // "? unknown"
    private const int LeastName = 24;
    private int _top;

    /// <summary>Lines that fit, from the last frame; a page is that long.</summary>
    public int PageRows { get; private set; } = 1;

    /// <summary>The index of the line drawn at a row of the screen; -1: none.</summary>
    public int LineAt(Rect area, int y) =>
        y > area.Y && y < area.Bottom && _top + (y - area.Y - 1) is var index && index < model.Lines.Count ? index : -1;

    /// <summary>The column of the screen is left of the name: the branches and the sign that opens and closes.</summary>
    public bool IsSign(Rect area, int x, int line) => x < Inside(area).X + model.Lines[line].Branch.Length + 2;

    public void Render(Rect area, Buffer buffer, Theme theme, bool focused)
    {
        if (area.Height < 2)
        {
            return;
        }

        area = Inside(area);
        PageRows = area.Height - 1;
        var selected = Math.Max(0, model.SelectedIndex);
        _top = Math.Clamp(_top, Math.Max(0, selected - PageRows + 1), selected);
        _top = Math.Clamp(_top, 0, Math.Max(0, model.Lines.Count - PageRows));

        // Names get what they need, up to where the verdict would have no room for its reason.
        var most = Math.Max(LeastName, area.Width - VerdictWidth - (2 * Gap) - Math.Min(44, area.Width / 3));
        var name = Math.Min(Math.Max(model.NameWidth, LeastName), most);
        var heading = area.Row(0);
        buffer.Write(heading.X, heading.Y, "OBJECT", theme.Header, name);
        buffer.Write(heading.X + name + Gap, heading.Y, "VERDICT", theme.Header, heading.Width - name - Gap);
        buffer.Write(heading.X + name + VerdictWidth + (2 * Gap), heading.Y, "WHY, AND WHAT IT IS", theme.Header, heading.Width - name - VerdictWidth - (2 * Gap));
        for (var i = 0; i < PageRows && _top + i < model.Lines.Count; i++)
        {
            var line = area.Row(i + 1);
            RenderLine(line, buffer, theme, model.Lines[_top + i], name);
            if (_top + i == model.SelectedIndex)
            {
                buffer.SetStyle(new Rect(line.X - 1, line.Y, line.Width + 2, 1).Intersect(buffer.Area), focused ? theme.Selected : theme.Marked);
            }
        }

        RenderScrollBar(area, buffer, theme);
    }

    private static Rect Inside(Rect area) => area.Inset(area.Width >= 40 ? 1 : 0, 0);

    private void RenderLine(Rect line, Buffer buffer, Theme theme, in TreeLine entry, int width)
    {
        var item = entry.Item;
        var sign = !item.HasChildren || entry.IsBare ? "  " : entry.IsOpen ? "▾ " : "▸ ";
        var x = buffer.Write(line.X, line.Y, entry.Branch + sign, theme.Dim, width);
        x += buffer.Write(line.X + x, line.Y, item.Kind + " ", theme.Dim, width - x);
        var name = ListLayout.Shorten(item.Name, Math.Max(0, width - x));
        var style = item.IsMissing ? theme.Fail : entry.Parent is null ? theme.Accent : theme.Text;
        buffer.WriteFit(line.X + x, line.Y, name, style, width - x);
        MarkMatch(buffer, line.X + x, line.Y, name, width - x, theme);
        x = width + Gap;
        var (verdict, reason) = (item.Verdict.Verdict, item.Verdict.Reason);
        var tone = CellTones.Of(theme, verdict);
        if (item.IsMissing)
        {
            buffer.Write(line.X + x, line.Y, "✗ missing", theme.Fail, line.Width - x);
        }
        else if (verdict != Verdict.NotApplicable)
        {
            buffer.Write(line.X + x, line.Y, $"{VerdictWords.MarkOf(verdict)} {VerdictWords.Of(verdict)}", tone, line.Width - x);
        }
        else
        {
            buffer.Write(line.X + x, line.Y, VerdictWords.Of(verdict), theme.Dim, line.Width - x);
        }

        x += VerdictWidth + Gap;
        if (reason.Length > 0)
        {
            x += buffer.WriteFit(line.X + x, line.Y, reason, verdict == Verdict.NotApplicable ? theme.Dim : theme.Text, line.Width - x);
            x += item.Detail.Length == 0 ? 0 : x + 8 < line.Width ? buffer.Write(line.X + x, line.Y, " · ", theme.Dim) : line.Width;
        }

        if (item.Detail.Length > 0 && x < line.Width)
        {
            buffer.WriteFit(line.X + x, line.Y, item.Detail, theme.Dim, line.Width - x);
        }
    }

    private void MarkMatch(Buffer buffer, int x, int y, string text, int room, Theme theme)
    {
        var wanted = model.Filter.Highlight;
        if (wanted.Length > 0 && text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            var start = DisplayWidth.Of(text.AsSpan(0, at));
            buffer.SetStyle(new Rect(x + start, y, Math.Min(DisplayWidth.Of(text.AsSpan(at, wanted.Length)), room - start), 1), theme.Match);
        }
    }

    private void RenderScrollBar(Rect area, Buffer buffer, Theme theme)
    {
        if (model.Lines.Count <= PageRows || PageRows < 4 || area.Right >= buffer.Area.Right)
        {
            return;
        }

        var length = Math.Max(1, PageRows * PageRows / model.Lines.Count);
        var start = (int)((long)_top * (PageRows - length) / (model.Lines.Count - PageRows));
        for (var i = 0; i < length; i++)
        {
            buffer.Write(area.Right, area.Y + 1 + start + i, "▐", theme.Border);
        }
    }
}
