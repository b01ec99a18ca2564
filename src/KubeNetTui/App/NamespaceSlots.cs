using KubeNetTui.Configuration;

namespace KubeNetTui.App;

/// <summary>
/// The namespaces on the keys 1 to 9: those browsed in this context, each on its key for as long as there is room; 0 is all. Kept between
/// runs, a file for each context: a line a key, and a line of the same names from the one not used for longest to the last.
/// </summary>
internal sealed class NamespaceSlots(StateFiles files)
{
    private const int Most = 9;
    private const string ByUse = "by use:";
    private readonly List<string> _slots = [];
    private readonly List<string> _used = []; // the last one used at the end
    private string? _file;

    public IReadOnlyList<string> Slots => _slots;

    /// <summary>Another context is in use: its own namespaces are on the keys.</summary>
    public void Load(string context)
    {
        _file = Path.Combine("namespaces", ConfigFolders.AsName(context));
        _slots.Clear();
        _used.Clear();
        foreach (var line in files.Read(_file, Most + 1))
        {
            if (line.StartsWith(ByUse, StringComparison.Ordinal))
            {
                _used.AddRange(line[ByUse.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(_slots.Contains).Distinct());
            }
            else if (IsName(line) && !_slots.Contains(line) && _slots.Count < Most)
            {
                _slots.Add(line);
            }
        }

        _used.InsertRange(0, _slots.Except(_used).ToArray());
    }

    /// <summary>A namespace was browsed. It gets a key where it has none, if need be that of the one not used for longest.</summary>
    /// <returns>The end of keeping that, where there is anything to keep.</returns>
    public Task Use(string ns)
    {
        if (!IsName(ns) || (_used.Count > 0 && _used[^1] == ns))
        {
            return Task.CompletedTask;
        }

        _used.Remove(ns);
        _used.Add(ns);
        if (!_slots.Contains(ns))
        {
            if (_slots.Count < Most)
            {
                _slots.Add(ns);
            }
            else
            {
                _slots[_slots.IndexOf(_used[0])] = ns;
                _used.RemoveAt(0);
            }
        }

        return KeepAsync();
    }

    /// <summary>It is not there: its key is free again.</summary>
    public Task Forget(string ns) => _slots.Remove(ns) | _used.Remove(ns) ? KeepAsync() : Task.CompletedTask;

    /// <param name="digit">1 to 9.</param>
    public string? Of(int digit) => digit >= 1 && digit <= _slots.Count ? _slots[digit - 1] : null;

    private Task KeepAsync() => _file is null ? Task.CompletedTask : files.WriteAsync(_file, [.. _slots, $"{ByUse} {string.Join(' ', _used)}"]);

    // RFC 1123 labels; whatever else is typed is no namespace, and must not be kept as one.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= 63 && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
