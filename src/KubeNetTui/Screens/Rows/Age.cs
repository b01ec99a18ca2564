using System.Globalization;

namespace KubeNetTui.Screens;

/// <summary>How old something is, in kubectl's words (apimachinery, duration.HumanDuration): <c>45s</c>, <c>5m10s</c>, <c>3h12m</c>, <c>7d4h</c>.</summary>
internal static class Age
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static string Text(TimeSpan age)
    {
        // Clocks of the server and of this machine differ a little; two seconds into the future is now, as in kubectl.
        if (age < -2 * Second)
        {
            return "<invalid>";
        }

        var seconds = Math.Max(0, (long)age.TotalSeconds);
        long minutes = seconds / 60, hours = minutes / 60, days = hours / 24, years = days / 365;
        return age switch
        {
            _ when seconds < 120 => $"{seconds}s",
            _ when minutes < 10 => Two(minutes, "m", seconds % 60, "s"),
            _ when minutes < 180 => $"{minutes}m",
            _ when hours < 8 => Two(hours, "h", minutes % 60, "m"),
            _ when hours < 48 => $"{hours}h",
            _ when days < 8 => Two(days, "d", hours % 24, "h"),
            _ when days < 730 => $"{days}d",
            _ when years < 8 => Two(years, "y", days % 365, "d"),
            _ => $"{years}y",
        };
    }

    /// <summary>How long the text stays true.</summary>
    public static TimeSpan UntilChange(TimeSpan age)
    {
        var step = age switch
        {
            _ when age < 10 * Minute => Second,
            _ when age < 8 * Hour => Minute,
            _ when age < 8 * Day => Hour,
            _ => Day,
        };
        var into = TimeSpan.FromTicks(((age.Ticks % step.Ticks) + step.Ticks) % step.Ticks);
        return step - into;
    }

    /// <summary>Reads such a text back; for sorting columns that the server wrote (LAST SEEN, DURATION).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan age)
    {
        age = TimeSpan.Zero;
        if (text.IsEmpty)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 9)
            {
                return false;
            }

            var number = int.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            text = text[digits..];
            var isMilliseconds = text.StartsWith("ms");
            var unit = isMilliseconds ? TimeSpan.FromMilliseconds(1) : text[0] switch
            {
                's' => Second,
                'm' => Minute,
                'h' => Hour,
                'd' => Day,
                'y' => 365 * Day,
                _ => TimeSpan.Zero,
            };
            if (unit == TimeSpan.Zero)
            {
                return false;
            }

            age += TimeSpan.FromTicks((long)Math.Min((double)unit.Ticks * number, TimeSpan.MaxValue.Ticks / 8));
            text = text[(isMilliseconds ? 2 : 1)..];
        }

        return true;
    }

    private static string Two(long first, string firstUnit, long second, string secondUnit) =>
        second == 0 ? $"{first}{firstUnit}" : $"{first}{firstUnit}{second}{secondUnit}";
}
