using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.App.Commands;

/// <summary>What may follow a kind: namespaces, contexts, and the labels that the list in sight has.</summary>
internal sealed class KindCompletion(Workspace workspace)
{
    private const int MostLabels = 40;

    /// <param name="rest">What was typed after the kind.</param>
    /// <returns>Whole arguments: what was typed before the last word, and what that may become.</returns>
    public IEnumerable<string> Of(ApiResource kind, string rest)
    {
        // After "/" it is text, and between quotes it is not known where the word ends.
        if (rest.StartsWith('/') || rest.Contains(" /", StringComparison.Ordinal) || rest.AsSpan().ContainsAny(['\'', '"']))
        {
            return [];
        }

        var cut = rest.LastIndexOf(' ') + 1;
        var (head, word) = (rest[..cut], rest[cut..]);
        var before = head.TrimEnd().Split(' ')[^1];
        if (before is "-f" or "--fuzzy")
        {
            return [];
        }

        if (before is "-l" or "--selector")
        {
            return Selectors(head, word);
        }

        if (word.StartsWith('@'))
        {
            return workspace.Contexts.Select(c => $"{head}@{c.Name}");
        }

        if (before is "-n" or "--namespace" || (word.Contains(',', StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal)))
        {
            return Namespaces(head, word);
        }

        return
        [
            .. kind.Namespaced ? Namespaces(head, word).Prepend(head + "all") : [],
            .. word.Length > 0 ? Selectors(head, word) : [],
            .. word.StartsWith('-') ? Options(kind).Select(o => head + o) : [],
            .. word.Length == 0 && workspace.Contexts.Count > 1 ? workspace.Contexts.Select(c => $"{head}@{c.Name}") : [],
        ];
    }

    private static string[] Options(ApiResource kind) => kind.Namespaced ? ["-A", "-n ", "-l ", "-f "] : ["-l ", "-f "];

    /// <summary>"shop,pa" becomes "shop,pay": those before the comma stay.</summary>
    public IEnumerable<string> Namespaces(string head, string word)
    {
        var comma = word.LastIndexOf(',') + 1;
        var named = word[..comma].Split(',');
        return workspace.NamespaceNames.Where(n => !named.Contains(n)).Select(n => $"{head}{word[..comma]}{n}");
    }

    /// <summary>Labels of the rows in sight, those of most rows first.</summary>
    private IEnumerable<string> Selectors(string head, string word)
    {
        if (workspace.Stack.Top is not ListScreen list)
        {
            return [];
        }

        var comma = word.LastIndexOf(',') + 1;
        return list.Model.Rows.SelectMany(r => r.Row.Labels).GroupBy(l => $"{l.Key}={l.Value}")
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(MostLabels * 10).Where(g => g.Key.StartsWith(word[comma..], StringComparison.Ordinal)).Take(MostLabels).Select(g => $"{head}{word[..comma]}{g.Key}");
    }
}
