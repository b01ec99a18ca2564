namespace KubeNetTui.Tests.Sessions;

/// <summary>Sessions of a person who goes from object to object, looks at the whole, and compares.</summary>
public sealed class MovingSessions
{
    [Fact]
    [Presses("move.owner", "move.node", "move.warp", "move.usedBy", "app.last", ":-")]
    public async Task From_a_pod_to_its_owner_its_node_its_services_and_its_namespace()
    {
        await using Visitor person = await Visitor.OpenAsync("pods -A");
        await person.Focus("web-");
        await person.Press("o");
        await person.Expect("nodes(");
        await person.Press("esc");
        await person.Command("pods -A");
        await person.Focus("web-");
        await person.Press("J");
        await person.Expect("replicasets(");
        await person.Command("pods -A");
        await person.Focus("web-");
        await person.Press("u");
        await person.Until(() => person.Workspace.Stack.Screens.Count > 1, "what uses it");
        await person.Command("pods -A");
        await person.Focus("web-");
        await person.Press("w");
        await person.Expect("pods(shop)");
        await person.Command("services shop");
        await person.Expect("services(shop)");
        await person.Press("-");
        await person.Expect("pods(shop)");
        await person.Command("-");
        await person.Expect("services(shop)");
        await person.Leave();
    }

    [Fact]
    [Presses(":beside", "beside.other", ":close", ":can", ":ctx", "contexts.beside")]
    public async Task Two_clusters_beside_each_other_and_what_one_may_do()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Command("beside other");
        await person.Until(() => person.Workspace.Beside is { IsOpen: true }, "the other side");
        await person.Press("ctrl-left", "ctrl-right");
        await person.Command("close");
        await person.Until(() => person.Workspace.Beside is not { IsOpen: true }, "one side alone");
        await person.Command("can");
        await person.Expect("can");
        await person.Command("ctx");
        await person.Focus("other");
        await person.Press("b");
        await person.Until(() => person.Workspace.Beside is { IsOpen: true }, "the other side");
        await person.Leave();
    }

    [Fact]
    [Presses(":tree", ":xray", "list.tree", "tree.down", "tree.up", "tree.top", "tree.bottom", "tree.pageDown", "tree.pageUp", "tree.expand", "tree.collapse", "tree.toggle", "tree.all", "tree.faults",
        "tree.filter", "tree.refresh", "tree.save", "tree.verify", "tree.focus", "tree.open")]
    public async Task The_network_as_a_tree_and_what_a_workload_owns()
    {
        await using Visitor person = await Visitor.OpenAsync("services shop", "legacy");
        await person.Focus("cart");
        await person.Press("m");
        await person.Until(() => person.Workspace.Stack.Screens.Count > 1, "the tree of cart");
        await person.Command("xray deployments shop");
        await person.Expect("stock");
        await person.Command("tree shop");
        await person.Expect("cart");
        await person.Press("j", "k", "G", "g", "pgdn", "pgup", "g", "left", "right", "space", "space", "ctrl-x", "ctrl-x", "ctrl-z");
        await person.Expect("cart");
        await person.Press("ctrl-z", "/");
        await person.Type("pay");
        await person.Press("enter", "esc", "ctrl-r", "ctrl-s");
        await person.Expect("saved to ");
        await person.Press("v", "tab", "tab", "v", "enter");
        await person.Leave();
    }

    [Fact]
    [Presses(":pulse", "pulse.down", "pulse.up", "pulse.top", "pulse.bottom", "pulse.pageDown", "pulse.pageUp", "pulse.left", "pulse.right", "pulse.pane", "pulse.refresh", "pulse.verify")]
    public async Task The_dashboard_and_from_it_to_what_is_worst()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Command("pulse");
        await person.Expect("cart");
        await person.Press("tab", "j", "k", "G", "g", "pgdn", "pgup", "tab", "right", "left", "tab", "ctrl-r", "v", "v");
        await person.Leave();
    }
}
