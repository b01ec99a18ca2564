namespace KubeNetTui.Tests.Sessions;

/// <summary>Pictures of many kinds at once, on the demo.</summary>
public sealed class TreeSessions
{
    [Fact]
    [Presses(":tree", "tree.faults", "tree.verify", "tree.bottom", "tree.top", "tree.all", "list.tree")]
    public async Task The_network_as_a_tree_leads_from_the_ingress_to_what_fails()
    {
        await using var visitor = await Visitor.OpenAsync();
        await visitor.Command("tree");
        await visitor.ExpectLine("▾ ingress shop", "✓ pass", "203.0.113.20");
        await visitor.ExpectLine("svc cart", "✗ FAIL", "no endpoints");
        await visitor.ExpectLine("▾ gateway ops/edge", "in another namespace");
        await visitor.Press("ctrl-z");
        await visitor.ExpectGone("svc web");
        await visitor.ExpectLine("pod pay-", "readiness probe 503", "on node-b");
        await visitor.ExpectLine("svc geo", "! warn", "no endpoint on node-c");
        await visitor.Press("g", "j", "v");
        await visitor.Expect("verify service/shop/geo");
        await visitor.Press("v", "ctrl-z", "ctrl-x", "G", "m");
        await visitor.Expect("tree(node ");
        await visitor.Leave();
    }

    [Fact]
    [Presses(":xray", "tree.down", "list.logs", "tree.collapse", "tree.filter")]
    public async Task What_a_deployment_owns_down_to_its_containers()
    {
        await using var visitor = await Visitor.OpenAsync();
        await visitor.Command("xray deploy shop");
        await visitor.ExpectLine("deploy ads", "1/1 ready", "1 pod");
        await visitor.ExpectLine("container ads", "ads:0.4.2");
        await visitor.Press("j", "j", "j", "l");
        await visitor.Expect("ads-");
        await visitor.Press("esc", "left", "left");
        await visitor.ExpectGone("container ads ");
        await visitor.Press("/");
        await visitor.Type("db");
        await visitor.Press("enter", "esc");
        await visitor.Leave();
    }

    [Fact]
    [Presses(":pulse", "pulse.open", "pulse.pane", "sort.cpu")]
    public async Task The_dashboard_leads_to_what_is_wrong_and_pods_are_sorted_by_what_they_use()
    {
        await using var visitor = await Visitor.OpenAsync();
        await visitor.Command("pulse");
        await visitor.ExpectLine("✗ FAIL", "shop/cart", "no endpoints");
        await visitor.Expect("of 12 cores");
        await visitor.Press("enter");
        await visitor.Expect("services(shop)");
        await visitor.Press("esc", "esc", "tab", "right", "enter");
        await visitor.Expect("pods(shop)");
        await visitor.Expect("%MEM/R");
        await visitor.Press("C");
        await visitor.Expect("CPU↓");
        await visitor.Leave();
    }
}
