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
        "pane.copy", "pane.live", "pane.node", "raw.next-tab", "raw.previous-tab", "row.evidence")]
    public async Task The_data_plane_of_a_node_from_the_menu()
    {
        await using Visitor person = await Visitor.OpenAsync("nodes", "node-a");
        await person.Focus("node-a");
        await person.Press("x");
        await person.Expect("data plane of node-a");
        await person.Press("down", "up", "end", "home", "esc");
        await person.ExpectGone("data plane of node-a");
        await person.Press("x", "s");
        await person.Expect("sockets");
        await person.Expect("LISTEN");
        await person.Press("enter");
        await person.Press("e", "esc", "esc");
        await person.Press("e", "]", "[", "esc");
        await person.Press("n");
        await person.Expect("node-b");
        await person.Press("l", "l");
        await person.Press("r");
        await person.Press("c", "enter");
        await person.Leave();
    }
}
