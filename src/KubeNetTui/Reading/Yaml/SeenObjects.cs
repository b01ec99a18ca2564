namespace KubeNetTui.Reading;

/// <summary>Objects as their YAML was last shown in this session, by uid, to tell what changed since. Bounded: the oldest are forgotten. Safe for many threads.</summary>
internal sealed class SeenObjects
{
    private const long MostBytes = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Uid, SeenObject Seen)>> _byUid = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Uid, SeenObject Seen)> _byAge = new();
    private long _bytes;

    /// <summary>As it was the last time; null: it was not seen, or too long ago.</summary>
    public SeenObject? Find(string uid)
    {
        lock (_lock)
        {
            return _byUid.TryGetValue(uid, out var node) ? node.Value.Seen : null;
        }
    }

    public void Put(string uid, SeenObject seen)
    {
        lock (_lock)
        {
            if (_byUid.TryGetValue(uid, out var before))
            {
                Remove(before);
            }

            _byUid[uid] = _byAge.AddLast((uid, seen));
            _bytes += seen.Json.Length;
            while (_bytes > MostBytes && _byAge.First is { } oldest && oldest != _byAge.Last)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<(string Uid, SeenObject Seen)> node)
    {
        _byAge.Remove(node);
        _byUid.Remove(node.Value.Uid);
        _bytes -= node.Value.Seen.Json.Length;
    }
}
