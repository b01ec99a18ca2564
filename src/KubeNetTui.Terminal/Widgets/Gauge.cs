namespace KubeNetTui.Terminal;

/// <summary>A bar on one row, full to a share, in eighths of a column; with a label over it. Also for progress.</summary>
public sealed record Gauge
{
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>0 to 1.</summary>
    public double Value { get; init; }

    /// <summary>Drawn behind the bar. It says the number, so that the bar needs no colour.</summary>
    public string Label { get; init; } = "";

    public Style Bar { get; init; }

    public Style Rest { get; init; } = Style.Plain.Dim();

    public Style LabelStyle { get; init; }

    public void Render(Rect area, Buffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        area = area.Intersect(buffer.Area).Row(0);
        if (area.IsEmpty)
        {
            return;
        }

        var label = DisplayWidth.Of(Label);
        var width = Label.Length == 0 ? area.Width : Math.Max(0, area.Width - label - 1);
        var eighths = (int)Math.Round(width * 8 * (double.IsNaN(Value) ? 0 : Math.Clamp(Value, 0, 1)));
        for (var i = 0; i < width; i++)
        {
            var filled = Math.Clamp(eighths - (i * 8), 0, 8);
            buffer.Write(area.X + i, area.Y, filled == 8 ? "█" : filled == 0 ? "░" : Eighths[filled].ToString(), filled > 0 ? Bar : Rest);
        }

        if (Label.Length > 0)
        {
            var start = width > 0 ? area.X + width + 1 : area.X;
            buffer.WriteFit(start, area.Y, Label, LabelStyle, area.Right - start);
        }
    }
}
