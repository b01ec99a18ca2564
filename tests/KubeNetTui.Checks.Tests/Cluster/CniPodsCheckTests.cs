using System.Text.Json.Nodes;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>cni.pods and node.selinux: both read a CNI's init container that is denied permission.</summary>
public sealed class CniPodsCheckTests
{
    private const string Crashing =
        "{'initContainerStatuses':[{'name':'install-cni','ready':false,'restartCount':6,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'exitCode':1}}}],'containerStatuses':[]}";

    private static readonly LogNeed Log = new("kube-flannel", "kube-flannel-ds-b", "install-cni", true);

    private static string Daemon(int desired, string name = "kube-flannel-ds") => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "kube-flannel" },
        ["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "flannel" } } } },
        ["status"] = new JsonObject { ["desiredNumberScheduled"] = desired, ["numberReady"] = 0 },
    }.ToJsonString();

    private static string Agent(string letter, bool ready = true, string status = "{}", double age = 3600) =>
        Some.Pod($"kube-flannel-ds-{letter}", "app=flannel", ns: "kube-flannel", node: $"node-{letter}", ready: ready, status: status, age: age,
            more: status.Contains("initContainerStatuses", StringComparison.Ordinal) ? "{'spec':{'initContainers':[{'name':'install-cni'}]}}" : "{}");

    private static Given Cluster(int desired, params string[] pods) => new Given().Nodes("node-a", "node-b").List(Needs.DaemonSets(null), Daemon(desired))
        .List(Needs.Pods("kube-flannel"), pods).List(Needs.Warnings("kube-flannel"));

    private static Finding Judge(Given given) => given.Judge(new CniPodsCheck(), Subject.Cluster);

    [Fact]
    public void Ready_on_every_node_that_wants_it_passes() =>
        Assert.Equal((Verdict.Pass, "kube-flannel/kube-flannel-ds is ready on all 2 nodes that want it"), Judge(Cluster(2, Agent("a"), Agent("b"))) is var f ? (f.Verdict, f.Title) : default);

    [Fact]
    public void An_init_container_that_is_denied_permission_is_SELinux()
    {
        var finding = Judge(Cluster(2, Agent("a"), Agent("b", ready: false, Crashing)).Log(Log, "cp /etc/kube-flannel/cni-conf.json", "cp: can't create '/etc/cni/net.d/10-flannel.conflist': Permission denied"));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("kube-flannel/kube-flannel-ds is not ready on 1 of 2 nodes (node-b): an init container of kube-flannel-ds-b is denied permission, which is SELinux as a rule", finding.Title);
        Assert.Contains(finding.Exhibits, e => e.Deciding.Any(i => e.Lines[i].Contains("Permission denied", StringComparison.Ordinal)));
        Assert.Contains(Subject.Node("node-b"), finding.Explains);
    }

    [Fact]
    public void Another_crash_is_told_by_its_state()
    {
        var finding = Judge(Cluster(2, Agent("a"), Agent("b", ready: false, Crashing)).Log(Log, "no such file"));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("kube-flannel-ds-b: init container install-cni is in CrashLoopBackOff", finding.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("SELinux", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_its_pod_is_named() =>
        Assert.Contains("wants 2 pods and has 1: on node-b there is none", Judge(Cluster(2, Agent("a"))).Title, StringComparison.Ordinal);

    [Fact]
    public void A_node_that_the_DaemonSet_does_not_want_needs_none() => Assert.Equal(Verdict.Pass, Judge(Cluster(1, Agent("a"))).Verdict);

    [Fact]
    public void A_pod_that_starts_just_now_warns() =>
        Assert.Equal(Verdict.Warn, Judge(Cluster(2, Agent("a"), Agent("b", ready: false, "{'containerStatuses':[{'name':'main','ready':false,'started':false,'restartCount':0,'state':{'waiting':{'reason':'ContainerCreating'}}}]}", age: 5))).Verdict);

    [Fact]
    public void A_CNI_that_comes_with_the_nodes_has_no_DaemonSet() =>
        Assert.Equal(Verdict.NotApplicable, Judge(new Given().Nodes("node-a").List(Needs.DaemonSets(null), Daemon(2, "cilium-envoy"), Daemon(2, "node-exporter"))).Verdict);

    [Fact]
    public void What_can_not_be_listed_is_Unknown()
    {
        Assert.Equal(Verdict.Unknown, Judge(new Given().Nodes("node-a").Refused(Needs.DaemonSets(null))).Verdict);
        Assert.Equal(Verdict.Unknown, Judge(new Given().Nodes("node-a").List(Needs.DaemonSets(null), Daemon(2)).Refused(Needs.Pods("kube-flannel"))).Verdict);
    }

    [Fact]
    public async Task The_log_is_asked_for_once_it_is_known_whose()
    {
        var given = Cluster(2, Agent("a"), Agent("b", ready: false, Crashing)).Log(Log, "permission denied");
        List<Finding> findings = [];
        await foreach (var finding in new CheckEngine([new CniPodsCheck()]).RunAsync([Subject.Cluster], given, Given.Now, cancellation: TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        Assert.Contains(Log, given.Asked);
        Assert.Contains("SELinux", Assert.Single(findings).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Permissive", Verdict.Pass)]
    [InlineData("Disabled", Verdict.Pass)]
    [InlineData("Enforcing", Verdict.Fail)]
    public void SELinux_matters_where_it_is_enforcing_and_the_CNI_is_denied(string mode, Verdict verdict)
    {
        var given = Cluster(2, Agent("a"), Agent("b", ready: false, Crashing)).Log(Log, "permission denied").Says("node-b", "getenforce", mode + "\n");

        Assert.Equal(verdict, given.Judge(new NodeSelinuxCheck(), Subject.Node("node-b")).Verdict);
    }

    [Fact]
    public void Enforcing_alone_is_no_fault() =>
        Assert.Equal(
            (Verdict.Pass, "SELinux is enforcing, and the CNI's pod runs (kube-flannel/kube-flannel-ds-a)"),
            Cluster(2, Agent("a"), Agent("b")).Says("node-a", "getenforce", "Enforcing\n").Judge(new NodeSelinuxCheck(), Subject.Node("node-a")) is var f ? (f.Verdict, f.Title) : default);

    [Fact]
    public void A_node_that_can_not_be_asked_for_SELinux_is_Unknown_and_one_without_it_is_none()
    {
        Assert.Equal(Verdict.Unknown, Cluster(1, Agent("a")).Refused(NodeNeeds.SelinuxMode("node-a")).Judge(new NodeSelinuxCheck(), Subject.Node("node-a")).Verdict);
        var store = Cluster(1, Agent("a")).Evidence();
        store.Add(new Captures("k8s-1.33-iptables").Read(NodeNeeds.SelinuxMode("node1")) with { Need = NodeNeeds.SelinuxMode("node-a") });
        Assert.Equal(Verdict.NotApplicable, Assert.Single(new NodeSelinuxCheck().Run(Subject.Node("node-a"), store)).Verdict);
    }
}
