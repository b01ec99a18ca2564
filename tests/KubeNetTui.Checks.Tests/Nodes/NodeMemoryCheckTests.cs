using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeMemoryCheckTests
{
    private static readonly Subject Node = Subject.Node("node-a");

    private static string Status(double ago, bool ready = true, string name = "main") =>
        """{'containerStatuses':[{'name':'NAME','ready':READY,'restartCount':3,'state':{'running':{}},'lastState':{'terminated':{'reason':'OOMKilled','exitCode':137,'finishedAt':'AT'}}}]}"""
            .Replace("AT", Given.Ago(ago), StringComparison.Ordinal).Replace("READY", ready ? "true" : "false", StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal);

    private static Given Cluster(string log, params string[] pods) => new Given().Nodes("node-a").List(Needs.Pods("kube-system"), pods).List(Needs.Warnings(null))
        .List(Needs.DaemonSets(null)).Says("node-a", "kernel-log", log);

    private static Finding Judge(Given given) => given.Judge(new NodeMemoryCheck(), Node);

    [Fact]
    public void Nothing_killed_passes() => Assert.Equal(Verdict.Pass, Judge(Cluster("", Some.Pod("coredns-1", ns: "kube-system"))).Verdict);

    [Fact]
    public void An_agent_killed_and_running_again_warns_with_its_limit()
    {
        var finding = Judge(Cluster("", Some.Pod("coredns-1", ns: "kube-system", status: Status(600), container: "{'resources':{'limits':{'memory':'170Mi'}}}")));

        Assert.Equal((Verdict.Warn, "killed for want of memory within a day, and running again: kube-system/coredns-1 (limit 170Mi)"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void An_agent_that_is_still_down_fails() =>
        Assert.StartsWith("killed for want of memory, and not ready since: kube-system/kube-proxy-x", Judge(Cluster("", Some.Pod("kube-proxy-x", ns: "kube-system", ready: false, status: Status(600, ready: false)))).Title, StringComparison.Ordinal);

    [Fact]
    public void A_kill_of_more_than_a_day_ago_and_on_another_node_are_none()
    {
        Assert.Equal(Verdict.Pass, Judge(Cluster("", Some.Pod("coredns-1", ns: "kube-system", status: Status(100_000)))).Verdict);
        Assert.Equal(Verdict.Pass, Judge(Cluster("", Some.Pod("coredns-1", ns: "kube-system", node: "node-b", status: Status(60)))).Verdict);
    }

    [Fact]
    public void The_kernels_log_names_a_process_of_the_network_and_others_are_told_beside()
    {
        const string log = "[Sat Jan 31 11:00:00 2026] Memory cgroup out of memory: Killed process 4711 (flanneld) total-vm:1kB\n[Sat Jan 31 11:00:01 2026] Out of memory: Killed process 9 (java) total-vm:1kB\n";

        var finding = Judge(Cluster(log));
        var only = Judge(Cluster(log.Replace("flanneld", "python", StringComparison.Ordinal)));

        Assert.Equal((Verdict.Warn, "the kernel killed flanneld for want of memory (last: Sat Jan 31 11:00:00 2026)"), (finding.Verdict, finding.Title));
        Assert.Contains("Also killed by the kernel: java.", finding.Details);
        Assert.Equal([0, 1], finding.Exhibits[0].Deciding);
        Assert.Equal(Verdict.Pass, only.Verdict);
        Assert.Contains("Also killed by the kernel: python, java.", only.Details);
    }

    [Fact]
    public void Without_the_kernels_log_no_kill_is_not_proven()
    {
        var finding = Judge(new Given().Nodes("node-a").List(Needs.Pods("kube-system")).List(Needs.Warnings(null)).List(Needs.DaemonSets(null)).Refused(NodeNeeds.KernelLog("node-a")));

        Assert.Equal((Verdict.Unknown, "a Role"), (finding.Verdict, finding.Remedy));
        Assert.Equal(Verdict.Unknown, Judge(new Given().Refused(Needs.Pods("kube-system"))).Verdict);
    }

    [Fact]
    public void Events_of_the_node_are_shown()
    {
        var finding = Judge(new Given().Nodes("node-a").List(Needs.Pods("kube-system")).List(Needs.DaemonSets(null)).Says("node-a", "kernel-log", "")
            .List(Needs.Warnings(null), Some.Warning("Node", "node-a", "SystemOOM", "System OOM encountered, victim process: java, pid: 9", ns: "default")));

        Assert.Contains(finding.Details, d => d.Contains("victim process: java", StringComparison.Ordinal));
        Assert.Contains(finding.Exhibits, e => e.Title == "Warning events");
    }
}
