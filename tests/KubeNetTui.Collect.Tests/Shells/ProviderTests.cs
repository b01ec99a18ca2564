using System.Text.Json;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect.Tests;

public sealed class ProviderTests
{
    private static readonly Node NodeA = new()
    {
        Meta = new ObjectMeta { Name = "node-a" },
        Addresses = [new NodeAddress("Hostname", "node-a"), new NodeAddress("InternalIP", "10.0.0.4"), new NodeAddress("InternalIP", "fd00::4")],
    };

    [Theory]
    [InlineData("node-a", "10.0.0.4", false, true)]
    [InlineData("node-a.example.org", "10.0.0.4", false, true)]
    [InlineData("node-a", "10.9.9.9", false, false)]
    [InlineData("laptop", "10.0.0.4", false, false)]
    [InlineData("laptop", "10.0.0.4", true, true)]
    [InlineData("laptop", "10.9.9.9", true, false)]
    public async Task This_machine_is_the_node_by_name_and_address(string host, string address, bool isAsked, bool isNode)
    {
        var provider = new LocalShellProvider(isAsked, host, () => new HashSet<string> { address });
        var attempts = await AttemptsAsync(provider);
        Assert.Equal(isNode, attempts is [{ Shell: not null }]);
        Assert.Equal(isAsked && !isNode, attempts is [{ Shell: null, Problem: not "" }]);
    }

    [Fact]
    public async Task Ssh_is_used_unasked_only_where_its_configuration_knows_the_node()
    {
        using var tools = new ToolFolder();
        var ssh = FakeSsh(tools, "case $3 in node-a) echo 'hostname 1.2.3.4'; echo 'user ops'; echo 'proxyjump bastion';; *) echo \"hostname $3\"; echo 'user me';; esac");
        Assert.Equal(["ssh node-a"], await WaysAsync(new SshShellProvider(new NodeShellOptions(), ssh)));
        var plain = FakeSsh(tools, "echo \"hostname $3\"; echo 'user me'");
        Assert.Empty(await WaysAsync(new SshShellProvider(new NodeShellOptions(), plain)));
        Assert.Equal(
            ["ssh admin@10.0.0.4", "ssh admin@fd00::4", "ssh admin@node-a"],
            await WaysAsync(new SshShellProvider(new NodeShellOptions { SshUser = "admin" }, plain)));
        Assert.Empty(await WaysAsync(new SshShellProvider(new NodeShellOptions(), "/nowhere/ssh")));
    }

    [Fact]
    public async Task Ssh_runs_the_script_and_its_own_failure_is_told_with_what_would_help()
    {
        using var tools = new ToolFolder();
        var options = new NodeShellOptions { Only = NodeShellKind.Ssh };
        var works = FakeSsh(tools, "echo 'hostname x'", run: "while [ $# -gt 1 ]; do shift; done; exec sh -c \"$1\"");
        var script = NodeScript.For([new ScriptWant(CommandReadings.NodeNeed("node-a", "uname"), Place.Node("node-a"), "uname")], ScriptRoot.Node, options);
        var shell = (await AttemptsAsync(new SshShellProvider(options, works)))[0].Shell!;
        var (outcome, frames) = await LocalShell.RunAsync(shell, script, options);
        Assert.True(outcome.IsWhole, outcome.Problem);
        Assert.StartsWith("Linux", frames[0].Output);

        var denied = FakeSsh(tools, "echo 'hostname x'", run: "echo 'ops@10.0.0.4: Permission denied (publickey).' >&2; exit 255");
        (outcome, frames) = await LocalShell.RunAsync((await AttemptsAsync(new SshShellProvider(options, denied)))[0].Shell!, script, options);
        Assert.Empty(frames);
        Assert.True(outcome.IsDenied);
        Assert.Contains("Permission denied (publickey)", outcome.Problem);
        Assert.Contains("ssh-add", outcome.WouldNeed);

        (outcome, _) = await LocalShell.RunAsync(new ProcessNodeShell(NodeShellKind.Ssh, "node-a", "ssh node-a", ["/nowhere/ssh"]), script, options);
        Assert.False(outcome.HasBegun);
        Assert.Contains("/nowhere/ssh", outcome.Problem);
    }

    [Fact]
    public async Task A_host_that_would_be_an_option_is_no_host()
    {
        var node = new Node { Meta = new ObjectMeta { Name = "-oProxyCommand=x" }, Addresses = [new NodeAddress("InternalIP", "$(reboot)")] };
        var provider = new SshShellProvider(new NodeShellOptions { Only = NodeShellKind.Ssh }, "/nowhere/ssh");
        Assert.Empty(await AttemptsAsync(provider, new NodeTarget(node.Meta.Name, node)));
    }

    [Fact]
    public void Pods_are_ranked_by_what_they_see_and_those_of_no_use_are_left_out()
    {
        string[] order =
        [
            Spec("agent", "\"hostPID\":true,\"hostNetwork\":true", privileged: true), Spec("kube-proxy-x", "\"hostNetwork\":true", privileged: true),
            Spec("cilium-x", "\"hostNetwork\":true", privileged: true), Spec("csi-node", "\"hostNetwork\":true", privileged: true),
            Spec("kube-flannel-x", "\"hostNetwork\":true", privileged: false, "NET_ADMIN"),
        ];
        var pods = order.Select(json => HostPod.Read(JsonDocument.Parse(json).RootElement)!).ToList();
        Assert.Equal(pods.Select(p => p.Name), pods.OrderBy(p => p.Rank).Select(p => p.Name));
        foreach (var useless in (string[])
            [Spec("web", "\"hostNetwork\":false", true), Spec("exporter", "\"hostNetwork\":true,\"hostPID\":true", false), "{}", "[]", "{\"spec\":7}",
                Spec("ending", "\"hostNetwork\":true", true).Replace("\"name\":\"ending\"", "\"name\":\"ending\",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"", StringComparison.Ordinal),
                Spec("starting", "\"hostNetwork\":true", true).Replace("running", "waiting", StringComparison.Ordinal)])
        {
            Assert.Null(HostPod.Read(JsonDocument.Parse(useless).RootElement));
        }
    }

    private static string Spec(string name, string spec, bool privileged, string capability = "CHOWN") =>
        """{"metadata":{"name":"NAME","namespace":"kube-system"},"spec":{"nodeName":"node-a",SPEC,"containers":[{"name":"c","""
            .Replace("NAME", name, StringComparison.Ordinal).Replace("SPEC", spec, StringComparison.Ordinal)
        + $"\"securityContext\":{{\"privileged\":{(privileged ? "true" : "false")},\"capabilities\":{{\"add\":[\"{capability}\"]}}}}}}]}},"
        + """ "status":{"containerStatuses":[{"name":"c","state":{"running":{}}}]}}""";

    private static string FakeSsh(ToolFolder tools, string configuration, string run = "exit 255")
    {
        var name = "ssh-" + Guid.NewGuid().ToString("N")[..6];
        tools.With(name, $"if [ \"$1\" = -G ]; then\n{configuration}\nexit 0\nfi\n{run}\n");
        return Path.Combine(tools.Path, name);
    }

    private static async Task<List<string>> WaysAsync(INodeShellProvider provider) => [.. (await AttemptsAsync(provider)).Select(a => a.Shell!.Way)];

    private static async Task<List<ShellAttempt>> AttemptsAsync(INodeShellProvider provider, NodeTarget? node = null)
    {
        List<ShellAttempt> attempts = [];
        await foreach (var attempt in provider.AttemptsAsync(node ?? new NodeTarget("node-a", NodeA), TestContext.Current.CancellationToken))
        {
            attempts.Add(attempt);
        }

        return attempts;
    }
}
