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
    [Presses("list.yaml", "yaml.managed-fields", "read.search", "read.next", "read.previous", "read.wrap", "read.down", "read.up", "read.pageDown", "read.pageUp",
        "read.top", "read.bottom", "read.right", "read.left")]
    public async Task Yaml_is_searched_scrolled_and_unwrapped()
    {
        await using Visitor person = await Visitor.OpenAsync(height: 24);
        await person.Focus("web-");
        await person.Press("y");
        await person.Expect("apiVersion: v1");
        await person.Press("m");
        await person.Press("/");
        await person.Type("image");
        await person.Press("enter", "n", "N");
        await person.Expect("/image:");
        await person.Press("esc", "G", "g", "j", "k", "pgdn", "pgup");
        await person.Expect("apiVersion: v1");
        await person.Press("w");
        await person.Press("right", "left");
        await person.Leave();
    }

    [Fact]
    [Presses("pod.logs", "logs.follow", "logs.filter", "logs.previous", "logs.timestamps", "logs.json", "logs.mark", "logs.save", "logs.again",
        "logs.range0", "logs.range1", "logs.range2", "logs.range3", "logs.range4", "logs.range5", "logs.range6")]
    public async Task A_log_is_followed_filtered_marked_and_saved()
    {
        await using Visitor person = await Visitor.OpenAsync("pods kube-system", "coredns-");
        await person.Focus("coredns-");
        await person.Press("l");
        await person.Expect("lines");
        await person.Press("t", "t", "J", "J", "m");
        await person.Expect("marked");
        await person.Press("&");
        await person.Type("coredns");
        await person.Press("enter");
        await person.Expect("&coredns:");
        await person.Press("ctrl-s");
        await person.Expect("saved to ");
        foreach (string key in new[] { "1", "2", "3", "4", "5", "6", "0" })
        {
            await person.Press(key);
        }

        await person.Press("p", "p", "ctrl-r", "f");
        await person.Expect("lines");
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
        await person.Until(() => person.Shell.IsLent, "the shell has the terminal");
        person.Shell.Type("echo from the pod\r");
        await person.Until(() => person.Shell.Written.Contains("from the pod\r\n", StringComparison.Ordinal), "the shell's answer");
        person.Shell.Type("exit\r");
        await person.Until(() => !person.Shell.IsLent, "the terminal is back");
        await person.Expect("pods(shop)");
        await person.Leave();
    }
}
