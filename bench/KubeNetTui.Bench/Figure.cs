using System.Diagnostics;
using System.Globalization;

namespace KubeNetTui.Bench;

/// <summary>
/// One figure: the median of many runs, and what a plain reading of the same text takes in the same process. Processor time of this
/// process is told beside the time on the clock: on a machine that does other work the two differ, and the first is the figure.
/// </summary>
internal static class Figure
{
    private const int Runs = 15;

    /// <param name="baseline">Work of the same size that any reader has to do, to compare machines by; null: none.</param>
    public static void Measure(string name, string wanted, Action work, Action? baseline = null)
    {
        List<Run> taken = [], compared = [];
        work();
        baseline?.Invoke();
        for (var i = 0; i < Runs; i++)
        {
            // In turns: what else the machine does weighs on both alike.
            taken.Add(Run.Of(work));
            compared.Add(baseline is null ? default : Run.Of(baseline));
        }

        var (processor, clock) = (Median(taken, r => r.Processor), Median(taken, r => r.Clock));
        var ratio = baseline is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {processor / Median(compared, r => r.Processor):0.0} times splitting into words");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: median {processor.TotalMilliseconds:0.0} ms of processor time, {clock.TotalMilliseconds:0.0} ms on the clock, fastest {taken.Min(r => r.Clock).TotalMilliseconds:0.0} ms (wanted {wanted}), {taken[0].Allocated / 1e6:0} MB{ratio}"));
    }

    /// <summary>What any reader of the text has to do at least.</summary>
    public static int Words(string text)
    {
        var words = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            foreach (var word in line.Split(' '))
            {
                words += line[word].Length > 0 ? 1 : 0;
            }
        }

        return words;
    }

    private static TimeSpan Median(List<Run> runs, Func<Run, TimeSpan> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private readonly record struct Run(TimeSpan Processor, TimeSpan Clock, long Allocated)
    {
        public static Run Of(Action work)
        {
            var (processor, allocated, watch) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            work();
            return new Run(Environment.CpuUsage.TotalTime - processor, watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }
    }
}
