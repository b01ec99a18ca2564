namespace KubeNetTui.Replay;

/// <summary>Durations as kubectl shows them: <c>93s</c>, <c>4m52s</c>, <c>27h</c> (k8s.io/apimachinery/pkg/util/duration).</summary>
internal static class HumanDuration
{
    public static string Format(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        if (seconds < -1)
        {
            return "<invalid>";
        }

        if (seconds < 0)
        {
            return "0s";
        }

        if (seconds < 120)
        {
            return $"{seconds}s";
        }

        var minutes = seconds / 60;
        if (minutes < 10)
        {
            return seconds % 60 == 0 ? $"{minutes}m" : $"{minutes}m{seconds % 60}s";
        }

        if (minutes < 180)
        {
            return $"{minutes}m";
        }

        var hours = seconds / 3600;
        if (hours < 8)
        {
            return minutes % 60 == 0 ? $"{hours}h" : $"{hours}h{minutes % 60}m";
        }

        if (hours < 48)
        {
            return $"{hours}h";
        }

        var days = hours / 24;
        if (hours < 192)
        {
            return hours % 24 == 0 ? $"{days}d" : $"{days}d{hours % 24}h";
        }

        if (days < 365 * 2)
        {
            return $"{days}d";
        }

        var years = days / 365;
        if (days < 365 * 8)
        {
            return days % 365 == 0 ? $"{years}y" : $"{years}y{days % 365}d";
        }

        return $"{years}y";
    }
}
