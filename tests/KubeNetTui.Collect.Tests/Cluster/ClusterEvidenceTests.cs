using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;
using KubeNetTui.Replay;

namespace KubeNetTui.Collect.Tests;

/// <summary>Nodes asked through an API server whose exec runs a real shell.</summary>
public sealed class ClusterEvidenceTests
{
    private static readonly NodeShellOptions Options = new() { NodeDeadline = TimeSpan.FromSeconds(60) };
    private static readonly CommandNeed Uname = CommandReadings.NodeNeed("node-a", "uname");
    private static readonly CommandNeed Resolv = CommandReadings.NodeNeed("node-a", "resolv-conf");

    [Fact]
    public async Task A_node_is_asked_once_through_a_pod_that_is_there_and_the_section_says_which()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x"), ShellCluster.Agent("csi-node-x")]);
        var tcp = CommandReadings.NodeNeed("node-a", "proc-net-tcp");
        var sections = await cluster.CollectAsync(Options, Uname, tcp, Needs.Nodes());
        Assert.Equal(["kube-proxy-x"], cluster.Runtime.Ran);
        Assert.Equal(SectionStatus.Read, sections[Needs.Nodes()].Status);
        Assert.All((Need[])[Uname, tcp], n => Assert.Equal("node node-a via exec kube-system/kube-proxy-x", sections[n].Where));
        Assert.StartsWith("Linux ", Assert.IsType<CommandOutput>(sections[Uname].Value).Text);
    }

    [Fact]
    public async Task What_a_container_does_not_see_is_asked_of_a_pod_that_sees_the_nodes_processes()
    {
        // Entering process 1 leads to this machine's own root: the node's, for the test.
        using var tools = new ToolFolder("gzip", "uname").With("nsenter", "while [ \"$1\" != sh ]; do shift; done; exec \"$@\"");
        var runtime = new RunningRuntime { Path = _ => tools.Path };
        await using var cluster = await ShellCluster.StartAsync(
            [ShellCluster.Agent("kube-proxy-x"), ShellCluster.Agent("agent-x", hostPid: true)], runtime);
        var sections = await cluster.CollectAsync(Options, Uname, Resolv);
        Assert.Equal(["agent-x"], cluster.Runtime.Ran);
        Assert.Equal(SectionStatus.Read, sections[Resolv].Status);
        Assert.Contains("agent-x", sections[Resolv].Where);
    }

    [Fact]
    public async Task What_no_shell_sees_is_told_with_what_was_tried_and_what_would_give_it()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x")]);
        var sections = await cluster.CollectAsync(Options, Uname, Resolv);
        Assert.Equal(SectionStatus.Read, sections[Uname].Status);
        Assert.Equal(SectionStatus.Failed, sections[Resolv].Status);
        Assert.Contains("exec kube-system/kube-proxy-x: its container has not the node's files", sections[Resolv].Problem);
        Assert.Contains("debug pod", sections[Resolv].HowToGet);
    }

    [Fact]
    public async Task Without_any_pod_the_section_names_the_node_and_the_way()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Pod("web-1")]);
        var section = (await cluster.CollectAsync(Options, Uname))[Uname];
        Assert.Equal(SectionStatus.Failed, section.Status);
        Assert.StartsWith("no shell on node node-a: tried no privileged pod", section.Problem);
        Assert.Contains("consent", section.HowToGet);
    }

    [Fact]
    public async Task Exec_refused_is_denied_with_the_permission_and_the_API_is_read_all_the_same()
    {
        await using var cluster = await ShellCluster.StartAsync(
            [ShellCluster.Agent("kube-proxy-x"), ShellCluster.Agent("cilium-x")], access: new Refusing(r => r.Subresource == "exec"));
        var sections = await cluster.CollectAsync(Options, Uname, Needs.Pods("kube-system"));
        Assert.Equal(SectionStatus.Read, sections[Needs.Pods("kube-system")].Status);
        var section = sections[Uname];
        Assert.Equal(SectionStatus.Denied, section.Status);
        Assert.Contains("403 on pods/exec in kube-system", section.Problem);
        Assert.Contains("kubectl auth can-i create pods/exec -n kube-system", section.HowToGet);
        Assert.Empty(cluster.Runtime.Ran);
    }

    [Fact]
    public async Task Pods_that_may_not_be_listed_are_why_there_is_no_shell()
    {
        await using var cluster = await ShellCluster.StartAsync(
            [ShellCluster.Agent("kube-proxy-x")], access: new Refusing(r => r.Resource == "pods"));
        var section = (await cluster.CollectAsync(Options, Uname))[Uname];
        Assert.Equal(SectionStatus.Denied, section.Status);
        Assert.Contains("403", section.Problem);
        Assert.Contains("kubectl auth can-i list pods -A", section.HowToGet);
    }

    [Fact]
    public async Task An_image_without_sh_is_passed_over_and_the_next_pod_is_asked()
    {
        var runtime = new RunningRuntime
        {
            Instead = (request, _, _) => Task.FromResult<ExecExit?>(request.Pod == "kube-proxy-x"
                ? new ExecExit(-1, "exec failed: \"sh\": executable file not found in $PATH") : null),
        };
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x"), ShellCluster.Agent("cilium-x")], runtime);
        await using var source = new ClusterEvidenceSource(cluster.Client, TimeProvider.System, Options);
        var first = (await ShellCluster.CollectAsync(source, Uname))[Uname];
        Assert.Equal("node node-a via exec kube-system/cilium-x", first.Where);
        await ShellCluster.CollectAsync(source, CommandReadings.NodeNeed("node-a", "link-flags"));
        Assert.Equal(["kube-proxy-x", "cilium-x", "cilium-x"], cluster.Runtime.Ran);
        Assert.Equal("exec kube-system/cilium-x", source.Ways["node-a"]);
    }

    [Fact]
    public async Task A_node_that_hangs_half_way_keeps_what_it_said_and_holds_up_no_other()
    {
        var options = Options with { NodeDeadline = TimeSpan.FromSeconds(6) };
        var runtime = new RunningRuntime
        {
            Instead = async (request, streams, cancellation) =>
            {
                if (request.Pod != "kube-proxy-a")
                {
                    return null;
                }

                var nonce = await NonceAsync(streams.Input, cancellation);
                await streams.Output.WriteAsync(Encoding.UTF8.GetBytes(
                    $"kubenettui-answer 1 {nonce} plain\n@{nonce} begin node/node-a uname\nLinux\n@{nonce} error\n@{nonce} end 0 ok\n@{nonce} begin node/node-a sysctl\nnet."), cancellation);
                await Task.Delay(TimeSpan.FromMinutes(5), cancellation);
                return new ExecExit(0);
            },
        };
        await using var cluster = await ShellCluster.StartAsync(
            [ShellCluster.Agent("kube-proxy-a"), ShellCluster.Agent("kube-proxy-b", "node-b")], runtime, nodes: 2);
        var sysctl = CommandReadings.NodeNeed("node-a", "sysctl");
        var other = CommandReadings.NodeNeed("node-b", "uname");
        List<Section> came = [];
        await using var source = new ClusterEvidenceSource(cluster.Client, TimeProvider.System, options);
        await foreach (var section in source.CollectAsync([Uname, sysctl, other], TestContext.Current.CancellationToken))
        {
            came.Add(section);
        }

        Assert.Equal(sysctl, came[^1].Need);
        Assert.All(came[..2], s => Assert.Equal(SectionStatus.Read, s.Status));
        Assert.Equal(SectionStatus.Failed, came[^1].Status);
        Assert.Contains("no end of the answer within 6 s (1 of 2 sections had come)", came[^1].Problem);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    public async Task An_answer_that_breaks_off_is_told_and_nothing_is_made_of_its_last_part(string form)
    {
        var runtime = new RunningRuntime
        {
            Instead = async (_, streams, cancellation) =>
            {
                var nonce = await NonceAsync(streams.Input, cancellation);
                byte[] rest = form == "gzip" ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0xcc] : Encoding.UTF8.GetBytes($"@{nonce} begin node/node-a uname\nLin");
                await streams.Output.WriteAsync((byte[])[.. Encoding.UTF8.GetBytes($"Welcome to node-a\nkubenettui-answer 1 {nonce} {form}\n"), .. rest], cancellation);
                return new ExecExit(137);
            },
        };
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-a")], runtime);
        var section = (await cluster.CollectAsync(Options, Uname))[Uname];
        Assert.Equal(SectionStatus.Failed, section.Status);
        Assert.Contains("(0 of 1 sections had come)", section.Problem);
        Assert.Single(cluster.Runtime.Ran);
    }

    [Fact]
    public async Task A_pod_is_asked_in_its_own_container_where_no_shell_enters_its_namespace()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x"), ShellCluster.Pod("web-1")]);
        var need = CommandReadings.PodNeed("shop", "web-1", "resolv-conf");
        var section = (await cluster.CollectAsync(Options, need))[need];
        Assert.Equal(SectionStatus.Read, section.Status);
        Assert.Equal("pod shop/web-1 on node-a via its own container shop/web-1/main", section.Where);
        Assert.Equal(File.ReadAllText("/etc/resolv.conf"), ((CommandOutput)section.Value!).Text);
    }

    [Fact]
    public async Task Pods_that_are_not_there_or_on_no_node_say_so()
    {
        var pending = ShellCluster.Pod("pending");
        pending["spec"]!.AsObject().Remove("nodeName");
        await using var cluster = await ShellCluster.StartAsync([pending]);
        var (gone, waits) = (CommandReadings.PodNeed("shop", "gone", "ss-listen"), CommandReadings.PodNeed("shop", "pending", "ss-listen"));
        var sections = await cluster.CollectAsync(Options, gone, waits);
        Assert.Equal((SectionStatus.Absent, "there is no pod shop/gone"), (sections[gone].Status, sections[gone].Problem));
        Assert.Equal((SectionStatus.Failed, "pod shop/pending is on no node yet"), (sections[waits].Status, sections[waits].Problem));
    }

    [Fact]
    public async Task Nodes_that_are_not_to_be_asked_are_not_and_probes_neither()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x")]);
        var probe = new ProbeNeed(Place.Node("node-a"), ProbeMethod.Tcp, "127.0.0.1", 1);
        Assert.Equal(SectionStatus.NotAsked, (await cluster.CollectAsync(Options with { IsOff = true }, Uname))[Uname].Status);
        Assert.Equal(SectionStatus.NotAsked, (await cluster.CollectAsync(Options with { Probes = false }, probe))[probe].Status);
        Assert.Empty(cluster.Runtime.Ran);
    }

    [Fact]
    public async Task A_windows_node_is_not_asked_and_says_so()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x")]);
        cluster.Server.Store.Modify("nodes", null, "node-a", node => node["status"] = new JsonObject
        {
            ["nodeInfo"] = new JsonObject { ["operatingSystem"] = "windows" },
        });
        var section = (await cluster.CollectAsync(Options, Uname))[Uname];
        Assert.Equal(SectionStatus.NotAsked, section.Status);
        Assert.Contains("runs Windows", section.Problem);
        Assert.Empty(cluster.Runtime.Ran);
    }

    [Fact]
    public async Task The_kubelets_answers_come_through_the_API_server_and_access_is_asked_with_the_accounts_groups()
    {
        await using var cluster = await ShellCluster.StartAsync([ShellCluster.Agent("kube-proxy-x")]);
        var access = new AccessNeed("system:serviceaccount:shop:web", "create", "", "pods/exec", "shop");
        var sections = await cluster.CollectAsync(Options, access, CommandReadings.NodeNeed("node-a", "kubelet-healthz"));
        Assert.Empty(cluster.Runtime.Ran);
        Assert.NotEqual(SectionStatus.NotAsked, sections[access].Status);
        Assert.Contains("nodes/node-a/proxy/healthz", sections[CommandReadings.NodeNeed("node-a", "kubelet-healthz")].Command);
        var spec = SubjectAccess.Review(access)["spec"]!;
        Assert.Equal(
            """["system:authenticated","system:serviceaccounts","system:serviceaccounts:shop"]""", spec["groups"]!.ToJsonString());
        Assert.Equal("""{"verb":"create","group":"","resource":"pods","subresource":"exec","namespace":"shop"}""", spec["resourceAttributes"]!.ToJsonString());
    }

    private static async Task<string> NonceAsync(Stream input, CancellationToken cancellation)
    {
        var buffer = new byte[200];
        await input.ReadAtLeastAsync(buffer, 60, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer).Split(' ', '\n')[4];
    }
}
