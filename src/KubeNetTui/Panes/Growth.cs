using System.Globalization;

namespace KubeNetTui.Panes;

/// <summary>What counters grew by between two readings.</summary>
/// <param name="Seconds">Between the two; 0: there is only one.</param>
internal readonly record struct Growth(double Seconds)
{
    public static Growth Between(DateTimeOffset? before, DateTimeOffset? now) =>
        new(before is { } b && now is { } n && n > b ? (n - b).TotalSeconds : 0);

    /// <summary>Per second, <c>12.5</c>; "" where it can't be told: one reading, or the counter began anew.</summary>
    public string PerSecond(long? before, long? now)
    {
        if (Seconds <= 0 || before is not { } b || now is not { } n || n < b)
        {
            return "";
        }

        var rate = (n - b) / Seconds;
        return rate == 0 ? "0" : rate.ToString(rate < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
    }
}
