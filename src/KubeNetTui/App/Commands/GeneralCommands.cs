using KubeNetTui.Terminal;
using KubeNetTui.Themes;

namespace KubeNetTui.App.Commands;

/// <summary>Commands about the program itself: where it looks, how it looks, and how to leave.</summary>
internal static class GeneralCommands
{
    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        new(["ctx", "context", "contexts"], "[CONTEXT]", "contexts; :ctx NAME switches and keeps the screen, :ctx - goes back", rest => SwitchContext(workspace, rest))
        {
            NeedsSession = false, Candidates = _ => workspace.Contexts.Select(c => c.Name),
        },
        new(["ns", "namespace", "namespaces"], "[NAMESPACE,…]", "namespaces; :ns NAME stays with the kind, in that namespace; several by commas", rest => SwitchNamespace(workspace, rest))
        {
            Candidates = typed => new KindCompletion(workspace).Namespaces("", typed).Prepend("all"),
        },
        new(["theme", "skin"], "NAME", "another theme", name => SwitchTheme(workspace, name))
        {
            NeedsSession = false, Candidates = _ => ThemeStore.Names,
        },
        new(["pf", "portforward", "portforwards", "port-forwards"], "", "ports forwarded",
            _ => workspace.Open(new Screens.ListScreen(workspace, new Forwarding.ForwardsSource(workspace)))),
        new(["footprint", "fp"], "", "what was made in the cluster, and which probes were sent",
            _ => workspace.Open(new Screens.ListScreen(workspace, new Footprint.FootprintSource(workspace)))),
        new(["config", "configuration"], "", "your files, and mistakes in them", _ => workspace.OpenConfiguration()),
        new(["help", "h", "?"], "", "keys and commands", _ => workspace.OpenHelp()) { NeedsSession = false },
        new(["stop", "suspend"], "", "stop the program as ctrl-z does elsewhere; fg in the shell brings it back", _ => workspace.StopProcess()) { NeedsSession = false },
        new(["q", "quit", "exit", "q!", "qa", "wq"], "", "leave", _ => workspace.End()) { NeedsSession = false },
    ];

    private static void SwitchContext(Workspace workspace, string name)
    {
        if (name.Length == 0)
        {
            workspace.OpenContexts();
            return;
        }

        if (name == "-")
        {
            name = workspace.LastContext ?? "";
            if (name.Length == 0)
            {
                workspace.Say("no other context was open before", StatusTone.Warning);
                return;
            }
        }

        // The screen stays: the same kind, in the same namespaces where they are there too.
        workspace.Say($"connecting to {name} …");
        workspace.Connect(name, new Arrival { Place = workspace.KindBrowsed, IsCarried = true });
    }

    private static void SwitchNamespace(Workspace workspace, string name)
    {
        if (name.Length == 0)
        {
            workspace.Root(new Screens.ListScreen(workspace, new Screens.NamespacesSource(workspace)), "ns");
        }
        else
        {
            workspace.SwitchNamespace(CommandText.IsAll(name) ? null : name);
        }
    }

    private static void SwitchTheme(Workspace workspace, string name)
    {
        if (name.Length == 0)
        {
            workspace.Say($"themes: {string.Join(", ", ThemeStore.Names)}", StatusTone.Warning);
            return;
        }

        var problems = new List<string>();
        var theme = ThemeStore.Load(name, ColorDepth.TrueColor, problems);
        workspace.Theme = theme;
        workspace.Say(problems.Count > 0 ? problems[0] : $"theme {theme.Name}", problems.Count > 0 ? StatusTone.Warning : StatusTone.Quiet);
    }
}
