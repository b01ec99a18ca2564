using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>
/// The pods of a generated cluster's first service write to their logs, at a given number of lines a second all together. Each line has a
/// number that counts up in its pod, so that a reader can tell what did not arrive.
/// </summary>
public sealed class SizeChatter : IAsyncDisposable
{
    /// <summary>A pod's log forgets what is older: ten minutes of it would fill the memory.</summary>
    private const int KeptLines = 5_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Paths = ["/cart", "/cart/items", "/checkout", "/healthz", "/products?page=2", "/products/1871", "/login"];
    private readonly IReadOnlyList<ContainerLog> _logs;
    private readonly long[] _lines;
    private readonly int _perSecond;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    private SizeChatter(SizeBundle bundle, BundleRuntime runtime, int perSecond, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        (_perSecond, _clock) = (perSecond, clock);
        var plan = bundle.Plan;
        List<ContainerLog> logs = [];
        for (var i = 0; i < plan.PodsOf(0); i++)
        {
            var log = new ContainerLog(KeptLines);
            runtime.SetLog(plan.NamespaceOf(0), plan.PodName(plan.PodAt(0, i)), "app", log);
            logs.Add(log);
        }

        (_logs, _lines) = (logs, new long[logs.Count]);
    }

    public static SizeChatter Start(SizeBundle bundle, BundleRuntime runtime, int perSecond, TimeProvider clock)
    {
        var chatter = new SizeChatter(bundle, runtime, perSecond, clock);
        chatter._loop = Task.Run(chatter.RunAsync);
        return chatter;
    }

    /// <summary>For tests: no loop, each step by hand.</summary>
    internal static SizeChatter Paused(SizeBundle bundle, BundleRuntime runtime, TimeProvider clock) => new(bundle, runtime, 1, clock);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>So many lines, shared out among the pods.</summary>
    internal void Step(int lines)
    {
        var now = _clock.GetUtcNow();
        for (var pod = 0; pod < _logs.Count; pod++)
        {
            var share = (lines / _logs.Count) + (pod < lines % _logs.Count ? 1 : 0);
            if (share > 0)
            {
                _logs[pod].Append([.. Enumerable.Range(0, share).Select(_ => new LogLine(now, Line(++_lines[pod])))]);
            }
        }
    }

    private static string Line(long number) => string.Create(CultureInfo.InvariantCulture,
        $"level=info msg=\"request served\" line={number} path={Paths[number % Paths.Length]} status={(number % 50 == 0 ? 404 : 200)} duration={3 + (number * 7 % 40)}ms bytes={120 + (number * 31 % 9000)}");

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick, _clock);
        var owed = 0.0;
        var last = _clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                var (now, before) = (_clock.GetTimestamp(), last);
                last = now;
                owed += Math.Min(_clock.GetElapsedTime(before, now).TotalSeconds, 1) * _perSecond;
                Step((int)owed);
                owed -= (int)owed;
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
