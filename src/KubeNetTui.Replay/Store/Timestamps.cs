using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>Times as the API server writes them.</summary>
internal static class Timestamps
{
    /// <summary><c>metav1.Time</c>: RFC 3339 in whole seconds.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339 with nanoseconds, as container runtimes stamp log lines.</summary>
    public static string FormatNanoseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
}
