using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>The screens that read one object; the list screens open them.</summary>
internal static class ReadingScreens
{
    public static IScreen Describe(IWorkspace workspace, Selection selection) => throw new NotImplementedException();

    public static IScreen Yaml(IWorkspace workspace, Selection selection) => throw new NotImplementedException();

    /// <param name="previous">The instance before the last restart.</param>
    public static IScreen Logs(IWorkspace workspace, Selection pod, string? container = null, bool previous = false) =>
        throw new NotImplementedException();
}
