namespace KubeNetTui.Tests.Sessions;

/// <summary>Sessions of a person who moves about in lists.</summary>
public sealed class ListSessions
{
    [Fact]
    [Presses("list.down", "list.up", "list.pageDown", "list.pageUp", "list.top", "list.bottom", "list.right", "list.left", "app.quit")]
    public async Task Up_and_down_a_list_of_pods()
    {
        await using Visitor person = await Visitor.OpenAsync("pods -A", height: 20);
        string first = person.Person.Selected;
        await person.Press("j", "down", "k");
        Assert.NotEqual(first, person.Person.Selected);
        await person.Press("ctrl-f", "pgdn", "pgup");
        await person.Press("G");
        string last = person.Person.Selected;
        await person.Press("g");
        Assert.Equal(first, person.Person.Selected);
        Assert.NotEqual(first, last);
        await person.Press("right", "left");
        await person.Leave();
    }

    [Fact]
    [Presses("app.command", "app.all", "app.namespace", "app.previous", "app.next", "app.back", "namespaces.name", "list.open", ":ns", ":svc")]
    public async Task From_namespace_to_namespace_and_back_through_history()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Command("svc kube-system");
        await person.Expect("services(kube-system)");
        await person.Press("0");
        await person.Expect("services(all)");
        await person.ExpectLine("kube-system", "kube-dns");
        await person.Press("1");
        await person.Expect("services(shop)");
        await person.Press("[");
        await person.Expect("services(all)");
        await person.Press("]");
        await person.Expect("services(shop)");

        await person.Command("ns");
        await person.Focus("kube-system");
        await person.Press("enter");
        await person.Expect("pods(kube-system)");
        await person.Command("ns");
        await person.Expect("namespaces");
        await person.Press("n");
        await person.Type("shop");
        await person.Press("enter");
        await person.Expect("pods(shop)");

        await person.Focus("ads-");
        await person.Press("d");
        await person.Expect("describe pod");
        await person.Press("esc");
        await person.Expect("pods(shop)");
        await person.Leave();
    }

    [Fact]
    [Presses("sort.name", "sort.age", "sort.verdict", "sort.status", "sort.ready", "sort.restarts", "sort.address", "sort.node", "sort.namespace", "sort.cpu", "sort.memory", "sort.next", "sort.previous")]
    public async Task Sorted_by_each_column_that_has_a_key()
    {
        await using Visitor person = await Visitor.OpenAsync("pods -A");
        foreach ((string key, string heading) in new[] { ("A", "AGE"), ("V", "VERDICT"), ("S", "STATUS"), ("R", "READY"), ("T", "RESTARTS"), ("P", "NAMESPACE"), ("I", "IP"), ("O", "NODE"), ("N", "NAME") })
        {
            await person.Press(key);
            await person.Until(() => person.Screen.Contains(heading + "↑", StringComparison.Ordinal) || person.Screen.Contains(heading + "↓", StringComparison.Ordinal), $"sorted by {heading}");
        }

        await person.Until(() => person.Person.Workspace.Stack.Top.Bindings.Single(b => b.Id == "sort.cpu").WhyDisabled() is null, "what pods use");
        await person.Press("C", "M", "N", ">", "<");
        await person.Expect("NAME↑");
        await person.Leave();
    }

    [Fact]
    [Presses("list.filter", "list.wide", "list.copy", "list.save", "list.refresh", "app.back")]
    public async Task A_list_is_narrowed_widened_copied_saved_and_read_again()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Press("/");
        await person.Type("-l app=web");
        await person.ExpectGone("ads-");
        await person.Press("enter");
        await person.Expect("web-");
        await person.Press("c");
        Assert.StartsWith("web-", person.Person.Clipboard, StringComparison.Ordinal);
        await person.Press("esc");
        await person.Expect("ads-");

        await person.Press("ctrl-w");
        await person.Expect("READINESS GATES");
        await person.Press("ctrl-s");
        await person.Expect("saved to ");
        await person.Press("ctrl-r");
        await person.Expect("reading pods again");
        await person.Leave();
    }

    [Fact]
    [Presses("app.help", "help.down", "help.up", "help.pageDown", "help.pageUp", "help.top", "help.bottom", "help.close", ":help", ":stop")]
    public async Task Help_is_read_and_closed()
    {
        await using Visitor person = await Visitor.OpenAsync(height: 24, width: 80);
        await person.Press("?");
        await person.Expect("keys of pods(shop)");
        await person.Press("j", "k", "pgdn", "pgup", "G", "g", "esc");
        await person.ExpectGone("keys of pods");
        await person.Command("help");
        await person.Expect("keys of pods(shop)");
        await person.Press("q");
        await person.Command("stop");
        await person.Leave();
    }

    [Fact]
    [Presses(":ctx", ":theme", ":config", ":q", "list.open")]
    public async Task Another_context_another_theme_and_out()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Command("ctx");
        await person.Focus("other");
        await person.Press("enter");
        await person.ExpectLine("Context", "other");
        await person.Expect("ads-");
        await person.Command("ctx shop");
        await person.ExpectLine("Context", "shop");
        await person.Command("theme safe");
        await person.Expect("theme safe");
        await person.Command("config");
        await person.Expect("no mistakes in the files");
        await person.Command("q");
        await person.Leave();
    }

    [Fact]
    [Presses("list.mark", "list.markRange", "list.unmark", "list.copyNamespace", "list.copy", "list.faults", "object.label")]
    public async Task Several_pods_are_marked_and_labelled_at_once()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Focus("web-");
        await person.Press("n");
        Assert.Equal("shop", person.Person.Clipboard);
        await person.Press("space", "j", "j", "ctrl-space", "c");
        Assert.Equal(3, person.Person.Clipboard.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await person.Press("ctrl-l");
        await person.Type("seen=yes");
        await person.Press("enter");
        await person.Expect("kubectl label");
        await person.Press("y");
        await person.Until(() => person.Demo.Server.Store.Names("pods").Count(p => (string?)person.Demo.Server.Store.Get("pods", p.Namespace, p.Name)?["metadata"]?["labels"]?["seen"] == "yes") == 3, "three pods are labelled");
        await person.Press("space", "ctrl-\\");

        await person.Press("ctrl-z");
        await person.ExpectGone("ads-");
        await person.Expect("pay-");
        await person.Press("ctrl-z");
        await person.Expect("ads-");
        await person.Leave();
    }

    [Fact]
    [Presses("app.header", "app.crumbs", "app.count", "list.down", ":row")]
    public async Task Header_and_crumbs_make_room_and_a_number_goes_before_a_key()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Press("ctrl-e");
        await person.ExpectGone("Server     v1.33");
        await person.Press("ctrl-e", "ctrl-e");
        await person.ExpectLine("Server", "v1.33");
        await person.Press("ctrl-g", "ctrl-g", "g");
        string first = person.Person.Selected;
        await person.Press("#", "5", "j");
        Assert.NotEqual(first, person.Person.Selected);
        await person.Command("row 1");
        Assert.Equal(first, person.Person.Selected);
        await person.Leave();
    }
}
