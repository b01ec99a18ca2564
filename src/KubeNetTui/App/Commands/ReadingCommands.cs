using KubeNetTui.Reading;

namespace KubeNetTui.App.Commands;

/// <summary>Commands that open a screen on one object: the one that is selected, or the one that is named.</summary>
internal static class ReadingCommands
{
    private const string Object = "[KIND/[NAMESPACE/]NAME]";

    public static IReadOnlyList<Command> Of(Workspace workspace) =>
    [
        new(["logs", "log"], Object, "the log of a pod, or of all pods of a service or workload", rest => Open(workspace, "logs", rest, s => Logs(workspace, s)))
        {
            Candidates = _ => ["pod/", "service/", "deployment/", "statefulset/", "daemonset/", "job/"],
        },
        new(["containers", "co"], "[[NAMESPACE/]POD]", "the containers of a pod", rest => Open(workspace, "containers", rest, s => Containers(workspace, s)))
        {
            Candidates = _ => ["pod/"],
        },
        new(["timeline", "story"], Object, "what happened: the events of an object and of its relatives", rest => Open(workspace, "timeline", rest, s => workspace.Open(ReadingScreens.Events(workspace, s))))
        {
            Candidates = _ => ["pod/", "service/", "deployment/", "node/", "namespace/"],
        },
        new(["describe", "desc"], Object, "an object with what stands around it", rest => Open(workspace, "describe", rest, s => workspace.Open(ReadingScreens.Describe(workspace, s))))
        {
            Candidates = _ => ["pod/", "service/", "deployment/", "node/"],
        },
        new(["yaml"], Object, "an object as YAML", rest => Open(workspace, "yaml", rest, s => workspace.Open(ReadingScreens.Yaml(workspace, s))))
        {
            Candidates = _ => ["pod/", "service/", "deployment/", "node/"],
        },
    ];

    /// <summary>An object by <c>KIND/NAME</c>, <c>KIND/NAMESPACE/NAME</c>, <c>KIND NAME</c>, or the name of a pod alone; null: the kind is none.</summary>
    internal static Selection? Parse(string text, Session session)
    {
        var parts = text.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        var ns = session.Namespace ?? session.Client.Settings.DefaultNamespace;
        var (kind, at, name) = parts switch
        {
            [var k, var n, var o] => (k, n, o),
            [var k, var o] => (k, ns, o),
            [var o] => ("pods", ns, o),
            _ => ("", "", ""),
        };
        var resource = KindNames.Find(kind, session.Catalog ?? WellKnownKinds.Catalog);
        if (resource is null && parts is [var space, var pod])
        {
            (resource, at, name) = (WellKnownKinds.Pods, space, pod); // NAMESPACE/POD
        }

        return resource is null ? null : new Selection(resource, resource.Namespaced ? at : "", name, "");
    }

    private static void Open(Workspace workspace, string command, string rest, Action<Selection> open)
    {
        if ((rest.Length > 0 ? Parse(rest, workspace.Session) : workspace.Stack.Top.Selected) is { } selection)
        {
            open(selection);
        }
        else
        {
            workspace.Say(rest.Length > 0 ? $":{command}: \"{rest}\" is no KIND/NAME" : $":{command}: nothing is selected; name an object: :{command} pod/NAME", StatusTone.Warning);
        }
    }

    private static void Logs(Workspace workspace, Selection selection)
    {
        if (LogSources.Covers(selection))
        {
            workspace.Open(ReadingScreens.Logs(workspace, selection));
        }
        else
        {
            workspace.Say($"a {selection.Resource.Singular} has no log: pods, services and workloads have", StatusTone.Warning);
        }
    }

    private static void Containers(Workspace workspace, Selection selection)
    {
        if (selection.Resource.IsSameKind(WellKnownKinds.Pods))
        {
            workspace.Open(ReadingScreens.Containers(workspace, selection));
        }
        else
        {
            workspace.Say($"a {selection.Resource.Singular} has no containers of its own: enter leads to its pods", StatusTone.Warning);
        }
    }
}
