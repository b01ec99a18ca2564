using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Shell;
using KubeNetTui.Tests.Sessions;

namespace KubeNetTui.Tests.Keys;

/// <summary>All places. A binding of the sources that none of them shows fails a test: whoever adds a screen adds its place here.</summary>
internal static class Places
{
    /// <summary>The kind whose list has what every list has, and nothing more.</summary>
    public const string PlainKind = "configmaps";

    private static readonly string[] Kinds =
        [PlainKind, "pods", "services", "nodes", "namespaces", "deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs", "events", "networkpolicies", "ingresses"];

    public static IReadOnlyList<Place> All { get; } =
    [
        .. Kinds.Select(k => new Place("Lists", k, v => ListAsync(v, k)) { IsKind = true, How = $"`:{k}`" }),
        new("Lists", "Contexts", async v => await OpenAsync(v, "ctx", "contexts")) { How = "`:ctx`" },
        new("Lists", "Endpoints of a service", EndpointsAsync) { How = "`Enter` on a service" },
        new("Lists", "containers", ContainersAsync) { How = "`:containers`, of the pod selected" },
        new("Lists", "Timeline", v => ReadAsync(v, "E")) { How = "`E` on an object" },
        new("Lists", "Port-forwards", async v => await OpenAsync(v, "pf", "port-forwards")) { How = "`:pf`" },
        new("Lists", "Footprint", async v => await OpenAsync(v, "footprint", "footprint")) { How = "`:footprint`" },
        new("Lists", "Two clusters beside each other", async v => { await ListAsync(v, "pods"); await v.Command("beside other"); await v.Until(() => v.Workspace.Beside is { IsOpen: true }, "the other side"); }) { How = "`:beside CONTEXT`" },
        new("Trees", "Tree", async v => { await v.Command("close"); await OpenAsync(v, "xray deployments shop", "xray"); await v.Until(() => v.Workspace.Stack.Top.Selected?.Resource.Plural == "deployments", "a deployment"); }) { How = "`:tree`, or `m` on what is selected; also `:xray KIND`" },
        new("Trees", "Dashboard", async v => await OpenAsync(v, "pulse", "pulse")) { How = "`:pulse`" },
        new("Verify", "Verify pane", VerifyAsync) { How = "`v`, then `Tab`" },
        new("Verify", "Evidence", async v => { await VerifyAsync(v); await v.Press("enter"); }) { How = "`Enter` in the verify pane" },
        .. Panes("iptables", "node-a", "service/shop/web"),
        .. Panes("nft", "node-a", "service/shop/web"),
        .. Panes("ipvs", "node-a"), .. Panes("conntrack", "node-a"), .. Panes("routes", "node-a"), .. Panes("veths", "node-a"), .. Panes("sockets", "node-a"),
        .. Panes("dns", "node-a"), .. Panes("sysctl", "node-a"), .. Panes("ipam", "node-a"), .. Panes("compare", ""),
        new("Data plane", "Connections as they open and close", async v =>
        {
            await PaneAsync(v, "conntrack", "node-a");
            await v.Press("w");
            await v.Until(() => Place.BindingsOf(v.Workspace).Any(b => b.Id == "conntrack.updates"), "the connections");
        })
        { How = "`w` in `:conntrack`" },
        new("Data plane", "A jump that was followed", FollowedAsync) { How = "`Enter` on a rule that jumps" },
        new("Data plane", "A row as it came", async v => { await PaneAsync(v, "sockets", "node-a"); await v.Press("enter"); }) { How = "`Enter` on a row" },
        new("Data plane", "Raw output", async v => { await PaneAsync(v, "sockets", "node-a"); await v.Press("e"); }) { How = "`e` in a pane" },
        new("Reading", "Describe", v => ReadAsync(v, "d")) { How = "`d`" },
        new("Reading", "YAML", v => ReadAsync(v, "y")) { How = "`y`" },
        new("Reading", "Logs", v => ReadAsync(v, "l")) { How = "`l`" },
        new("Questions", "Answers to choose from", async v => { await ListAsync(v, "pods"); await v.Until(() => v.Person.Selected.Length > 0, "a row"); await v.Press("ctrl-d"); }),
        new("Questions", "Yes or no", async v => { await ListAsync(v, "pods"); await v.Until(() => v.Person.Selected.Length > 0, "a row"); await v.Press("ctrl-k"); await v.Until(() => Place.BindingsOf(v.Workspace).Any(b => b.Id == "dialog.yes"), "the question"); }),
        new("Questions", "Debug pod", ConsentAsync) { How = "where a node can be asked in no other way" },
        new("Questions", "While something is waited for", WaitAsync),
        new("Questions", "Drain", DrainAsync) { How = "`r` on a node, then yes" },
        new("Questions", "Help", async v => { await ListAsync(v, "pods"); await v.Press("?"); }) { How = "`?`" },
        new("Questions", "Not connected", NotConnectedAsync),
    ];

    /// <summary>Goes to each place in turn.</summary>
    public static async Task<IReadOnlyList<Visited>> VisitAsync(Visitor visitor, Action<Place>? there = null)
    {
        List<Visited> visited = [];
        List<string> lost = [];
        foreach (Place place in All)
        {
            try
            {
                await place.Go(visitor);
                visited.Add(new Visited(place, Place.BindingsOf(visitor.Workspace)));
                there?.Invoke(place);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                lost.Add($"{place.Section}, {place.Title}: {e.Message}"); // told with the others: a screen that changed often changes several ways
            }

            while (visitor.Workspace.Overlays.Count > 0)
            {
                visitor.Workspace.Close(visitor.Workspace.Overlays[^1]);
            }
        }

        Assert.True(lost.Count == 0, string.Join("\n\n", lost));
        return visited;
    }

    private static IEnumerable<Place> Panes(string word, params string[] about) =>
        about.Select(a => new Place("Data plane", $":{word}{(a.Length > 0 ? " " + a : "")}", v => PaneAsync(v, word, a)));

    private static async Task OpenAsync(Visitor visitor, string command, string title)
    {
        await visitor.Command(command);
        await visitor.Until(() => visitor.Workspace.Stack.Top.Title.StartsWith(title, StringComparison.Ordinal), $"the screen {title}");
    }

    private static async Task ListAsync(Visitor visitor, string kind)
    {
        await visitor.Command(kind is "namespaces" ? kind : $"{kind} shop"); // :ns shop would go there
        await visitor.Until(() => visitor.Workspace.Stack.Top.Title.StartsWith(kind + "(", StringComparison.Ordinal), $"the list of {kind}");
        await visitor.Until(
            () => visitor.Workspace.Stack.Top is KubeNetTui.Screens.ListScreen { Model.Rows.Count: > 0 } || visitor.Screen.Contains($"No {kind} in", StringComparison.Ordinal), "a row");
    }

    private static async Task EndpointsAsync(Visitor visitor)
    {
        await ListAsync(visitor, "services");
        await visitor.Focus("web");
        await visitor.Press("enter");
        await visitor.Expect("READY");
    }

    private static async Task ContainersAsync(Visitor visitor)
    {
        await ListAsync(visitor, "pods");
        await visitor.Command("containers");
        await visitor.Until(() => visitor.Workspace.Stack.Top is KubeNetTui.Screens.ListScreen { Model.Rows.Count: > 0, Title: var title } && title.StartsWith("containers", StringComparison.Ordinal), "the containers");
    }

    private static async Task VerifyAsync(Visitor visitor)
    {
        await ListAsync(visitor, "services");
        await visitor.Focus("cart");
        await visitor.Press("v");
        await visitor.Expect("tier=back");
        await visitor.Press("tab");
    }

    private static async Task PaneAsync(Visitor visitor, string word, string about)
    {
        await visitor.Command($"{word} {about}".TrimEnd());
        await visitor.Until(() => visitor.Workspace.Stack.Top is KubeNetTui.Screens.ListScreen { Source: KubeNetTui.Panes.PaneSource }, $"the pane {word}");
        await visitor.Until(() => visitor.Workspace.Stack.Top.Status.Text is var status && (status.Contains("read ", StringComparison.Ordinal) || status.Contains("has no ", StringComparison.Ordinal)), $"the pane {word} is read");
    }

    private static async Task FollowedAsync(Visitor visitor)
    {
        await PaneAsync(visitor, "iptables", "node-a");
        await visitor.Press("enter");
        await visitor.Until(() => Place.BindingsOf(visitor.Workspace).Any(b => b.Id == "pane.back"), "a jump was followed");
    }

    private static async Task ReadAsync(Visitor visitor, string key)
    {
        // A list that is read again in this moment has nothing selected; a person presses again.
        await ListAsync(visitor, "pods");
        for (int i = 0; i < 100 && visitor.Workspace.Stack.Screens.Count == 1; i++)
        {
            await visitor.Until(() => visitor.Person.Selected.Length > 0, "a row");
            await visitor.Press(key);
        }

        await visitor.Until(() => visitor.Workspace.Stack.Screens.Count == 2, $"what {key} opens");
    }

    private static async Task ConsentAsync(Visitor visitor)
    {
        await ListAsync(visitor, "pods");
        visitor.Workspace.Own(new ValueTask(ConsentQuestion.AskAsync(
            visitor.Workspace, new DebugPodRequest(["node-a"], "kind: Pod", "no pod of the host's network is there"), visitor.Workspace.Session.Ending).AsTask()));
        await visitor.Expect("make a debug pod?");
    }

    private static async Task WaitAsync(Visitor visitor)
    {
        await ListAsync(visitor, "pods");
        WaitLine.Run(visitor.Workspace, "waiting", line => Task.Delay(Timeout.Infinite, line.Token));
    }

    private static async Task DrainAsync(Visitor visitor)
    {
        await ListAsync(visitor, "nodes");
        visitor.Workspace.Open(new KubeNetTui.Acting.DrainScreen(visitor.Workspace, [visitor.Workspace.Stack.Top.Selected!], []));
    }

    private static Task NotConnectedAsync(Visitor visitor)
    {
        visitor.Workspace.Open(new PageScreen(visitor.Workspace, "not connected", new Page("Not connected", [], []), () => { }));
        return Task.CompletedTask;
    }
}
