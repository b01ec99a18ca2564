using KubeNetTui.App;

namespace KubeNetTui.Shell;

/// <summary>A shell in a container, in the whole terminal; asks which container where there are several and none is named.</summary>
internal static class PodShell
{
    /// <summary>On the UI thread; returns at once. Refused in read-only mode, with the reason said.</summary>
    public static void Open(IWorkspace workspace, Selection pod, string? container = null)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say("No shell: the program runs read-only (--readonly).", StatusTone.Warning);
            return;
        }

        // An overlay owns the question and what is read for it: it ends with Esc like any other.
        workspace.Show(new ShellQuestion(workspace, pod, container));
    }
}
