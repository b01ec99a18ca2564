using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

public sealed class NodeScriptTests
{
    private static readonly string[] Sh = ["sh"];
    private static readonly string[] Wrapped = ["chroot", "/proc/1/root", "sh"];

    [Fact]
    public async Task A_created_pod_in_its_nodes_network_runs_soon_answers_from_the_sections_and_is_gone_when_deleted()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        await CreateAsync(cluster, "node2");

        var reply = await ScriptShell.AskAsync(cluster, "kube-system/debug", Wrapped,
            "node/node2 iptables-save", "node/node2 ipvsadm", "node/node2 getenforce", "node/node2 nosuch", "node/node2 systemd-resolv-conf");

        Assert.True(reply.IsDone, reply.Raw);
        Assert.Equal("gzip", reply.Encoding);
        Assert.Equal(File.ReadAllText(Path.Combine(Captures.Iptables, "nodes", "node2", "iptables-save")), reply["node/node2 iptables-save"].Output);
        Assert.Equal(0, reply["node/node2 iptables-save"].Exit);
        Assert.Equal((2, "ok"), (reply["node/node2 ipvsadm"].Exit, reply["node/node2 ipvsadm"].Flag));
        Assert.StartsWith("Can't initialize ipvs", reply["node/node2 ipvsadm"].Error, StringComparison.Ordinal);
        Assert.Equal((127, "missing getenforce"), (reply["node/node2 getenforce"].Exit, reply["node/node2 getenforce"].Flag));
        Assert.Equal((127, "missing nosuch"), (reply["node/node2 nosuch"].Exit, reply["node/node2 nosuch"].Flag));
        Assert.Contains("the bundle has no nosuch", reply["node/node2 nosuch"].Error, StringComparison.Ordinal);
        Assert.Equal("missing /run/systemd/resolve/resolv.conf", reply["node/node2 systemd-resolv-conf"].Flag);
        Assert.Contains("\"Success\"", reply.Status, StringComparison.Ordinal);

        await cluster.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/kube-system/pods/debug", "", 200);
        await cluster.GetAsync("/api/v1/namespaces/kube-system/pods/debug", expect: 404);
    }

    [Fact]
    public async Task Pods_of_the_node_are_read_from_it_and_pods_of_other_nodes_or_replaced_ones_are_not()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        await CreateAsync(cluster, "node2");
        var pods = (await cluster.GetAsync("/api/v1/namespaces/demo/pods")).Items("items").ToList();
        var here = pods.First(p => p.Text("spec", "nodeName") == "node2" && p.Text("status", "podIP").Length > 0);
        var there = pods.First(p => p.Text("spec", "nodeName") == "node1" && p.Text("status", "podIP").Length > 0).Text("metadata", "name");
        var (name, uid) = (here.Text("metadata", "name"), here.Text("metadata", "uid"));

        var reply = await ScriptShell.AskAsync(cluster, "kube-system/debug", Sh,
            $"pod/demo/{name} ip-addr {uid}", $"pod/demo/{name} sysctl 00000000-0000-0000-0000-000000000000", $"pod/demo/{there} ip-addr", "node/node1 sysctl");

        Assert.Contains("eth0", reply[$"pod/demo/{name} ip-addr"].Output, StringComparison.Ordinal);
        Assert.Equal("nopod", reply[$"pod/demo/{name} sysctl"].Flag);
        Assert.Equal("nopod", reply[$"pod/demo/{there} ip-addr"].Flag);
        Assert.Equal("denied", reply["node/node1 sysctl"].Flag);
        Assert.Contains("runs on node2, not on node1", reply["node/node1 sysctl"].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_pod_answers_for_its_own_network_and_nothing_else()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var node = (await cluster.GetAsync("/api/v1/namespaces/demo/pods/client")).Text("spec", "nodeName");

        var reply = await ScriptShell.AskAsync(cluster, "demo/client", Sh, "pod/demo/client ip-addr.txt", $"node/{node} iptables-save", "pod/demo/crash ip-addr");

        Assert.Contains("eth0", reply["pod/demo/client ip-addr.txt"].Output, StringComparison.Ordinal);
        Assert.Equal("denied", reply[$"node/{node} iptables-save"].Flag);
        Assert.Equal("denied", reply["pod/demo/crash ip-addr"].Flag);
    }

    [Fact]
    public async Task Nothing_of_the_script_is_run()
    {
        var trap = Path.Combine(Path.GetTempPath(), "kubenettui-trap-" + Guid.NewGuid());
        await using var cluster = await CaptureCluster.StartAsync();
        await CreateAsync(cluster, "node2");

        var reply = await ScriptShell.AskAsync(cluster, "kube-system/debug", Wrapped, ScriptShell.Script(trap, "node/node2 uname"));
        var plain = await ScriptShell.AskAsync(cluster, "kube-system/debug", Sh, $"touch '{trap}'\nexit 3\n");

        Assert.True(reply.IsDone);
        Assert.Equal("plain", reply.Encoding);
        Assert.Contains("\"message\":\"3\"", plain.Status, StringComparison.Ordinal);
        Assert.False(File.Exists(trap));
    }

    [Theory]
    [InlineData("# kubenettui node-script 2 0123456789abcdef\n# end\nexit\n")]
    [InlineData("# kubenettui node-script 1\n# want node/node2 uname\n# end\nexit\n")]
    [InlineData("# kubenettui node-script 1 0123456789abcdef\n# want nowhere uname\n# end\nexit\n")]
    [InlineData("# kubenettui node-scr\nexit\n")]
    [InlineData("exit 3\n")]
    public async Task What_is_no_script_of_this_version_goes_to_the_small_shell(string input)
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var reply = await ScriptShell.AskAsync(cluster, "demo/client", Sh, input);

        Assert.False(reply.IsDone);
        Assert.Contains("status", reply.Status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "sh")]
    [InlineData(true, "/bin/sh", "-s")]
    [InlineData(true, "chroot", "/proc/1/root", "sh")]
    [InlineData(true, "nsenter", "-t", "1", "-m", "-n", "--", "sh", "-s")]
    [InlineData(true, "sh", "-c", "if [ -d /proc/1/root/etc ]; then exec chroot /proc/1/root sh -s; fi; exec sh -s")]
    [InlineData(false, "sh", "-c", "sh")]
    [InlineData(false, "cat")]
    [InlineData(false, "rm", "sh")]
    [InlineData(false, "-s")]
    public void A_shell_that_reads_its_input_is_known_behind_what_leads_to_it(bool isShell, params string[] command) =>
        Assert.Equal(isShell, ScriptReplay.IsShellOnInput(command));

    [Theory]
    [InlineData(null, "out", 0, "ok", "")]
    [InlineData("exit 127\nsh: 1: ufw: not found\n", "", 127, "missing ufw", "sh: 1: ufw: not found\n")]
    [InlineData("exit 127\n/bin/sh: nft: not found\n", "", 127, "missing nft", "/bin/sh: nft: not found\n")]
    [InlineData("exit 127\n", "", 127, "missing x", "")]
    [InlineData("exit 1\ncat: /proc/net/nf_conntrack: No such file or directory\n", "", 1, "missing /proc/net/nf_conntrack", "cat: /proc/net/nf_conntrack: No such file or directory\n")]
    [InlineData("exit 1\ngrep: a: No such file or directory\n", "out", 1, "ok", "grep: a: No such file or directory\n")]
    [InlineData("exit 4\niptables-save: Permission denied\n", "", 4, "denied", "iptables-save: Permission denied\n")]
    [InlineData("exit 0 cut 1048576\n", "out", 0, "cut 1048576", "")]
    [InlineData("exit 137 late\nhalf", "out", 137, "late", "half")]
    [InlineData("no status at all", "", 0, "ok", "no status at all")]
    public void The_file_beside_a_section_says_how_its_command_ended(string? file, string output, int exit, string flag, string error) =>
        Assert.Equal(new SectionFate(exit, flag, error), SectionFate.Parse(file, "x", output));

    [Fact]
    public void A_probe_is_read_with_and_without_a_pods_uid()
    {
        var script = ScriptRequest.Parse("""
            # kubenettui node-script 1 aa
            # want node/n1 probe.tcp.10.96.0.1.443 tcp 10.96.0.1 443
            # want pod/shop/web-1 probe.dns.x 6f dns 10.96.0.10 53 web.shop.svc.cluster.local A
            # want pod/shop/web-1 probe.http.x - http fd00::1 80 /a b
            # end

            """.ReplaceLineEndings("\n"))!;

        Assert.Equal("aa", script.Nonce);
        Assert.Equal(new ProbeQuestion("tcp", "10.96.0.1", 443, ""), script.Wants[0].Probe);
        Assert.Equal(("6f", new ProbeQuestion("dns", "10.96.0.10", 53, "web.shop.svc.cluster.local A")), (script.Wants[1].Uid, script.Wants[1].Probe!));
        Assert.Equal(("", new ProbeQuestion("http", "fd00::1", 80, "/a b")), (script.Wants[2].Uid, script.Wants[2].Probe!));
    }

    [Fact]
    public async Task A_kubelet_that_the_api_server_could_not_reach_is_refused_with_the_recorded_code()
    {
        var bundle = Bundle.FromFolder(Path.Combine(Captures.Root, "faults", "port-10250-dropped"));
        await using var server = await ReplayServer.StartAsync(bundle, new ReplayOptions(), TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.Token);

        using var well = await http.GetAsync("/api/v1/nodes/node1/proxy/healthz", TestContext.Current.CancellationToken);
        using var ill = await http.GetAsync("/api/v1/nodes/node2/proxy/healthz", TestContext.Current.CancellationToken);
        using var config = await http.GetAsync("/api/v1/nodes/node1/proxy/configz", TestContext.Current.CancellationToken);

        Assert.Equal((200, "ok"), ((int)well.StatusCode, await well.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(503, (int)ill.StatusCode);
        Assert.Contains("dial tcp 10.201.0.2:10250: i/o timeout", await ill.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"hairpinMode\"", await config.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task CreateAsync(CaptureCluster cluster, string node)
    {
        var pod = (JsonObject)JsonNode.Parse($$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"debug"},"spec":{"nodeName":"{{node}}","hostNetwork":true,"hostPID":true,
             "containers":[{"name":"shell","image":"localhost:5000/busybox","securityContext":{"privileged":true} }]} }
            """)!;
        await cluster.SendAsync(HttpMethod.Post, "/api/v1/namespaces/kube-system/pods", pod.ToJsonString(), 201);
        for (var tries = 0; ; tries++)
        {
            var now = await cluster.GetAsync("/api/v1/namespaces/kube-system/pods/debug");
            if (now.Text("status", "phase") == "Running")
            {
                Assert.Equal(node, now.Text("spec", "nodeName"));
                return;
            }

            Assert.True(tries < 600, "the pod never ran: " + now.GetRawText());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
