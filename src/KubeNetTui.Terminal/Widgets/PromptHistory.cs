namespace KubeNetTui.Terminal;

/// <summary>Lines that were entered, the newest last, each once. Shared by prompts of one kind.</summary>
public sealed class PromptHistory(int capacity = 200)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        _lines.Remove(line);
        _lines.Add(line);
        if (_lines.Count > capacity)
        {
            _lines.RemoveAt(0);
        }
    }
}
