using KubeNetTui.Checks;
using KubeNetTui.Panes;
using KubeNetTui.Verify;

namespace KubeNetTui.App.Commands;

/// <summary>Commands that say why traffic fails.</summary>
internal static class VerifyCommands
{
    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        new(["check", "verify"], "[service/NAMESPACE/NAME]", "verify the cluster; :check service/NAMESPACE/NAME verifies that", rest => Check(workspace, rest))
        {
            Candidates = _ => ["cluster", "service/", "pod/", "node/"],
        },
        new("cluster", "", "verify the cluster", _ => Check(workspace, "")),
    ];

    private static void Check(Workspace workspace, string argument)
    {
        var session = workspace.Session;
        var subject = argument.Length == 0 ? Subject.Cluster : PaneMenu.Parse(argument, session.Namespace ?? session.Client.Settings.DefaultNamespace);
        if (subject is { } known)
        {
            workspace.Open(new VerifyScreen(workspace, known));
        }
        else
        {
            workspace.Say(":check takes nothing (the cluster), a node, pod/NAMESPACE/NAME or service/NAMESPACE/NAME", StatusTone.Warning);
        }
    }
}
