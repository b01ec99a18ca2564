namespace KubeNetTui.Tests.Sessions;

/// <summary>Sessions of a person who reads objects and logs.</summary>
public sealed class ReadingSessions
{
    [Fact]
    [Presses("list.describe", "describe.next", "describe.previous", "describe.open", "describe.yaml", "read.again", "read.copy")]
    public async Task A_pod_is_described_and_what_it_hangs_on_is_opened()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Focus("web-");
        await person.Press("d");
        await person.Expect("describe pod");
        await person.Expect("Services that select it");
        await person.Press("tab", "tab", "shift-tab", "enter");
        await person.Until(() => person.Workspace.Stack.Screens.Count == 3, "the related object");
        await person.Press("esc", "ctrl-r", "c");
        Assert.NotEmpty(person.Person.Clipboard);
        await person.Press("y");
        await person.Expect("apiVersion: v1");
        await person.Leave();
    }

    [Fact]
    [Presses("list.yaml", "yaml.managed-fields", "yaml.fold", "yaml.fold-level", "yaml.describe", "yaml.events", "read.search", "read.next", "read.previous", "read.wrap", "read.numbers", "read.save",
        "read.down", "read.up", "read.pageDown", "read.pageUp", "read.halfDown", "read.halfUp", "read.top", "read.bottom", "read.right", "read.left", ":yaml")]
    public async Task Yaml_is_searched_scrolled_folded_and_unwrapped()
    {
        await using Visitor person = await Visitor.OpenAsync(height: 24);
        await person.Focus("web-");
        await person.Press("y");
        await person.Expect("apiVersion: v1");
        await person.Press("m", "L", "/");
        await person.Type("image");
        await person.Press("enter", "n", "N");
        await person.Expect("/image:");
        await person.Press("esc", "G", "g", "j", "k", "pgdn", "pgup", "ctrl-d", "ctrl-u", "g");
        await person.Expect("apiVersion: v1");
        await person.Press("w", "right", "left", "ctrl-s");
        await person.Expect("saved to ");
        await person.Press("/");
        await person.Type("metadata");
        await person.Press("enter", "z", "z", "Z", "Z", "d");
        await person.Expect("describe pod");
        await person.Press("esc", "E");
        await person.Until(() => person.Workspace.Stack.Screens.Count == 3, "the events");
        await person.Command("pods shop");
        await person.Focus("web-");
        await person.Command("yaml");
        await person.Expect("apiVersion: v1");
        await person.Leave();
    }

    [Fact]
    [Presses("yaml.changes", "object.label")]
    public async Task What_changed_since_the_YAML_was_last_open_is_shown()
    {
        await using Visitor person = await Visitor.OpenAsync();
        string pod = person.Demo.Pod("shop", "web-");
        await person.Focus(pod);
        await person.Press("y");
        await person.Expect("apiVersion: v1");
        await person.Press("esc", "ctrl-l");
        await person.Type("seen=yes");
        await person.Press("enter");
        await person.Expect("kubectl label");
        await person.Press("y");
        await person.Until(() => (string?)person.Demo.Server.Store.Get("pods", "shop", pod)?["metadata"]?["labels"]?["seen"] == "yes", "the label");
        await person.Press("y");
        await person.Expect("seen: ");
        await person.Press("C");
        await person.Expect("seen: ");
        await person.Leave();
    }

    [Fact]
    [Presses("pod.logs", "logs.follow", "logs.filter", "logs.context", "logs.scroll", "logs.previous", "logs.timestamps", "logs.json", "logs.mark", "logs.clear", "read.save", "logs.again",
        "logs.range0", "logs.range1", "logs.range2", "logs.range3", "logs.range4", "logs.range5", "logs.range6", ":logs")]
    public async Task A_log_is_followed_filtered_marked_and_saved()
    {
        await using Visitor person = await Visitor.OpenAsync("pods kube-system", "coredns-");
        await person.Focus("coredns-");
        await person.Press("l");
        await person.Expect("lines");
        await person.Press("t", "t", "J", "J", "m");
        await person.Expect("marked");
        await person.Press("/");
        await person.Type("coredns");
        await person.Press("enter");
        await person.Expect("/coredns");
        await person.Press("&", "&", "s", "s", "ctrl-s");
        await person.Expect("saved to ");
        foreach (string key in new[] { "1", "2", "3", "4", "5", "6", "0" })
        {
            await person.Press(key);
        }

        await person.Press("p", "p", "ctrl-r", "f", "C");
        await person.Command("pods kube-system");
        await person.Focus("coredns-");
        await person.Command("logs");
        await person.Expect("lines");
        await person.Leave();
    }

    [Fact]
    [Presses(":containers", ":timeline", ":describe", "list.events", "describe.events", "container.logs", "container.previous", "container.shell", "container.copy")]
    public async Task The_containers_of_a_pod_and_what_happened_to_it()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Focus("pay-");
        await person.Press("E");
        await person.Expect("Unhealthy");
        await person.Press("esc");
        await person.Command("timeline");
        await person.Expect("Unhealthy");
        await person.Press("esc");
        await person.Command("describe");
        await person.Expect("describe pod");
        await person.Press("E");
        await person.Expect("Unhealthy");
        await person.Command("pods shop");
        await person.Focus("web-");
        await person.Command("containers");
        await person.Expect("containers(");
        await person.Focus("web");
        await person.Press("c");
        Assert.Equal("web", person.Person.Clipboard);
        await person.Press("l");
        await person.Expect("lines");
        await person.Press("esc", "p", "esc", "s");
        await person.Until(() => person.Shell.IsRaw, "the shell has the terminal");
        person.Shell.Type("exit\r");
        await person.Until(() => !person.Shell.IsRaw, "the terminal is back");
        await person.Leave();
    }

    [Fact]
    [Presses("list.logs", "pod.previous")]
    public async Task The_logs_of_a_deployment_and_of_the_run_before()
    {
        await using Visitor person = await Visitor.OpenAsync("deployments shop", "web");
        await person.Focus("web");
        await person.Press("l");
        await person.Expect("log deployment shop/web");
        await person.Command("pods kube-system");
        await person.Focus("coredns-");
        await person.Press("p");
        await person.Expect("log ");
        await person.Leave();
    }

    [Fact]
    [Presses("pod.shell")]
    public async Task A_shell_in_a_pod_and_out_again()
    {
        await using Visitor person = await Visitor.OpenAsync();
        await person.Focus("web-");
        await person.Press("s");
        await person.Until(() => person.Shell.IsRaw, "the shell has the terminal");
        person.Shell.Type("echo from the pod\r");
        await person.Until(() => person.Shell.Written.Contains("from the pod\r\n", StringComparison.Ordinal), "the shell's answer");
        person.Shell.Type("exit\r");
        await person.Until(() => !person.Shell.IsRaw, "the terminal is back");
        await person.Expect("pods(shop)");
        await person.Leave();
    }
}
