using System.Text;

namespace KubeNetTui.Terminal.Tests;

/// <summary>Draws something into a buffer and shows it as text, or as text and styles.</summary>
internal static class Drawing
{
    public static Buffer Of(int width, int height, Action<Rect, Buffer> draw)
    {
        var buffer = new Buffer(new Rect(0, 0, width, height));
        draw(buffer.Area, buffer);
        return buffer;
    }

    /// <summary>The lines, each between bars so that spaces at the ends are seen.</summary>
    public static string Text(int width, int height, Action<Rect, Buffer> draw) => Text(Of(width, height, draw));

    public static string Text(Buffer buffer)
    {
        var text = new StringBuilder();
        for (var y = 0; y < buffer.Area.Height; y++)
        {
            text.Append('|');
            for (var x = 0; x < buffer.Area.Width; x++)
            {
                text.Append(buffer[x, y].Text);
            }

            text.Append("|\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The text of the cells whose style fulfils a condition; a dot for all others.</summary>
    public static string Where(Buffer buffer, Predicate<Style> condition)
    {
        var text = new StringBuilder();
        for (var y = 0; y < buffer.Area.Height; y++)
        {
            for (var x = 0; x < buffer.Area.Width; x++)
            {
                text.Append(condition(buffer[x, y].Style) ? buffer[x, y].Text : ".");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    public static bool IsReverse(Style style) => (style.Attributes & TextAttributes.Reverse) != 0;

    public static bool IsUnderlined(Style style) => (style.Attributes & TextAttributes.Underline) != 0;

    /// <summary>Draws at sizes that no person would want, also outside of the buffer; none of them may throw.</summary>
    public static void AtAbsurdSizes(Action<Rect, Buffer> draw)
    {
        foreach (var width in new[] { 0, 1, 2, 3, 5, 20, 80 })
        {
            foreach (var height in new[] { 0, 1, 2, 3, 5, 24 })
            {
                Of(width, height, draw);
                draw(new Rect(0, 0, width, height), new Buffer(new Rect(0, 0, 7, 2)));
                draw(new Rect(-2, -1, width, height), new Buffer(new Rect(0, 0, 9, 4)));
                draw(new Rect(5, 1, width, height), new Buffer(new Rect(0, 0, 9, 4)));
            }
        }
    }
}
