using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeReadyCheckTests
{
    [Fact]
    public void A_ready_node_passes_also_when_cordoned()
    {
        Assert.Equal(Verdict.Pass, Judge(Node("True")).Verdict);
        var cordoned = Judge(Node("True").Replace("'spec':{", "'spec':{'unschedulable':true,", StringComparison.Ordinal));
        Assert.Equal(Verdict.Pass, cordoned.Verdict);
        Assert.Contains("cordoned", cordoned.Details[0]);
    }

    [Fact]
    public void A_node_whose_network_plugin_is_not_ready_says_so()
    {
        var finding = Judge(Node("False", "KubeletNotReady", "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized"));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("because its network is not", finding.Title);
        Assert.Contains(finding.Exhibits[0].Deciding, i => finding.Exhibits[0].Lines[i].Contains("cni plugin not initialized", StringComparison.Ordinal));
    }

    [Fact]
    public void A_silent_kubelet_is_told_with_its_last_heartbeat()
    {
        var finding = Judge(Node("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."), Lease("node-a", 200), Lease("node-b", 2));
        Assert.Contains("kubelet is silent", finding.Title);
        Assert.Contains("11:56:40", finding.Details[0]);
    }

    [Fact]
    public void Not_ready_for_another_reason_gives_the_kubelets_own() =>
        Assert.Contains("PLEG is not healthy", Judge(Node("False", "KubeletNotReady", "PLEG is not healthy")).Title);

    [Fact]
    public void An_unavailable_network_fails_although_Ready()
    {
        var node = Node("True").Replace("'conditions':[", "'conditions':[{'type':'NetworkUnavailable','status':'True','reason':'NoRouteCreated','message':'RouteController failed'},", StringComparison.Ordinal);
        Assert.Contains("NoRouteCreated", Judge(node).Title);
    }

    [Fact]
    public void A_network_taint_that_stays_warns() =>
        Assert.Equal(Verdict.Warn, Judge(Node("True").Replace("'spec':{", "'spec':{'taints':[{'key':'node.cilium.io/agent-not-ready','effect':'NoSchedule'}],", StringComparison.Ordinal)).Verdict);

    [Fact]
    public void A_heartbeat_behind_the_others_warns_before_Ready_turns()
    {
        var finding = Judge(Node("True"), Lease("node-a", 95), Lease("node-b", 5));
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("90 s behind", finding.Title);
    }

    [Fact]
    public void A_clock_that_differs_from_the_clusters_is_no_fault() =>
        Assert.Equal(Verdict.Pass, Judge(Node("True"), Lease("node-a", 86_400), Lease("node-b", 86_395)).Verdict);

    [Fact]
    public void Heartbeats_that_may_not_be_read_are_said_but_do_not_change_the_verdict()
    {
        var finding = new Given().List(Needs.Nodes(), Node("True")).Refused(Needs.NodeLeases()).Judge(new NodeReadyCheck(), Subject.Node("node-a"));
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("403", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_is_gone_or_may_not_be_read_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, new Given().List(Needs.Nodes()).Judge(new NodeReadyCheck(), Subject.Node("x")).Verdict);
        Assert.Equal(Verdict.Unknown, new Given().Refused(Needs.Nodes()).Judge(new NodeReadyCheck(), Subject.Node("x")).Verdict);
    }

    private static string Node(string ready, string reason = "KubeletReady", string message = "kubelet is posting ready status") =>
        "{'metadata':{'name':'node-a'},'spec':{'podCIDR':'10.244.1.0/24'},'status':{'conditions':[{'type':'Ready','status':'" + ready
        + "','reason':'" + reason + "','message':'" + message + "','lastTransitionTime':'" + Given.Ago(500) + "'}]}}";

    private static string Lease(string node, double ago) =>
        "{'metadata':{'name':'" + node + "','namespace':'kube-node-lease'},'spec':{'holderIdentity':'" + node + "','leaseDurationSeconds':40,'renewTime':'"
        + Given.Ago(ago).Replace("Z", ".000000Z", StringComparison.Ordinal) + "'}}";

    private static Finding Judge(string node, params string[] leases) =>
        new Given().List(Needs.Nodes(), node).List(Needs.NodeLeases(), leases).Judge(new NodeReadyCheck(), Subject.Node("node-a"));
}
