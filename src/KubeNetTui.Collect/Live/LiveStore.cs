using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Objects of one kind kept live from a watch, without their JSON. Safe for many threads; owned by the <see cref="LiveCluster"/>
/// that started it.
/// </summary>
public sealed class LiveStore<T> : ILiveStore
    where T : ApiObject
{
    private readonly LiveList<T> _list;
    private readonly TimeProvider _time;
    private readonly string _where;
    private readonly Lock _lock = new();
    private Section? _section;
    private long _sectionOf = -1;

    private LiveStore(LiveList<T> list, ListNeed need, string where, TimeProvider time)
    {
        (_list, Need, _where, _time) = (list, need, where, time);
        _list.Changed += () => Changed?.Invoke();
    }

    /// <summary>From a background thread, some times a second at most, when <see cref="Generation"/> grew.</summary>
    public event Action? Changed;

    public ListNeed Need { get; }

    public LiveStatus Status => _list.Status;

    public long Generation => _list.Generation;

    public string Problem => Status switch
    {
        { State: LiveState.Live } => "",
        { State: LiveState.Loading, Failure: null } => $"{Need.Resource} are still being read",
        { Failure: { } failure } => SectionReader.Sentence(failure),
        { State: var state, Since: var since } => $"{Need.Resource} are {(state == LiveState.Lost ? "lost" : "stale")} since {since:HH:mm:ss} UTC",
    };

    public Section Section
    {
        get
        {
            lock (_lock)
            {
                // The generation first: a change that comes in while the objects are copied makes the next call copy them again.
                long generation = _list.Generation;
                if (_section is null || _sectionOf != generation)
                {
                    (_section, _sectionOf) = (Take(), generation);
                }

                return _section;
            }
        }
    }

    public IReadOnlyCollection<T> Objects => _list.Snapshot();

    /// <summary>
    /// What changed since the last call with this cursor, by <c>namespace/name</c>; a null object was deleted. With a cursor of 0:
    /// everything.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, T?>> Drain(ref long cursor) => _list.Drain(ref cursor);

    public void Refresh() => _list.Refresh();

    internal static LiveStore<T> Start(ApiClient client, ListNeed need, ParseObject<T> parse, TimeProvider time)
    {
        StringPool strings = new();
        Lock parsing = new();
        LiveList<T> list = LiveList<T>.Start(
            client,
            ApiPaths.Of(need),
            new ListQuery(null, need.LabelSelector, need.FieldSelector),
            json =>
            {
                // A pool is for one thread; pages of a list may be parsed on several.
                lock (parsing)
                {
                    return parse(json, out T? value, out _, false, strings) ? value : null;
                }
            });
        string where = $"{client.Settings.Server.GetLeftPart(UriPartial.Authority)} (context {client.Settings.ContextName})";
        return new LiveStore<T>(list, need, where, time);
    }

    internal ValueTask StopAsync() => _list.DisposeAsync();

    private Section Take()
    {
        LiveStatus status = _list.Status;
        DateTimeOffset at = status.State is LiveState.Stale or LiveState.Lost ? status.Since : _time.GetUtcNow();
        Section section = new(Need, SectionStatus.Read, Need.Command + " --watch", _where, at, TimeSpan.Zero);
        return status.State switch
        {
            LiveState.Loading => section with { Status = SectionStatus.NotAsked, Problem = Problem },
            LiveState.Refused => section with
            {
                Status = status.Failure?.HttpStatus == 404 ? SectionStatus.Absent : SectionStatus.Denied,
                Problem = Problem,
                HowToGet = ApiPaths.Permission(Need),
            },
            // Lost before the first list was there: nothing is known, and an empty list would say that there is nothing.
            LiveState.Stale or LiveState.Lost when _list.Snapshot().Count == 0 =>
                section with { Status = SectionStatus.Failed, Problem = Problem, HowToGet = status.Failure?.Advice },
            _ => section with { Value = new ObjectList<T>([.. _list.Snapshot()]) { NotUnderstood = [] } },
        };
    }
}

internal delegate bool ParseObject<T>(ReadOnlySpan<byte> json, out T? value, out string? why, bool keepRaw, StringPool? strings);
