namespace KubeNetTui.Tests.Sessions;

/// <summary>Sessions of a person who wants to know why traffic fails.</summary>
public sealed class VerifySessions
{
    [Fact]
    [Presses("list.verify", "list.focus", "verify.evidence", "verify.again", "verify.copy", "verify.unfold", "verify.down", "verify.up", "verify.top",
        "verify.bottom", "verify.pageDown", "verify.pageUp", "verify.open", "verify.close", "evidence.next-tab", "evidence.previous-tab")]
    public async Task Why_cart_has_no_endpoints_with_the_lines_that_prove_it()
    {
        await using Visitor person = await Visitor.OpenAsync("services shop", "legacy");
        await person.Focus("cart");
        await person.Press("v");
        await person.Expect("tier=back matches no pod");
        await person.Press("tab", "enter");
        await person.Expect("evidence service.endpoints");
        await person.Expect("▶");
        await person.Press("]", "[", "esc");
        await person.Expect("services(shop)");

        await person.Press("pgdn", "pgup", "j", "k", "G", "left", "right", "space", "g", "c");
        await person.Expect("copy");
        await person.Press("esc", "r");
        await person.Expect("FAIL");
        await person.Press("esc", "v");
        await person.ExpectGone("verify service/shop/cart");
        await person.Leave();
    }

    [Fact]
    [Presses("list.verify", ":check", "list.open")]
    public async Task The_pane_follows_and_check_takes_a_name()
    {
        await using Visitor person = await Visitor.OpenAsync("services shop", "legacy");
        await person.Focus("pay");
        await person.Press("v");
        await person.Expect("503");
        await person.Focus("search");
        await person.Expect("targetPort");
        await person.Press("v");
        await person.Focus("web");
        await person.Press("enter");
        await person.ExpectLine("READY", "NODE");
        await person.Command("check service/shop/cart");
        await person.Expect("tier=back matches no pod");
        await person.Leave();
    }

    [Fact]
    [Presses("list.dataplane", "dialog.next", "dialog.previous", "dialog.first", "dialog.last", "dialog.accept", "dialog.cancel", "pane.again", "pane.evidence",
        "pane.copy", "pane.node", "row.evidence")]
    public async Task The_data_plane_of_a_node_from_the_menu()
    {
        await using Visitor person = await Visitor.OpenAsync("nodes", "node-a");
        await person.Focus("node-a");
        await person.Press("x");
        await person.Expect("data plane of node-a");
        await person.Press("down", "up", "end", "home", "esc");
        await person.ExpectGone("data plane of node-a");
        await person.Press("x", "enter");
        await person.Expect("KUBE-SVC-");
        await person.Press("esc", "x", "s");
        await person.Expect("sockets");
        await person.Expect("read again");
        await person.Expect("10250");
        await person.Press("enter");
        await person.Press("e", "esc", "esc");
        await person.Press("e", "esc");
        await person.Press("n");
        await person.Expect("node-b");
        await person.Press("r");
        await person.Press("c", "enter");
        await person.Leave();
    }

    [Fact]
    [Presses(":iptables", ":nft", ":ipvs", "iptables.all", "iptables.chains", "iptables.only", "pane.back", "list.open")]
    public async Task The_rules_of_a_node_and_of_a_service()
    {
        await using Visitor person = await Visitor.OpenAsync("nodes", "node-a");
        await person.Command("iptables node-a");
        await person.Expect("KUBE-S");
        await person.Press("C");
        await person.Expect("chains");
        await person.Press("a");
        await person.Expect("KUBE-SVC-");
        await person.Command("iptables node-a");
        await person.Expect("nat KUBE-SERVICES");
        await person.Press("enter");
        await person.Until(() => person.Workspace.Stack.Top.Bindings.Any(b => b.Id == "pane.back"), "the jump was followed");
        await person.Press("backspace");
        await person.Command("iptables service/shop/web");
        await person.Expect("shop/web");
        await person.Press("o");
        await person.Command("nft node-a");
        await person.Expect("nft");
        await person.Command("ipvs node-a");
        await person.Expect("ipvs");
        await person.Leave();
    }

    [Fact]
    [Presses(":conntrack", ":routes", ":veths", ":sockets", ":dns", ":sysctl", ":ipam", ":compare", ":cluster", "conntrack.group", "conntrack.stale", "routes.rules", "routes.neighbours",
        "sockets.all", "compare.different", "raw.next-tab", "raw.previous-tab", "pane.live", "conntrack.events", "conntrack.updates")]
    public async Task What_else_nodes_know_by_command()
    {
        await using Visitor person = await Visitor.OpenAsync("nodes", "node-a");
        await person.Command("conntrack node-a");
        await person.Expect("ESTABLISHED");
        await person.Press("b", "x", "x", "l", "l", "w");
        await person.Until(() => person.Workspace.Stack.Top.Bindings.Any(b => b.Id == "conntrack.updates"), "connections as they open");
        await person.Press("u");
        await person.Command("routes node-a");
        await person.Expect("10.244.");
        await person.Press("u", "u", "a");
        await person.Command("veths node-a");
        await person.Expect("cni0");
        await person.Command("sockets node-a");
        await person.Expect("10250");
        await person.Press("a");
        await person.Command("dns node-a");
        await person.Expect("corefile");
        await person.Press("e");
        await person.Expect("raw");
        await person.Press("]", "[", "esc");
        await person.Command("sysctl node-a");
        await person.Expect("ip_forward");
        await person.Command("ipam node-a");
        await person.Expect("10.244.0.");
        await person.Command("compare");
        await person.ExpectLine("node-a", "node-b", "node-c");
        await person.Press("x");
        await person.Command("cluster");
        await person.Expect("verify cluster");
        await person.Leave();
    }
}
