using System.Diagnostics;
using System.Globalization;

namespace KubeNetTui.Bench;

/// <summary>One figure: the fastest and the median of many runs, and what a plain reading of the same text takes in the same process.</summary>
internal static class Figure
{
    private const int Runs = 15;

    /// <param name="baseline">Work of the same size that any reader has to do, to compare machines by; null: none.</param>
    public static void Measure(string name, string wanted, Action work, Action? baseline = null)
    {
        var taken = Times(work);
        var allocated = Allocated(work);

        // Others' work on the machine makes runs slower, never faster.
        var ratio = baseline is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {taken[0] / Times(baseline)[0]:0.0} times splitting into words");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {taken[0].TotalMilliseconds:0.0} ms, median {taken[Runs / 2].TotalMilliseconds:0.0} ms (wanted {wanted}), {allocated / 1e6:0} MB{ratio}"));
    }

    private static TimeSpan[] Times(Action work)
    {
        List<TimeSpan> times = [];
        for (var i = 0; i < Runs; i++)
        {
            var watch = Stopwatch.StartNew();
            work();
            times.Add(watch.Elapsed);
        }

        return [.. times.Order()];
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
