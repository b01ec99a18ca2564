namespace KubeNetTui.Pulse;

/// <summary>Numbers over time, of each name the last few; for the thread that adds.</summary>
internal sealed class PulseHistory
{
    private const int Kept = 240;
    private readonly Dictionary<string, List<double>> _values = [];

    public void Add(string name, double value)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = [];
        }

        values.Add(value);
        if (values.Count > Kept)
        {
            values.RemoveAt(0);
        }
    }

    /// <summary>A copy, the oldest first.</summary>
    public IReadOnlyList<double> Of(string name) => _values.TryGetValue(name, out var values) ? [.. values] : [];
}
