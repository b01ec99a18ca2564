using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ApiServerPodsCheckTests
{
    private static string Server(string node, bool ready = true, string status = "{}") =>
        Some.Pod($"kube-apiserver-{node}", "component=kube-apiserver,tier=control-plane", ns: "kube-system", node: node, ready: ready, status: status);

    private static string Restarted(double ago) =>
        """{'containerStatuses':[{'name':'main','ready':true,'restartCount':2,'state':{'running':{}},'lastState':{'terminated':{'exitCode':1,'finishedAt':'AT'}}}]}""".Replace("AT", Given.Ago(ago), StringComparison.Ordinal);

    private static Given Cluster(params string[] pods) => new Given().List(Needs.Pods("kube-system"), pods).List(Needs.Warnings("kube-system"));

    private static Finding Judge(Given given) => given.Judge(new ApiServerPodsCheck(), Subject.Cluster);

    [Fact]
    public void Servers_that_are_ready_pass() => Assert.Equal((Verdict.Pass, "2 kube-apiserver pods are ready"), Judge(Cluster(Server("m1"), Server("m2"))) is var f ? (f.Verdict, f.Title) : default);

    [Fact]
    public void A_managed_control_plane_shows_none() => Assert.Equal(Verdict.NotApplicable, Judge(Cluster(Some.Pod("web-1", ns: "kube-system"))).Verdict);

    [Fact]
    public void One_of_two_not_ready_warns_with_the_cause_from_its_log()
    {
        var finding = Judge(Cluster(Server("m1"), Server("m2", ready: false)).Log(new LogNeed("kube-system", "kube-apiserver-m2", "main", false), "W0131 dial tcp 127.0.0.1:2379: connect: connection refused"));

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.StartsWith("1 of 2 kube-apiserver pods are not ready: kube-apiserver-m2", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Details, d => d.Contains("etcd does not run, or not at the address configured", StringComparison.Ordinal));
    }

    [Fact]
    public void None_ready_fails_and_a_log_that_can_not_be_read_is_told()
    {
        var finding = Judge(Cluster(Server("m1", ready: false)).Refused(new LogNeed("kube-system", "kube-apiserver-m1", "main", false)));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("403 Forbidden", StringComparison.Ordinal));
    }

    [Fact]
    public void A_restart_within_the_hour_warns_and_an_old_one_does_not()
    {
        Assert.Equal((Verdict.Warn, "kube-apiserver-m1 restarted within the hour"), Judge(Cluster(Server("m1", status: Restarted(600)))) is var f ? (f.Verdict, f.Title) : default);
        Assert.Equal(Verdict.Pass, Judge(Cluster(Server("m1", status: Restarted(7200)))).Verdict);
    }

    [Fact]
    public void Pods_that_can_not_be_read_are_Unknown() => Assert.Equal(Verdict.Unknown, Judge(new Given().Refused(Needs.Pods("kube-system"))).Verdict);
}
