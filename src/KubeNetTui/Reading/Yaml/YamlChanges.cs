namespace KubeNetTui.Reading;

/// <summary>What is other in an object's YAML than it was before.</summary>
internal sealed class YamlChanges
{
    private readonly Dictionary<int, List<int>> _goneBefore = [];
    private readonly HashSet<int> _added = [];
    private readonly HashSet<int> _context = [];
    private readonly IReadOnlyList<string> _old;

    public YamlChanges(IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        _old = old;
        var matches = LineDiff.Matches(old, now);
        _added.UnionWith(Enumerable.Range(0, now.Count).Except(matches));
        var (oldBlocks, newBlocks) = (new YamlBlocks(old), new YamlBlocks(now));
        var next = now.Count;
        for (var i = old.Count - 1; i >= 0; i--)
        {
            if (matches[i] >= 0)
            {
                next = matches[i];
                continue;
            }

            Gone++;
            if (!_goneBefore.TryGetValue(next, out var gone))
            {
                _goneBefore[next] = gone = [];
            }

            gone.Insert(0, i);
            for (var above = oldBlocks.Parent(i); above >= 0; above = oldBlocks.Parent(above))
            {
                _context.Add(matches[above]);
            }
        }

        foreach (var line in _added)
        {
            for (var above = newBlocks.Parent(line); above >= 0; above = newBlocks.Parent(above))
            {
                _context.Add(above);
            }
        }
    }

    public int Added => _added.Count;

    public int Gone { get; }

    public bool Any => Added + Gone > 0;

    public bool IsAdded(int line) => _added.Contains(line);

    /// <summary>It tells where a change is: something below it is other.</summary>
    public bool IsContext(int line) => _context.Contains(line);

    /// <summary>Lines that stood before a line (or, by the number of lines, at the end) and are gone.</summary>
    public IEnumerable<string> GoneBefore(int line) => _goneBefore.TryGetValue(line, out var gone) ? gone.Select(i => _old[i]) : [];

    /// <summary>How many changes are from a line on, up to another.</summary>
    public int Within(int from, int to) =>
        Any ? Enumerable.Range(from, to - from).Sum(i => (IsAdded(i) ? 1 : 0) + (_goneBefore.TryGetValue(i, out var gone) ? gone.Count : 0)) : 0;
}
