namespace KubeNetTui.Tests.Screens;

/// <summary>Time that goes when it is told to.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new(); // what runs in the background makes timers too
    private readonly List<FakeTimer> _timers = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static FakeTime From(DateTimeOffset now) => new() { Now = now };

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state, Now + dueTime);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Advance(TimeSpan by)
    {
        Now += by;
        foreach (var timer in Due())
        {
            timer.Fire();
        }
    }

    private List<FakeTimer> Due()
    {
        lock (_lock)
        {
            List<FakeTimer> due = [.. _timers.Where(t => t.Due <= Now)];
            _timers.RemoveAll(due.Contains);
            return due;
        }
    }

    private void Remove(FakeTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due { get; private set; } = due;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = time.Now + dueTime;
            return true;
        }

        public void Dispose() => time.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
