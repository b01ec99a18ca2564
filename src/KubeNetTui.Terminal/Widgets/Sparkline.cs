namespace KubeNetTui.Terminal;

/// <summary>A row of numbers as bars, the newest at the right edge; taller areas show finer steps.</summary>
public sealed record Sparkline
{
    private const string Steps = " ▁▂▃▄▅▆▇█";

    /// <summary>Oldest first. NaN leaves a gap.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>The number of a full bar; null for the largest in sight.</summary>
    public double? Maximum { get; init; }

    public Style Style { get; init; }

    public void Render(Rect area, Buffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        area = area.Intersect(buffer.Area);
        var count = Math.Min(Values.Count, area.Width);
        var shown = Values.Skip(Values.Count - count).ToList();
        var maximum = Maximum ?? shown.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (var i = 0; i < count; i++)
        {
            if (double.IsNaN(shown[i]))
            {
                continue;
            }

            // Anything above nothing is seen: at least one step.
            var share = maximum > 0 ? Math.Clamp(shown[i] / maximum, 0, 1) : 0;
            var steps = shown[i] > 0 ? Math.Max(1, (int)Math.Round(share * area.Height * 8)) : 0;
            for (var row = 0; row < area.Height; row++)
            {
                var filled = Math.Clamp(steps - ((area.Height - 1 - row) * 8), 0, 8);
                buffer.Write(area.Right - count + i, area.Y + row, Steps[filled].ToString(), Style);
            }
        }
    }
}
