namespace KubeNetTui.Configuration;

/// <summary>The files there are and what may stand in them; aliases, hotkeys, plugins and views as k9s has them.</summary>
internal static class ConfigShapes
{
    private static readonly IReadOnlyList<Member> PerContext =
    [
        new("readOnly", Shape.Flag, "Nothing that changes the cluster or opens a shell.") { Default = "false" },
        new("theme", Shape.Text, "Colours: the name of a theme, a k9s skin, or a file.") { Default = "by the terminal's colours" },
        new("command", Shape.Text, "What to show first, as typed after the colon.") { Default = "pods" },
        new("namespaces", Shape.List(Shape.Text), "Namespaces on the keys 1 to 9, before those learned by use."),
        new("nodeShell", Shape.OneOf("auto", "exec", "debug", "ssh", "local", "none"), "How nodes are asked.") { Default = "auto" },
        new("debugImage", Shape.Text, "Image of debug pods and debug containers."),
        new("sshUser", Shape.Text, "Who logs in on nodes, where ssh is used."),
        new("nodes", Shape.Number(1, 5000), "How many nodes a check that compares nodes asks at most.") { Default = "20" },
    ];

    public static ObjectShape Config { get; } = Shape.Object(
    [
        .. PerContext,
        new("header", Shape.OneOf("full", "compact", "off"), "The lines above the list; ctrl-e changes it.") { Default = "full" },
        new("crumbs", Shape.Flag, "The path of screens at the bottom; ctrl-g changes it.") { Default = "true" },
        new("mouse", Shape.Flag, "Take the mouse; false leaves it to the terminal, for copying.") { Default = "true" },
        new("digits", Shape.OneOf("namespaces", "counts"), "1 to 9 in a list: its namespace, and a count begins with # (#10j); or a count (10j), and the namespaces are on alt-1 to alt-9.") { Default = "namespaces" },
        new("logs", Shape.Object(
            new("tail", Shape.Number(1, 1_000_000), "Lines to begin with.") { Default = "500" },
            new("buffer", Shape.Number(100, 1_000_000), "Lines kept of a log.") { Default = "10000" },
            new("timestamps", Shape.Flag, "Times before the lines.") { Default = "false" },
            new("wrap", Shape.Flag, "Long lines on several.") { Default = "false" }), "Logs."),
        new("keys", Shape.Map("binding", Shape.List(Shape.Key)), "Other keys for a binding, by its name in docs/keys.md; an empty list takes its keys away."),
        new("contexts", Shape.Map("context", Shape.Object(PerContext)), "The same for one context of the kubeconfig."),
    ]);

    public static ObjectShape Aliases { get; } = Shape.Object(
        new Member("aliases", Shape.Map("alias", Shape.Text), "A word after the colon, and the command it stands for.") { IsRequired = true });

    public static ObjectShape HotKeys { get; } = Shape.Object(new Member("hotKeys", Shape.Map("name", Shape.Object(
        new("shortCut", Shape.Key, "The key.") { IsRequired = true },
        new("command", Shape.Text, "What it opens, as typed after the colon; $NAMESPACE and the like are replaced.") { IsRequired = true },
        new("description", Shape.Text, "For the help and the hints."),
        new("override", Shape.Flag, "Take the key from the program's own binding.") { Default = "false" },
        new("keepHistory", Shape.Flag, "Go there without losing the screens that are open.") { Default = "false" })), "Keys that open something.") { IsRequired = true });

    public static ObjectShape Plugins { get; } = Shape.Object(new Member("plugins", Shape.Map("name", Plugin()), "Commands of one's own on a key.") { IsRequired = true });

    /// <summary>One plugin in a file of its own under <c>plugins/</c>, without the word <c>plugins</c> around it.</summary>
    public static ObjectShape Snippet { get; } = Plugin();

    public static ObjectShape Views { get; } = Shape.Object(new Member("views", Shape.Map("kind", Shape.Object(
        new("columns", Shape.List(Shape.Text), "Headings in their order; NAME:.metadata.labels.app makes a column by JSONPath. After a bar: W only in wide lists, H not at all, R and L align, N a number, T a time shown as an age. What is not named is shown in wide lists."),
        new("sortColumn", Shape.Text, "Heading and direction: AGE:asc, NAME:desc."))), "Columns and order of a kind: v1/pods, apps/v1/deployments, v1/pods@NAMESPACE.") { IsRequired = true });

    /// <summary>Each file with its shape and a sentence.</summary>
    public static IReadOnlyList<(string File, ObjectShape Shape, string Help)> All { get; } =
    [
        ("config.yaml", Config, "Settings, also for single contexts."),
        ("aliases.yaml", Aliases, "Short words for commands."),
        ("hotkeys.yaml", HotKeys, "Keys that open something."),
        ("plugins.yaml", Plugins, "Commands of one's own on a key."),
        ("views.yaml", Views, "Columns and order of lists."),
    ];

    private static ObjectShape Plugin() => Shape.Object(
        new("shortCut", Shape.Key, "The key.") { IsRequired = true },
        new("description", Shape.Text, "For the help and the hints.") { IsRequired = true },
        new("scopes", Shape.List(Shape.Text), "Kinds (pods, po, deployments, containers) where it is offered; all: everywhere.") { IsRequired = true },
        new("command", Shape.Text, "The program to start; no shell is put around it.") { IsRequired = true },
        new("args", Shape.List(Shape.Text), "Its arguments; $NAME, $NAMESPACE, $CONTEXT, $COL-IP and the like are replaced in each."),
        new("background", Shape.Flag, "Without the terminal; its output is shown when it ends.") { Default = "false" },
        new("confirm", Shape.Flag, "Ask before, with the command shown.") { Default = "false, true where there are inputs" },
        new("dangerous", Shape.Flag, "Not in read-only mode.") { Default = "false" },
        new("override", Shape.Flag, "Take the key from the program's own binding.") { Default = "false" },
        new("overwriteOutput", Shape.Flag, "Say the first line of its output in place of \"done\".") { Default = "false" },
        new("pipes", Shape.List(Shape.Text), "Further commands that its output goes through."),
        new("inputs", Shape.List(Shape.Object(
            new("name", Shape.Text, "The value is $INPUT_NAME, in capitals.") { IsRequired = true },
            new("type", Shape.OneOf("string", "number", "bool", "dropdown"), "What is asked for.") { IsRequired = true },
            new("label", Shape.Text, "What the question says."),
            new("required", Shape.Flag, "No going on without it.") { Default = "false" },
            new("default", Shape.Text, "What stands there at first."),
            new("options", Shape.List(Shape.Text), "What a dropdown offers."))), "Asked for before it runs."));
}
