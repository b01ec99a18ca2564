using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Screens;

namespace KubeNetTui.Reading;

/// <summary>The screens that read one object; the list screens open them.</summary>
internal static class ReadingScreens
{
    public static IScreen Describe(IWorkspace workspace, Selection selection) =>
        new DescribeScreen(workspace, selection, new ApiEvidenceSource(workspace.Session.Client, workspace.Time));

    public static IScreen Yaml(IWorkspace workspace, Selection selection) => new YamlScreen(workspace, selection);

    /// <summary>What happened around an object.</summary>
    public static IScreen Events(IWorkspace workspace, Selection about) => new ListScreen(workspace, new TimelineSource(workspace, about));

    /// <summary>The containers of a pod; from it logs, a shell and more of one of them.</summary>
    public static IScreen Containers(IWorkspace workspace, Selection pod) => new ListScreen(workspace, new ContainersSource(workspace, pod));

    /// <param name="previous">The instance before the last restart.</param>
    public static IScreen Logs(IWorkspace workspace, Selection pod, string? container = null, bool previous = false) =>
        new LogScreen(workspace, pod, container, previous);
}
