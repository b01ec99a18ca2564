using KubeNetTui.Checks;

namespace KubeNetTui.Panes;

/// <summary>A pane by its command.</summary>
/// <param name="Key">In the menu of an object.</param>
/// <param name="What">A few words for help and menu.</param>
/// <param name="Kinds">Kinds of objects that it can be narrowed to.</param>
/// <param name="Make">The pane; given the kind of what it is about, null where none is.</param>
internal sealed record PaneWord(string Word, string Key, string What, IReadOnlyList<SubjectKind> Kinds, Func<SubjectKind?, Pane> Make);

/// <summary>The panes there are.</summary>
internal static class PaneWords
{
    private static readonly SubjectKind[] Any = [SubjectKind.Node, SubjectKind.Pod, SubjectKind.Service];
    private static readonly SubjectKind[] NodeOrPod = [SubjectKind.Node, SubjectKind.Pod];
    private static readonly SubjectKind[] OnlyNode = [SubjectKind.Node];

    public static IReadOnlyList<PaneWord> All { get; } =
    [
        new("iptables", "i", "iptables rules: KUBE-SERVICES first, Enter follows a jump", Any,
            kind => new IptablesPane(kind is SubjectKind.Service or SubjectKind.Pod ? IptablesView.Only : IptablesView.Chain)),
    ];

    public static PaneWord? Find(string word) => All.FirstOrDefault(p => p.Word == word);
}
