using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace KubeNetTui.EndToEnd;

/// <summary>A person who changes the cluster, forwards ports and follows logs: each change is shown, asked and then seen.</summary>
public sealed class ActTests
{
    [Fact]
    public async Task A_deployment_is_scaled_and_its_pods_come()
    {
        await using var person = await LivingDemoAsync();
        await person.Command("deploy shop");
        await person.ExpectMatch(@"stock\s+.*2/2");
        await person.Filter("stock");
        await person.ExpectGone("catalog");

        await person.Press("s");
        await person.Expect("replicas: 2");
        await person.Press("C-u");
        await person.Type("4");
        await person.Press("Enter");
        await person.Expect("It has 2 now.");
        await person.Expect("--replicas=4");
        await person.Press("Enter");
        await person.ExpectMatch(@"stock\s+.*4/4");
    }

    [Fact]
    public async Task A_node_is_cordoned_and_let_in_again()
    {
        await using var person = await LivingDemoAsync();
        await person.Command("nodes");
        await person.ExpectMatch(@"node-b\s+✓");
        await person.Filter("node-b");
        await person.ExpectGone("node-a");

        await person.Press("c");
        await person.Expect("kubectl cordon node-b");
        await person.Press("y");
        await person.Expect("SchedulingDisabled");

        await person.Press("u");
        await person.Expect("kubectl uncordon node-b");
        await person.Press("y");
        await person.ExpectGone("SchedulingDisabled");
    }

    [Fact]
    public async Task A_services_port_is_forwarded_answers_here_and_is_ended()
    {
        await using var person = await LivingDemoAsync();
        await ServiceAsync(person, "web");

        await person.Press("F");
        await person.Expect("forward web: 8080:80");
        await person.Press("C-u");
        // Any port that is free: this machine may have a server on 8080.
        await person.Type("0:80");
        await person.Press("Enter");
        var port = int.Parse(Found(await person.ExpectMatch(@"127\.0\.0\.1:\d+ → web:80"), @"127\.0\.0\.1:(\d+) →"), CultureInfo.InvariantCulture);
        Assert.StartsWith("HTTP/1.1 200", await FirstLineAsync(port));

        await person.Command("pf");
        await person.ExpectMatch($@"127\.0\.0\.1:{port}\s+service shop/web\s+80");
        await person.Expect("1 in all");
        await person.Press("x");
        await person.Expect("No port is forwarded");
        await Assert.ThrowsAsync<SocketException>(() => FirstLineAsync(port));
    }

    [Fact]
    public async Task A_services_log_has_the_lines_of_all_its_pods_and_is_filtered()
    {
        await using var person = await LivingDemoAsync();
        await ServiceAsync(person, "web");
        await person.Press("l");
        await person.Expect("log service shop/web");
        await person.WaitFor(screen => Pods(screen).Distinct().Count() >= 2, "lines of two pods at least");

        await person.Press("/");
        await person.Type("get /cart ");
        await person.Press("Enter");
        await person.Expect("/get /cart :");
        await person.WaitFor(
            screen => LogLines(screen) is { Count: > 0 } lines && lines.All(l => l.Contains("GET /cart ", StringComparison.Ordinal)), "requests for /cart alone");
    }

    [Fact]
    public async Task An_object_is_changed_in_the_editor_and_what_changes_is_shown_before()
    {
        var folder = Directory.CreateTempSubdirectory("knt-editor-");
        try
        {
            var editor = Path.Combine(folder.FullName, "editor");
            await File.WriteAllTextAsync(editor, "#!/bin/sh\nexec sed -i 's/^  labels:$/&\\n    seen: by-a-person/' \"$1\"\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            await using var person = await LivingDemoAsync(("EDITOR", editor), ("VISUAL", ""), ("KUBE_EDITOR", ""));
            await ServiceAsync(person, "web");
            await person.Press("e");
            await person.Expect("change service web");
            await person.Expect("+     seen: by-a-person");
            await person.Press("y");
            await person.Expect("changed service web");
            await person.Press("y");
            await person.Expect("apiVersion: v1");
            await person.Expect("seen: by-a-person");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>With its controllers at work, so that what is changed has its consequences.</summary>
    private static async Task<Person> LivingDemoAsync(params (string Name, string Value)[] environment)
    {
        var person = await Person.OpenAsync(160, 45, "demo", environment);
        await person.Expect("ads-");
        return person;
    }

    private static async Task ServiceAsync(Person person, string name)
    {
        await person.Command("svc shop");
        await person.Expect("legacy");
        await person.Filter(name);
        await person.ExpectGone("legacy");
        await person.ExpectMatch($@"{name}\s+[✓·⚠✗?]");
    }

    private static List<string> LogLines(string screen) => [.. screen.Split('\n').Where(l => l.Contains("HTTP/1.1", StringComparison.Ordinal))];

    /// <summary>What stands before each line: the pod that wrote it.</summary>
    private static IEnumerable<string> Pods(string screen) =>
        LogLines(screen).Select(l => Regex.Match(l, @"\b(?:web-)?[0-9a-z]+-[0-9a-z]{5}\b").Value).Where(p => p.Length > 0);

    private static string Found(string screen, string pattern) => Regex.Match(screen, pattern).Groups[1].Value;

    private static async Task<string> FirstLineAsync(int port)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n"), limit.Token);
        using StreamReader reader = new(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(limit.Token) ?? "";
    }
}
