namespace KubeNetTui.Terminal;

/// <summary>Something goes on. A function of time alone: the screen draws again when it likes.</summary>
public static class Spinner
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    /// <summary>How long one picture stands; drawing more often is of no use.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    /// <param name="elapsed">Since whenever.</param>
    /// <returns>One column wide.</returns>
    public static string At(TimeSpan elapsed) => Frames[(int)(Math.Abs(elapsed.Ticks) / Interval.Ticks % Frames.Length)].ToString();
}
