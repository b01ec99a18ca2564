namespace KubeNetTui.Replay;

/// <summary>
/// The objects of one kind. A snapshot is an array that is never written again: readers need no lock, and a page of a list
/// that was begun earlier goes on in the array of that time.
/// </summary>
internal sealed class ResourceTable(ResourceKind kind, int historyLength)
{
    private const int KeptSnapshots = 32;
    private readonly Lock _lock = new();

    /// <summary>In the order of versions; what is before <see cref="_first"/> is forgotten, and taken out when it has become much.</summary>
    private readonly List<Change> _history = [];
    private readonly Queue<Snapshot> _pages = new();
    private StoredObject[] _items = [];
    private int _first;
    private long _historyStart;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The kind as it is stored; the versions of a kind share one table.</summary>
    public ResourceKind Kind { get; } = kind;

    public StoredObject[] Items => Volatile.Read(ref _items);

    /// <summary>Sets the first content; <paramref name="version"/> is where the history begins.</summary>
    public void Load(StoredObject[] items, long version)
    {
        Array.Sort(items, StoredObject.Compare);
        _historyStart = version;
        Volatile.Write(ref _items, items);
    }

    public StoredObject? Find(string @namespace, string name)
    {
        var items = Items;
        var index = IndexOf(items, @namespace, name);
        return index < 0 ? null : items[index];
    }

    /// <summary>Index of the object, or the complement of where it would stand.</summary>
    public static int IndexOf(StoredObject[] items, string @namespace, string name)
    {
        var (low, high) = (0, items.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = StoredObject.Compare(items[middle].Namespace, items[middle].Name, @namespace, name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The slice of one namespace.</summary>
    public static ArraySegment<StoredObject> InNamespace(StoredObject[] items, string @namespace)
    {
        var start = ~IndexOf(items, @namespace, "");
        // '0' follows '/' in the order of keys: no name of the namespace stands after it.
        var (low, high) = (start, items.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = items[middle].Namespace == @namespace ? (middle + 1, high) : (low, middle);
        }

        return new ArraySegment<StoredObject>(items, start, low - start);
    }

    /// <summary>Called under the store's lock, in the order of versions.</summary>
    public void Commit(Change change)
    {
        var items = _items;
        var index = IndexOf(items, change.Current.Namespace, change.Current.Name);
        StoredObject[] next;
        switch (change.Type)
        {
            case ChangeType.Added:
                next = new StoredObject[items.Length + 1];
                Array.Copy(items, next, ~index);
                next[~index] = change.Current;
                Array.Copy(items, ~index, next, ~index + 1, items.Length - ~index);
                break;
            case ChangeType.Modified:
                next = (StoredObject[])items.Clone();
                next[index] = change.Current;
                break;
            default:
                next = new StoredObject[items.Length - 1];
                Array.Copy(items, next, index);
                Array.Copy(items, index + 1, next, index, next.Length - index);
                break;
        }

        Publish(next, [change]);
    }

    /// <summary>As <see cref="Commit(Change)"/>, for objects that are there and change.</summary>
    public void Commit(IReadOnlyList<Change> modified)
    {
        var next = (StoredObject[])_items.Clone();
        foreach (var change in modified)
        {
            next[IndexOf(next, change.Current.Namespace, change.Current.Name)] = change.Current;
        }

        Publish(next, modified);
    }

    /// <summary>Changes after <paramref name="version"/>; null when the history does not reach back so far.</summary>
    /// <param name="more">Completes at the next change.</param>
    /// <param name="oldest">The oldest version from which a watch can resume.</param>
    public List<Change>? ChangesAfter(long version, out Task more, out long oldest)
    {
        lock (_lock)
        {
            more = _changed.Task;
            oldest = _historyStart;
            return version < _historyStart ? null : _history[FirstAfter(version)..];
        }
    }

    /// <summary>Keeps a snapshot for the pages that follow.</summary>
    public void Keep(long version, StoredObject[] items)
    {
        lock (_lock)
        {
            if (_pages.Any(page => page.Version == version))
            {
                return;
            }

            _pages.Enqueue(new Snapshot(version, items));
            if (_pages.Count > KeptSnapshots)
            {
                _pages.Dequeue();
            }
        }
    }

    public StoredObject[]? Kept(long version)
    {
        lock (_lock)
        {
            return _pages.FirstOrDefault(page => page.Version == version)?.Items;
        }
    }

    public void Forget(long version)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _history.Clear();
            _first = 0;
            _pages.Clear();
            _historyStart = version;
            signal = _changed;
            _changed = NewSignal();
        }

        signal.TrySetResult();
    }

    private void Publish(StoredObject[] next, IReadOnlyList<Change> changes)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            Volatile.Write(ref _items, next);
            _history.AddRange(changes);
            while (_history.Count - _first > historyLength)
            {
                _historyStart = _history[_first++].Version;
            }

            if (_first > historyLength)
            {
                _history.RemoveRange(0, _first);
                _first = 0;
            }

            signal = _changed;
            _changed = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>Many wait and each asks at every change: found by halving.</summary>
    private int FirstAfter(long version)
    {
        var (low, high) = (_first, _history.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _history[middle].Version <= version ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Snapshot(long Version, StoredObject[] Items);
}
