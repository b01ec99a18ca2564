using KubeNetTui.Configuration;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// What was typed into prompts, by their name. Commands, filters and namespaces are kept between runs; what may hold anything else (labels,
/// images, searches in logs, a plugin's inputs) is forgotten with the program.
/// </summary>
internal sealed class PromptHistories(StateFiles files)
{
    private const int Most = 200;
    private static readonly string[] Kept = ["command", "filter", "namespace"];
    private readonly Dictionary<string, PromptHistory> _histories = [];

    public PromptHistory Of(string name)
    {
        if (!_histories.TryGetValue(name, out var history))
        {
            _histories[name] = history = new PromptHistory(Most);
            if (Kept.Contains(name))
            {
                foreach (var line in files.Read(FileOf(name), Most))
                {
                    history.Add(line);
                }
            }
        }

        return history;
    }

    /// <summary>A line was entered: what other instances kept meanwhile stays.</summary>
    public Task KeepAsync(string name)
    {
        if (!Kept.Contains(name))
        {
            return Task.CompletedTask;
        }

        var ours = Of(name).Lines;
        return files.WriteAsync(FileOf(name), [.. files.Read(FileOf(name), Most).Except(ours).Concat(ours).TakeLast(Most)]);
    }

    private static string FileOf(string name) => Path.Combine("history", name);
}
