using System.Text.Json;

namespace KubeNetTui.EndToEnd;

/// <summary>kubectl itself against <c>kubenettui demo --serve</c>: whoever has a kubectl can use the demo cluster.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private DemoServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await DemoServer.StartAsync("--still");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_kind_that_can_be_listed_is_listed_wide_and_as_YAML()
    {
        var kinds = await OkAsync("api-resources", "--verbs=list", "-o", "name");
        foreach (var kind in kinds.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await OkAsync("get", kind, "-A", "-o", "wide");
            var yaml = await OkAsync("get", kind, "-A", "-o", "yaml");
            Assert.Contains("items:", yaml.Output);
        }

        Assert.Contains("endpointslices.discovery.k8s.io", kinds.Output);
    }

    [Fact]
    public async Task Selectors_fields_and_chunks_choose_what_they_say()
    {
        var all = (await OkAsync("get", "pods", "-A", "--no-headers")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var chunked = (await OkAsync("get", "pods", "-A", "--no-headers", "--chunk-size=7")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(all.Length, chunked.Length);
        Assert.InRange(all.Length, 40, 70);

        var dns = await OkAsync("get", "pods", "-A", "-l", "k8s-app=kube-dns", "-o", "name");
        Assert.Equal(2, dns.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var there = await OkAsync("get", "pods", "-A", "--field-selector", "spec.nodeName=node-b", "-o", "jsonpath={.items[*].spec.nodeName}");
        Assert.Equal(["node-b"], there.Output.Split(' ').Distinct());
    }

    [Fact]
    public async Task Top_shows_what_pods_and_nodes_use()
    {
        Assert.Matches(@"web-\S+ +\d+m +\d+Mi", (await OkAsync("top", "pods", "-n", "shop", "-l", "app=web")).Output);
        Assert.Matches(@"postgres +\d+m +\d+Mi", (await OkAsync("top", "pods", "-n", "shop", "-l", "app=db", "--containers")).Output);
        Assert.Matches(@"node-a +\d+m +\d+% +\d+Mi +\d+%", (await OkAsync("top", "nodes")).Output);
    }

    [Fact]
    public Task A_watch_shows_a_change_made_meanwhile() => _server.KubectlUntilAsync(
        "seen=yes", () => OkAsync("label", "service", "web", "-n", "shop", "seen=yes"), "get", "service", "web", "-n", "shop", "-w", "--show-labels");

    [Fact]
    public async Task Describe_tells_of_the_object_and_its_events()
    {
        var pod = (await OkAsync("get", "pods", "-n", "shop", "-o", "name")).Output.Split('\n').First(n => n.Contains("report", StringComparison.Ordinal));
        var described = await OkAsync("describe", "-n", "shop", pod);
        Assert.Contains("FailedCreatePodSandBox", described.Output);
        Assert.Contains("not enough IPs available", described.Output);
        Assert.Contains("Selector:", (await OkAsync("describe", "service", "cart", "-n", "shop")).Output);
        Assert.Contains("node-b", (await OkAsync("describe", "node", "node-b")).Output);
    }

    [Fact]
    public async Task Logs_are_read_and_followed()
    {
        var pod = (await OkAsync("get", "pods", "-n", "kube-system", "-l", "k8s-app=kube-dns", "--no-headers")).Output
            .Split('\n').First(l => l.Contains("CrashLoopBackOff", StringComparison.Ordinal)).Split(' ')[0];
        Assert.Contains("Loop", (await OkAsync("logs", "-n", "kube-system", pod, "--previous")).Output);

        var web = (await OkAsync("get", "pods", "-n", "shop", "-l", "app=web", "-o", "name")).Output.Split('\n')[0];
        await _server.KubectlUntilAsync(" ", null, "logs", "-f", "-n", "shop", web);
    }

    [Fact]
    public async Task Exec_answers_over_WebSocket_and_tells_older_kubectls_why_not()
    {
        var web = (await OkAsync("get", "pods", "-n", "shop", "-l", "app=web", "-o", "name")).Output.Split('\n')[0];
        using var version = JsonDocument.Parse((await OkAsync("version", "--client", "-o", "json")).Output);
        var minor = int.Parse(version.RootElement.GetProperty("clientVersion").GetProperty("minor").GetString()!.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture);
        var answer = await _server.KubectlAsync("exec", "-n", "shop", web, "--", "cat", "/etc/resolv.conf");
        if (minor >= 31)
        {
            Assert.Contains("nameserver", answer.Output);
        }
        else
        {
            // Older ones speak SPDY: told so, with the version that works.
            Assert.Contains("kubectl 1.31 and later", answer.Error);
        }
    }

    [Fact]
    public async Task Apply_patch_and_delete_change_the_copy_in_memory()
    {
        const string manifest = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: made-by-test
              namespace: shop
            data:
              colour: blue
            """;
        await OkWithInputAsync(manifest, "apply", "-f", "-");
        await OkWithInputAsync(manifest.Replace("blue", "green", StringComparison.Ordinal), "apply", "-f", "-");
        Assert.Equal("green", (await OkAsync("get", "configmap", "made-by-test", "-n", "shop", "-o", "jsonpath={.data.colour}")).Output);
        await OkAsync("patch", "configmap", "made-by-test", "-n", "shop", "--type", "merge", "-p", """{"data":{"colour":"red"}}""");
        Assert.Equal("red", (await OkAsync("get", "configmap", "made-by-test", "-n", "shop", "-o", "jsonpath={.data.colour}")).Output);
        await OkAsync("apply", "--server-side", "--force-conflicts", "-f", await FileAsync(manifest));
        await OkAsync("delete", "configmap", "made-by-test", "-n", "shop");
        var gone = await _server.KubectlAsync("get", "configmap", "made-by-test", "-n", "shop");
        Assert.Contains("NotFound", gone.Error);
    }

    [Fact]
    public async Task Rights_kinds_and_health_are_answered()
    {
        Assert.Equal("yes", (await OkAsync("auth", "can-i", "list", "pods")).Output.Trim());
        Assert.Contains("livez check passed", (await OkAsync("get", "--raw", "/livez?verbose")).Output);
        using var version = JsonDocument.Parse((await OkAsync("version", "-o", "json")).Output);
        Assert.Equal("1", version.RootElement.GetProperty("serverVersion").GetProperty("major").GetString());
    }

    [Fact]
    public async Task It_ends_on_SIGTERM_and_says_where_it_listens()
    {
        Assert.Contains($"127.0.0.1:{_server.Port}", _server.ReadyLine);
        Assert.Contains(_server.KubeConfig, _server.ReadyLine);
        Assert.Equal(0, await _server.StopAsync());
    }

    private async Task<string> FileAsync(string text)
    {
        var path = Path.Combine(Path.GetDirectoryName(_server.KubeConfig)!, "manifest.yaml");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private Task<Outcome> OkAsync(params string[] arguments) => OkWithInputAsync(null, arguments);

    private async Task<Outcome> OkWithInputAsync(string? input, params string[] arguments)
    {
        var outcome = await _server.KubectlAsync(input, arguments);
        Assert.True(outcome.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }
}
