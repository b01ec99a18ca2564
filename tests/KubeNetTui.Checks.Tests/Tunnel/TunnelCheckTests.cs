using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>tunnel.agents, tunnel.reach and tunnel.scale: one story, told three ways.</summary>
public sealed class TunnelCheckTests
{
    private const string Timeout = """{"kind":"Status","message":"error trying to reach service: proxy dial to 10.0.0.5:10250: i/o timeout"}""";

    private static string Agent(string name, string node, bool ready = true, string status = "{}", string kind = "konnectivity-agent", string container = "{}", string state = "{'running':{}}") =>
        Some.Pod($"{kind}-{name}", $"app={kind}", ns: "kube-system", node: node, ready: ready, status: status, container: container, state: state);

    private static Given Cluster(string[] pods, string[]? nodes = null, int replicas = 2, string kind = "konnectivity-agent") =>
        new Given().Nodes(nodes ?? ["node-a", "node-b", "node-c"]).List(Needs.Pods("kube-system"), pods).List(Needs.DaemonSets("kube-system")).List(Needs.Warnings("kube-system"))
            .List(Needs.Deployments("kube-system"), Some.Workload(kind, replicas, $"app={kind}", "kube-system"));

    private static Given NoTunnel() => new Given().Nodes("node-a").List(Needs.Pods("kube-system")).List(Needs.DaemonSets("kube-system")).List(Needs.Deployments("kube-system")).List(Needs.Warnings("kube-system"));

    private static string Killed(double ago) =>
        """{'containerStatuses':[{'name':'main','ready':true,'restartCount':3,'state':{'running':{}},'lastState':{'terminated':{'reason':'OOMKilled','exitCode':137,'finishedAt':'AT'}}}]}""".Replace("AT", Given.Ago(ago), StringComparison.Ordinal);

    [Fact]
    public void Without_a_tunnel_none_of_the_three_applies() =>
        Assert.All((ICheck[])[new TunnelAgentsCheck(), new TunnelReachCheck(), new TunnelScaleCheck()], c => Assert.Equal(Verdict.NotApplicable, NoTunnel().Judge(c, Subject.Cluster).Verdict));

    [Fact]
    public void Pods_that_can_not_be_read_make_all_three_Unknown() =>
        Assert.All((ICheck[])[new TunnelAgentsCheck(), new TunnelReachCheck(), new TunnelScaleCheck()], c => Assert.Equal(Verdict.Unknown, new Given().Nodes("node-a").Refused(Needs.Pods("kube-system")).Judge(c, Subject.Cluster).Verdict));

    [Fact]
    public void Agents_that_are_ready_pass_with_where_they_run() =>
        Assert.Equal((Verdict.Pass, "2 of 2 konnectivity-agent pods are ready, on node-a, node-b"),
            Cluster([Agent("1", "node-a"), Agent("2", "node-b")]).Judge(new TunnelAgentsCheck(), Subject.Cluster) is var f ? (f.Verdict, f.Title) : default);

    [Theory]
    [InlineData("tunnelfront")]
    [InlineData("aks-link")]
    public void Older_tunnels_are_known_too(string kind) =>
        Assert.StartsWith($"1 of 1 {kind}", Cluster([Agent("1", "node-a", kind: kind)], kind: kind).Judge(new TunnelAgentsCheck(), Subject.Cluster).Title, StringComparison.Ordinal);

    [Fact]
    public void A_deployment_without_pods_fails_and_explains_the_kubelets()
    {
        var finding = Cluster([]).Judge(new TunnelAgentsCheck(), Subject.Cluster);

        Assert.Equal((Verdict.Fail, "konnectivity-agent should have 2 pods, and has none: the API server can't reach any node"), (finding.Verdict, finding.Title));
        Assert.Contains(Subject.Node("node-c"), finding.Explains);
        Assert.Contains("node.kubelet", finding.ExplainedChecks);
    }

    [Fact]
    public void No_agent_ready_fails_with_the_cause_from_its_log()
    {
        var crashing = Agent("1", "node-a", ready: false, status: "{'containerStatuses':[{'name':'main','ready':false,'restartCount':9,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'exitCode':1}}}]}");
        var finding = Cluster([crashing]).Log(new LogNeed("kube-system", "konnectivity-agent-1", "main", true), "starting", "E1 cannot connect: dial tcp 20.1.2.3:443: i/o timeout").Judge(new TunnelAgentsCheck(), Subject.Cluster);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("CrashLoopBackOff", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Details, d => d.Contains("a firewall, or SNAT ports used up: E1 cannot connect", StringComparison.Ordinal));
    }

    [Fact]
    public void One_of_two_not_ready_warns_and_a_kill_for_memory_within_a_day_too()
    {
        Assert.Equal(Verdict.Warn, Cluster([Agent("1", "node-a"), Agent("2", "node-b", ready: false)]).Judge(new TunnelAgentsCheck(), Subject.Cluster).Verdict);
        Assert.Equal(
            (Verdict.Warn, "konnectivity-agent was killed for want of memory: konnectivity-agent-1 (limit 128Mi)"),
            Cluster([Agent("1", "node-a", status: Killed(3600), container: "{'resources':{'limits':{'memory':'128Mi'}}}")]).Judge(new TunnelAgentsCheck(), Subject.Cluster) is var f ? (f.Verdict, f.Title) : default);
        Assert.Equal(Verdict.Pass, Cluster([Agent("1", "node-a", status: Killed(200_000))]).Judge(new TunnelAgentsCheck(), Subject.Cluster).Verdict);
    }

    [Fact]
    public void All_nodes_reached_passes() =>
        Assert.Equal((Verdict.Pass, "the API server reaches the kubelets of 3 nodes through konnectivity-agent"),
            Cluster([Agent("1", "node-a")]).Kubelet("node-a").Kubelet("node-b").Kubelet("node-c").Judge(new TunnelReachCheck(), Subject.Cluster) is var f ? (f.Verdict, f.Title) : default);

    [Fact]
    public void Only_nodes_that_host_an_agent_reached_means_that_the_port_is_blocked_between_nodes()
    {
        var finding = Cluster([Agent("1", "node-a")]).Kubelet("node-a").Kubelet("node-b", Timeout, 503).Kubelet("node-c", Timeout, 503).Judge(new TunnelReachCheck(), Subject.Cluster);

        Assert.Equal((Verdict.Fail, "only nodes that host konnectivity-agent are reached (node-a); node-b, node-c are not: tcp/10250 is blocked between nodes"), (finding.Verdict, finding.Title));
        Assert.Equal([Subject.Node("node-b"), Subject.Node("node-c")], finding.Explains);
    }

    [Fact]
    public void No_node_reached_is_the_tunnel_and_one_of_several_is_that_nodes_own()
    {
        var none = Cluster([Agent("1", "node-a")]).Kubelet("node-a", Timeout, 503).Kubelet("node-b", Timeout, 503).Kubelet("node-c", Timeout, 503).Judge(new TunnelReachCheck(), Subject.Cluster);
        var one = Cluster([Agent("1", "node-a")]).Kubelet("node-a").Kubelet("node-b").Kubelet("node-c", Timeout, 503).Judge(new TunnelReachCheck(), Subject.Cluster);

        Assert.StartsWith("the API server reaches none of 3 nodes", none.Title, StringComparison.Ordinal);
        Assert.StartsWith("the API server does not reach node-c through konnectivity-agent, and reaches 2 other nodes", one.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_not_Ready_is_no_fault_of_the_tunnel_and_a_403_of_the_kubelet_is_reached()
    {
        var given = new Given().List(Needs.Nodes(), Some.Node("node-a"), Some.Node("node-b", ready: false), Some.Node("node-c")).List(Needs.Pods("kube-system"), Agent("1", "node-a"))
            .List(Needs.DaemonSets("kube-system")).List(Needs.Deployments("kube-system"));

        var finding = given.Kubelet("node-a").Kubelet("node-b", Timeout, 503).Kubelet("node-c", "Forbidden (user=x)", 403).Judge(new TunnelReachCheck(), Subject.Cluster);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("Not Ready, and not counted: node-b.", finding.Details);
    }

    [Fact]
    public void Not_allowed_to_ask_is_Unknown() =>
        Assert.Equal(Verdict.Unknown, Cluster([Agent("1", "node-a")], ["node-a"]).Refused(KubeletAnswer.Need("node-a")).Judge(new TunnelReachCheck(), Subject.Cluster).Verdict);

    [Theory]
    [InlineData("{ \"nodesToReplicas\": [[1, 2], [3, 4]] }", 4, Verdict.Pass, "4 konnectivity-agents for 3 nodes, which takes by the autoscaler's ladder 4")]
    [InlineData("{ \"nodesToReplicas\": [[1, 2], [3, 4]] }", 2, Verdict.Warn, "2 konnectivity-agents for 3 nodes, which takes by the autoscaler's ladder 4")]
    [InlineData("nodesToReplicas\": [[1, 2]]", 2, Verdict.Warn, "the ladder in ConfigMap kube-system/konnectivity-agent-autoscaler is not understood: the autoscaler keeps to what it had")]
    [InlineData("{ \"nodesToReplicas\": [[1], [3, 4]] }", 2, Verdict.Warn, "the ladder in ConfigMap kube-system/konnectivity-agent-autoscaler is not understood: the autoscaler keeps to what it had")]
    public void Replicas_are_held_against_the_ladder(string ladder, int replicas, Verdict verdict, string title)
    {
        var map = """{"metadata":{"name":"konnectivity-agent-autoscaler","namespace":"kube-system"},"data":{"ladder":"LADDER"}}""".Replace("LADDER", ladder.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
        string[] pods = [.. Enumerable.Range(1, replicas).Select(i => Agent($"{i}", "node-a"))];

        var finding = Cluster(pods, replicas: replicas).List(Needs.ConfigMap("kube-system", "konnectivity-agent-autoscaler"), map).Judge(new TunnelScaleCheck(), Subject.Cluster);

        Assert.Equal((verdict, title), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void Without_an_autoscaler_the_usual_ladder_is_the_yardstick()
    {
        string[] many = [.. Enumerable.Range(0, 260).Select(i => $"node-{i}")];
        Given Without(string[] nodes) => Cluster([Agent("1", "node-0"), Agent("2", "node-1")], nodes).List(Needs.ConfigMap("kube-system", "konnectivity-agent-autoscaler"));

        Assert.Equal(Verdict.Pass, Without(["node-0", "node-1"]).Judge(new TunnelScaleCheck(), Subject.Cluster).Verdict);
        Assert.Equal((Verdict.Warn, "2 konnectivity-agents for 260 nodes, which usually has 4"), Without(many).Judge(new TunnelScaleCheck(), Subject.Cluster) is var f ? (f.Verdict, f.Title) : default);
    }

    [Fact]
    public void Agents_killed_for_memory_are_too_few() =>
        Assert.Contains("too few, or their limit too low", Cluster([Agent("1", "node-a", status: Killed(600)), Agent("2", "node-b")])
            .List(Needs.ConfigMap("kube-system", "konnectivity-agent-autoscaler")).Judge(new TunnelScaleCheck(), Subject.Cluster).Title, StringComparison.Ordinal);
}
