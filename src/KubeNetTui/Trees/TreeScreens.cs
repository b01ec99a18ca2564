using KubeNetTui.App;

namespace KubeNetTui.Trees;

/// <summary>The tree that fits an object; the list screens open it.</summary>
internal static class TreeScreens
{
    /// <summary>Of what traffic goes through, its way; of other kinds, what they own.</summary>
    public static IScreen Of(IWorkspace workspace, Selection selection) => new TreeScreen(
        workspace,
        NetTreeSource.WhyNot(selection) is null
            ? NetTreeSource.About(workspace, selection)
            : new OwnerTreeSource(workspace, selection.Resource, selection.Namespace.Length > 0 ? selection.Namespace : null, selection));

    /// <summary>Why there is no tree about it; null where there is.</summary>
    public static string? WhyNot(Selection selection) => NetTreeSource.WhyNot(selection) is null ? null : OwnerTreeSource.WhyNot(selection.Resource);
}
