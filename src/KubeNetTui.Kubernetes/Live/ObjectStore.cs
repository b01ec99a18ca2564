using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>The objects of a <see cref="LiveList{T}"/>, with a journal so that readers see only what changed.</summary>
internal sealed class ObjectStore<T>(LiveSignal signal, ObjectParser<T> parse) : IReflected where T : class
{
    private const int KeptDeletions = 100_000;

    private readonly Lock _gate = new();
    private readonly List<KeyValuePair<string, T?>> _page = [];

    // Key to its value (null: deleted) and the journal number of its last change.
    private readonly Dictionary<string, (T? Value, long Number)> _objects = [];
    private readonly HashSet<string> _listed = [];
    private List<(long Number, string Key)> _journal = [];
    private long _last;
    private int _live;

    public IReadOnlyCollection<T> Snapshot()
    {
        lock (_gate)
        {
            var all = new List<T>(_live);
            foreach (var (value, _) in _objects.Values)
            {
                if (value is not null)
                {
                    all.Add(value);
                }
            }
            return all;
        }
    }

    public IReadOnlyList<KeyValuePair<string, T?>> Drain(ref long cursor)
    {
        lock (_gate)
        {
            var changes = new List<KeyValuePair<string, T?>>();
            for (var at = FirstAfter(cursor); at < _journal.Count; at++)
            {
                var (number, key) = _journal[at];
                // Only the last change of a key counts; a new reader need not hear of what is gone.
                if (_objects.TryGetValue(key, out var entry) && entry.Number == number && (entry.Value is not null || cursor > 0))
                {
                    changes.Add(new(key, entry.Value));
                }
            }
            cursor = _last;
            return changes;
        }
    }

    public void ListBegins()
    {
        _page.Clear();
        _listed.Clear();
    }

    public void Columns(ReadOnlySpan<byte> json)
    {
    }

    public void Item(ReadOnlySpan<byte> json, bool isTable)
    {
        var key = KeyOf(json);
        if (key is not null)
        {
            _page.Add(new(key, Parse(json)));
            _listed.Add(key);
        }
    }

    public void PageEnded(ListHead head)
    {
        lock (_gate)
        {
            foreach (var (key, value) in _page)
            {
                Put(key, value);
            }
            Compact();
        }
        _page.Clear();
        signal.Bump();
    }

    public void ListEnds()
    {
        lock (_gate)
        {
            foreach (var key in _objects.Where(o => o.Value.Value is not null && !_listed.Contains(o.Key)).Select(o => o.Key).ToList())
            {
                Put(key, null);
            }
            Compact();
        }
        _listed.Clear();
        signal.Bump();
    }

    public void Apply(WatchChange change, ReadOnlySpan<byte> json)
    {
        if (KeyOf(json) is not { } key)
        {
            return;
        }
        var value = change == WatchChange.Delete ? null : Parse(json);
        lock (_gate)
        {
            Put(key, value);
            Compact();
        }
        signal.Bump();
    }

    private void Put(string key, T? value)
    {
        var known = _objects.TryGetValue(key, out var old) && old.Value is not null;
        if (!known && value is null)
        {
            return;
        }
        _live += (value is null ? 0 : 1) - (known ? 1 : 0);
        _objects[key] = (value, ++_last);
        _journal.Add((_last, key));
    }

    /// <summary>Drops journal entries that a later one overtook, and the oldest deletions.</summary>
    private void Compact()
    {
        if (_journal.Count < (_objects.Count * 2) + 1000)
        {
            return;
        }
        var deletions = _objects.Count - _live;
        var kept = new List<(long, string)>(_objects.Count);
        foreach (var (number, key) in _journal)
        {
            if (_objects[key].Number != number)
            {
                continue;
            }
            if (_objects[key].Value is null && deletions > KeptDeletions)
            {
                _objects.Remove(key);
                deletions--;
                continue;
            }
            kept.Add((number, key));
        }
        _journal = kept;
    }

    private int FirstAfter(long cursor)
    {
        var (low, high) = (0, _journal.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _journal[middle].Number <= cursor ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private T? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return parse(json);
        }
        // One object that the parser did not expect must not end the list.
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or OverflowException or ArgumentException or NullReferenceException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? KeyOf(ReadOnlySpan<byte> json)
    {
        var metadata = TableReader.MetadataOf(json);
        if (metadata.IsEmpty)
        {
            return null;
        }
        var (ns, name) = ("", "");
        var members = new JsonMembers(metadata);
        while (members.Next())
        {
            if (members.Is("name"u8))
            {
                name = JsonLeaf.Text(members.Value) ?? "";
            }
            else if (members.Is("namespace"u8))
            {
                ns = JsonLeaf.Text(members.Value) ?? "";
            }
        }
        return name.Length == 0 ? null : ns.Length == 0 ? name : $"{ns}/{name}";
    }
}
