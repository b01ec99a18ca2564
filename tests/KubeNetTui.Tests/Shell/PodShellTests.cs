using System.Text.Json.Nodes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Acting;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Shell;

/// <summary>Shells, attaching and debug containers on the demo, with a terminal in memory.</summary>
public sealed class PodShellTests
{
    private const string Leave = "\u0010\u0011";

    [Fact]
    public async Task A_shell_shows_its_command_answers_and_gives_the_terminal_back()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        Person person = await at.SelectAsync(at.Pod("web"));

        person.Press("s");
        await at.TerminalAsync("# ");
        Assert.Contains($"$ kubectl exec -it {at.Pod("web")} -n shop -c web -- sh", at.Terminal.Written, StringComparison.Ordinal);
        at.Terminal.Type("hostname\r");
        await at.TerminalAsync($"hostname\r\n{at.Pod("web")}");
        at.Terminal.Type("exit 3\r");

        await person.Until("The shell in web ended with exit code 3");
        Assert.Equal(1, at.Terminal.GivenBack);
    }

    [Fact]
    public async Task Attaching_to_a_container_without_input_shows_what_it_writes_and_detaches()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        string pod = at.Pod("ads");
        Person person = await at.SelectAsync(pod);

        person.Press("a");
        await at.TerminalAsync("ctrl-p ctrl-q or ctrl-c detaches");
        for (int i = 0; i < 600 && !at.Terminal.Written.Contains("it works", StringComparison.Ordinal); i++)
        {
            // Attached a moment after the words: what it writes from then on is shown.
            at.Runtime.LogOf("shop", pod, "ads").Append(DateTimeOffset.UtcNow, "it works");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Contains("it works\r\n", at.Terminal.Written, StringComparison.Ordinal);
        at.Terminal.Type(Leave);
        await person.Until("Detached from ads; it goes on.");
    }

    [Fact]
    public async Task A_pod_without_a_shell_is_offered_a_debug_container_that_is_asked_for_runs_and_is_noted_down()
    {
        await using ServedPerson at = await ServedPerson.StartAsync("pods kube-system");
        string pod = at.Store.Names("pods").First(n => n.Name.StartsWith("coredns", StringComparison.Ordinal) && IsRunning(at, n.Name)).Name;
        Person person = await at.SelectAsync(pod);

        person.Press("s");
        await person.Until("coredns has no shell");
        person.Press("1");
        Assert.Contains("netadmin", person.Screen, StringComparison.Ordinal);
        person.Press("2");
        Assert.Contains("image: docker.io/library/busybox", person.Screen, StringComparison.Ordinal);
        person.Press("enter");
        Assert.Contains("It can't be removed again", person.Screen, StringComparison.Ordinal);
        Assert.Contains("PATCH", person.Screen, StringComparison.Ordinal);
        Assert.Contains("--profile=netadmin --target=coredns", string.Join(' ', person.Screen.Split((char[])[' ', '│', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        person.Press("y");
        await at.TerminalAsync("all other keys go to the process");

        // It is there as asked for, and noted down while its pod is there.
        JsonNode container = at.Store.Get("pods", "kube-system", pod)!["spec"]!["ephemeralContainers"]![0]!;
        Assert.Equal("coredns", (string?)container["targetContainerName"]);
        Assert.Equal("""["NET_ADMIN","NET_RAW"]""", container["securityContext"]!["capabilities"]!["add"]!.ToJsonString());
        Assert.Equal(pod, Assert.Single(at.Footprint.Entries()).Item.Name);

        // Detached it runs on, and can be gone back to; its shell's end is its own.
        at.Terminal.Type(Leave);
        await person.Until("Detached from debugger-");
        person.Press("D");
        await person.Until("back to debugger-");
        person.Press("3");
        await at.UntilAsync(() => at.Terminal.GivenBack == 2 && at.Terminal.Written.Split("kubectl attach -it").Length == 3);
        at.Terminal.Type("exit\r");
        await person.Until("ended, or closed its output");
        await at.UntilAsync(() => at.Store.Get("pods", "kube-system", pod)!["status"]!["ephemeralContainerStatuses"]![0]!["state"]!["terminated"] is not null);

        person.Command("footprint");
        Assert.Matches($"in its pod +debug container +debugger-[a-z0-9]+ in kube-system/{pod}", person.Line("in its pod"));
        Assert.Contains("it goes when the pod goes", person.Press("ctrl-d").StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debug_container_whose_image_can_not_be_pulled_says_so_and_waiting_ends()
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        Person person = await at.SelectAsync(at.Pod("web"));

        await AskAsync(person, "no-such-registry.example/tools:1");
        person.Press("y");

        await person.Until("does not run: ImagePullBackOff");
        Assert.Equal(0, at.Terminal.GivenBack);
    }

    [Theory]
    [InlineData(403, "pods is forbidden", "not allowed (403)")]
    [InlineData(403, "admission webhook \"guard\" denied the request: no debugging here", "a webhook of the cluster refuses it")]
    [InlineData(404, null, "is gone meanwhile")]
    [InlineData(409, null, "was changed by somebody else meanwhile")]
    public async Task A_debug_container_that_is_refused_names_why_and_nothing_is_noted_down(int code, string? message, string words)
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        Person person = await at.SelectAsync(at.Pod("web"));
        await AskAsync(person, "busybox");
        at.Faults.Add(new Fault("/ephemeralcontainers", FaultKind.Status, code, Message: message));

        person.Press("y");

        await person.Until(words);
        Assert.Empty(at.Footprint.Entries());
    }

    [Fact]
    public async Task A_node_has_a_shell_through_a_pod_that_is_asked_for_and_removed()
    {
        await using ServedPerson at = await ServedPerson.StartAsync("nodes");
        Person person = await at.SelectAsync("node-a");

        person.Press("s");
        await person.Until("make a debug pod?");
        Assert.Contains("privileged: true", person.Screen, StringComparison.Ordinal);
        person.Press("n");
        await person.Until("a debug pod was not agreed to");

        person.Press("s");
        await person.Until("make a debug pod?");
        person.Press("y");
        await at.TerminalAsync("which goes when this shell ends");
        Assert.Contains(at.Store.Names("pods"), n => n.Name.StartsWith("kubenettui-debug-node-a", StringComparison.Ordinal));
        at.Terminal.Type("exit\r");

        await person.Until("The shell on node-a ended. Its debug pod is removed.");
        Assert.DoesNotContain(at.Store.Names("pods"), n => n.Name.StartsWith("kubenettui-debug", StringComparison.Ordinal));
        Assert.Empty(at.Footprint.Entries());
    }

    [Fact]
    public async Task Read_only_mode_opens_nothing()
    {
        await using ServedPerson at = await ServedPerson.StartAsync(readOnly: true);
        Person person = await at.SelectAsync(at.Pod("web"));
        foreach (string key in (string[])["s", "a", "D", "t"])
        {
            Assert.Contains("the program was started read-only", person.Press(key).StatusLine, StringComparison.Ordinal);
        }

        person.Command("nodes");
        await at.SelectAsync("node-a");
        Assert.Contains("the program was started read-only", person.Press("s").StatusLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s", "No shell: pod shop/")]
    [InlineData("a", "No attaching: pod shop/")]
    [InlineData("D", "No debug container: pod shop/")]
    [InlineData("t", "No transfer: pod shop/")]
    public async Task A_pod_that_has_just_gone_is_named(string key, string words)
    {
        await using ServedPerson at = await ServedPerson.StartAsync();
        string pod = at.Pod("web");
        Person person = await at.SelectAsync(pod);
        at.Faults.Add(new Fault($"/pods/{pod}", FaultKind.Status, 404));

        person.Press(key);

        await person.Until(words);
        Assert.Contains("is gone meanwhile", person.StatusLine, StringComparison.Ordinal);
    }

    private static async Task AskAsync(Person person, string image)
    {
        person.Press("D");
        await person.Until("debug container for");
        person.Press("1", "1", "ctrl-u").Type(image).Press("enter");
        Assert.Contains("put debug container", person.Screen, StringComparison.Ordinal);
    }

    private static bool IsRunning(ServedPerson at, string pod) =>
        at.Store.Get("pods", "kube-system", pod)!["status"]!["containerStatuses"]![0]!["state"]!["running"] is not null;
}
