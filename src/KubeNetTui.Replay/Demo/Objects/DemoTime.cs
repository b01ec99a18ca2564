using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>Times as the API writes them.</summary>
internal static class DemoTime
{
    /// <summary><c>metav1.Time</c>: RFC 3339 with whole seconds.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>metav1.MicroTime</c>.</summary>
    public static string Micro(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>With nanoseconds, as a container runtime stamps log lines. .NET counts in 100 ns; the last digits come from the value.</summary>
    public static string Nano(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
        + (time.Ticks % 97).ToString("00", CultureInfo.InvariantCulture) + "Z";

    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
