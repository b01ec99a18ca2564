using KubeNetTui.App;
using KubeNetTui.Collect;

namespace KubeNetTui.Reading;

/// <summary>The screens that read one object; the list screens open them.</summary>
internal static class ReadingScreens
{
    public static IScreen Describe(IWorkspace workspace, Selection selection) =>
        new DescribeScreen(workspace, selection, new ApiEvidenceSource(workspace.Session.Client, workspace.Time));

    public static IScreen Yaml(IWorkspace workspace, Selection selection) => new YamlScreen(workspace, selection);

    /// <param name="previous">The instance before the last restart.</param>
    public static IScreen Logs(IWorkspace workspace, Selection pod, string? container = null, bool previous = false) =>
        new LogScreen(workspace, pod, container, previous);
}
