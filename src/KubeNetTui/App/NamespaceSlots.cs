namespace KubeNetTui.App;

/// <summary>The namespaces on the keys 1 to 9: those browsed, each on its key for as long as there is room; 0 is all.</summary>
internal sealed class NamespaceSlots
{
    private const int Most = 9;
    private readonly List<string> _slots = [];
    private readonly Dictionary<string, long> _used = [];
    private long _clock;

    public IReadOnlyList<string> Slots => _slots;

    /// <summary>A namespace was browsed. It gets a key where it has none, if need be that of the one not used for longest.</summary>
    public void Use(string ns)
    {
        _used[ns] = ++_clock;
        if (_slots.Contains(ns))
        {
            return;
        }

        if (_slots.Count < Most)
        {
            _slots.Add(ns);
        }
        else
        {
            var oldest = _slots.MinBy(s => _used[s])!;
            _slots[_slots.IndexOf(oldest)] = ns;
            _used.Remove(oldest);
        }
    }

    /// <param name="digit">1 to 9.</param>
    public string? Of(int digit) => digit >= 1 && digit <= _slots.Count ? _slots[digit - 1] : null;
}
