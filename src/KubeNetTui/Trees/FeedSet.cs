using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Trees;

/// <summary>The feeds that one picture is made from: ended together, and told of as one. Made and ended on the UI thread.</summary>
internal sealed class FeedSet : IAsyncDisposable
{
    private readonly List<Member> _members = [];
    private readonly CancellationTokenSource _ending = new();

    /// <summary>From any thread: something of one of them changed.</summary>
    public event Action? Changed;

    /// <summary>Grows with every change.</summary>
    public long Generation => _members.Sum(m => m.Generation());

    /// <summary>One of them is still read for the first time.</summary>
    public bool IsLoading => _members.Exists(m => m.Status() is { State: LiveState.Loading, Failure: null });

    /// <summary>Ended with the set.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <param name="what">As people call it: <c>services</c>.</param>
    public ITableFeed Add(string what, ITableFeed feed)
    {
        feed.Changed += Tell;
        _members.Add(new Member(what, () => feed.Status, () => feed.Generation, feed.Refresh, () =>
        {
            feed.Changed -= Tell;
            return feed.DisposeAsync();
        }));
        return feed;
    }

    /// <inheritdoc cref="Add(string, ITableFeed)"/>
    public IListFeed<T> Add<T>(string what, IListFeed<T> feed) where T : class
    {
        feed.Changed += Tell;
        _members.Add(new Member(what, () => feed.Status, () => feed.Generation, feed.Refresh, () =>
        {
            feed.Changed -= Tell;
            return feed.DisposeAsync();
        }));
        return feed;
    }

    public void Refresh() => _members.ForEach(m => m.Refresh());

    /// <summary>What could not be had, a line each; the rest of the picture stands.</summary>
    public IReadOnlyList<ListNote> Refusals =>
    [
        .. _members.Select(m => (m.What, Status: m.Status())).Where(m => IsRefused(m.Status))
            .Select(m => new ListNote($"{m.What} are left out: {m.Status.Failure!.Message}", Tone.Warn)),
    ];

    /// <summary>Why that one is not had at all; null where it is, or may still be.</summary>
    public ApiFailure? RefusalOf(string what) => _members.Find(m => m.What == what)?.Status() is { } status && IsRefused(status) ? status.Failure : null;

    /// <summary>The worst of their states, as a list says it.</summary>
    /// <param name="count">What there is, in words.</param>
    public ScreenStatus StatusOf(string count, TimeProvider time)
    {
        Member? worst = null;
        foreach (var member in _members)
        {
            if (member.Status().State is LiveState.Stale or LiveState.Lost && (worst is null || member.Status().State > worst.Status().State))
            {
                worst = member;
            }
        }

        if (worst is { } bad)
        {
            var status = bad.Status();
            var since = TimeZoneInfo.ConvertTime(status.Since, time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            var why = status.Failure is { } failure ? $": {failure.Message}" : "";
            return status.State == LiveState.Lost
                ? new ScreenStatus($"✗ {bad.What} lost since {since}{why}", StatusTone.Bad)
                : new ScreenStatus($"◌ {bad.What} stale since {since}{why}", StatusTone.Warning);
        }

        return IsLoading ? new ScreenStatus($"reading … {count}", StatusTone.Quiet) : new ScreenStatus($"● live · {count}", StatusTone.Good);
    }

    public async ValueTask DisposeAsync()
    {
        Changed = null;
        await _ending.CancelAsync().ConfigureAwait(false);
        foreach (var member in _members)
        {
            await member.Stop().ConfigureAwait(false);
        }

        _ending.Dispose();
    }

    // A kind that is not served is no loss that one can do something about.
    private static bool IsRefused(LiveStatus status) => status is { State: LiveState.Refused, Failure: { HttpStatus: not 404 } };

    private void Tell() => Changed?.Invoke();

    private sealed record Member(string What, Func<LiveStatus> Status, Func<long> Generation, Action Refresh, Func<ValueTask> Stop);
}
