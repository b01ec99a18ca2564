using System.Globalization;

namespace KubeNetTui.App;

/// <summary>
/// What the program itself takes, a line every ten seconds for the log file: what grows without end is a leak, and a person who reports
/// one has the proof at hand.
/// </summary>
internal static class Vitals
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Until cancelled.</summary>
    public static async Task TellAsync(Action<string> tell, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            tell(Now());
        }
    }

    /// <summary><c>heap=31 MB timers=9 threads=7 queued=0 collections=12/4/1</c>: the heap after the last collection.</summary>
    public static string Now()
    {
        var memory = GC.GetGCMemoryInfo();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"heap={(memory.HeapSizeBytes - memory.FragmentedBytes) / 1_048_576.0:0.0} MB timers={Timer.ActiveCount} threads={ThreadPool.ThreadCount} queued={ThreadPool.PendingWorkItemCount} collections={GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}");
    }
}
