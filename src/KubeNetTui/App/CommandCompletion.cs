using KubeNetTui.Kubernetes;
using KubeNetTui.Panes;

namespace KubeNetTui.App;

/// <summary>What a line after the colon may become: commands and kinds, then namespaces, contexts or themes, as the first word asks.</summary>
internal sealed record CommandCompletion
{
    private const int Most = 30;

    public required ApiCatalog Kinds { get; init; }
    public IReadOnlyList<string> Namespaces { get; init; } = [];
    public IReadOnlyList<string> Contexts { get; init; } = [];
    public IReadOnlyList<string> Themes { get; init; } = [];

    public IReadOnlyList<string> Complete(string text)
    {
        var line = text.TrimStart();
        var space = line.IndexOf(' ');
        if (space < 0)
        {
            return line.Length == 0 ? [] : Take(FirstWords(), line, "");
        }

        var word = line[..space];
        var rest = line[(space + 1)..].TrimStart();
        var head = word + " ";
        return word.ToLowerInvariant() switch
        {
            "ctx" or "context" or "contexts" => Take(Contexts, rest, head),
            "ns" or "namespace" or "namespaces" => Take(["all", .. Namespaces], rest, head),
            "theme" or "skin" => Take(Themes, rest, head),
            "check" or "verify" => Take(["cluster", "service/", "pod/", "node/"], rest, head),
            var pane when PaneWords.Find(pane) is { } known => Take(known.Kinds.Select(k => k.ToString().ToLowerInvariant() + "/"), rest, head),
            _ when CommandParser.Find(word, Kinds) is { Namespaced: true } && !rest.Contains(' ', StringComparison.Ordinal) && !rest.StartsWith('/')
                => Take(["all", .. Namespaces], rest, head),
            _ => [],
        };
    }

    // A short name that is typed whole is the best candidate already; plurals come before singulars, since they are what is shown.
    private IEnumerable<string> FirstWords() =>
        CommandParser.Words.Select(w => w.Word)
            .Concat(Kinds.Resources.SelectMany(r => r.ShortNames))
            .Concat(Kinds.Resources.Select(r => r.Plural))
            .Concat(Kinds.Resources.Select(r => r.Singular))
            .Concat(Kinds.Resources.Where(r => r.Group.Length > 0).Select(r => r.FullName));

    private static List<string> Take(IEnumerable<string> candidates, string typed, string head) =>
    [
        .. candidates.Where(c => c.Length > 0 && c.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct()
            .OrderBy(c => c.Length != typed.Length).Select(c => head + c).Take(Most),
    ];
}
