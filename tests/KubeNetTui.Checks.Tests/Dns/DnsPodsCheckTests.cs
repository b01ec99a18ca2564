using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class DnsPodsCheckTests
{
    private static readonly LogNeed Before = new("kube-system", "coredns-1", "coredns", Previous: true, 50);
    private static readonly LogNeed Current = new("kube-system", "coredns-1", "coredns", Previous: false, 50);

    [Theory]
    [InlineData("[FATAL] plugin/loop: Loop (127.0.0.1:53241 -> :53) detected for zone \".\", see https://coredns.io/plugins/loop#troubleshooting.", "forwards to itself")]
    [InlineData("/etc/coredns/Corefile:7 - Error during parsing: Unknown directive 'frward'", "Corefile has an error")]
    [InlineData("Listen: listen tcp :53: bind: permission denied", "may not bind its port")]
    [InlineData("[ERROR] plugin/kubernetes: Failed to watch *v1.EndpointSlice: endpointslices.discovery.k8s.io is forbidden: User \"system:serviceaccount:kube-system:coredns\" cannot list", "the API server refuses it")]
    [InlineData("[ERROR] plugin/kubernetes: Get \"https://10.96.0.1:443/version\": dial tcp 10.96.0.1:443: i/o timeout", "does not reach the API server")]
    [InlineData("[ERROR] plugin/errors: 2 example.com. A: read udp 10.244.0.3:39184->8.8.8.8:53: i/o timeout", "upstream does not answer")]
    public void A_crashing_replica_is_explained_by_its_log(string line, string cause)
    {
        var finding = Given(Crashing).Read(Before, new LogText([".:53", line, "last words"])).Read(Current, new LogText([])).Judge(new DnsPodsCheck(), Subject.Cluster);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("kube-system/coredns-1", finding.Title);
        Assert.Contains(cause, finding.Title);
        var log = finding.Exhibits[0];
        Assert.Equal(line, log.Lines[Assert.Single(log.Deciding)]);
        Assert.NotEqual("", finding.Remedy);
        Assert.Contains(Subject.Pod("kube-system", "coredns-1"), finding.Explains);
    }

    [Fact]
    public void A_loop_is_the_cause_also_where_time_outs_stand_beside_it()
    {
        var lines = new LogText(["[ERROR] plugin/errors: 2 x. A: read udp 1.1.1.1:1->2.2.2.2:53: i/o timeout", "[FATAL] plugin/loop: Loop (127.0.0.1:1 -> :53) detected for zone \".\""]);
        Assert.Contains("loop", Given(Crashing).Read(Before, lines).Judge(new DnsPodsCheck(), Subject.Cluster).Title);
    }

    [Fact]
    public void A_log_that_may_not_be_read_is_said_and_the_replica_still_fails()
    {
        var finding = Given(Crashing).Refused(Before).Refused(Current).Judge(new DnsPodsCheck(), Subject.Cluster);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("403", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_killed_for_memory_says_so()
    {
        var finding = Given(Crashing.Replace("'Error'", "'OOMKilled'", StringComparison.Ordinal)).Read(Before, new LogText([".:53"])).Judge(new DnsPodsCheck(), Subject.Cluster);
        Assert.Contains("OOMKilled", finding.Title);
    }

    [Fact]
    public void Replicas_that_are_Ready_pass() =>
        Assert.StartsWith("2 DNS servers Ready", Given(Ready("coredns-1"), Ready("coredns-2")).Judge(new DnsPodsCheck(), Subject.Cluster).Title);

    [Fact]
    public void A_DNS_that_goes_by_another_name_is_unknown_not_failed() =>
        Assert.Equal(Verdict.Unknown, new Given().List(Needs.Services("kube-system")).List(Needs.Pods("kube-system")).Judge(new DnsPodsCheck(), Subject.Cluster).Verdict);

    [Fact]
    public async Task Logs_are_read_of_troubled_replicas_only()
    {
        var given = Given(Crashing, Ready("coredns-2")).Read(Before, new LogText([])).Read(Current, new LogText([]));
        await foreach (var _ in new CheckEngine([new DnsPodsCheck()]).RunAsync([Subject.Cluster], given, Checks.Tests.Given.Now, cancellation: TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal([Before], given.Asked.OfType<LogNeed>());
    }

    private static string Crashing =>
        "{'metadata':{'name':'coredns-1','namespace':'kube-system','labels':{'k8s-app':'kube-dns'},'creationTimestamp':'" + Checks.Tests.Given.Ago(9000) + "'},"
        + "'spec':{'nodeName':'node-a','containers':[{'name':'coredns'}]},'status':{'phase':'Running','podIPs':[{'ip':'10.244.0.3'}],'startTime':'" + Checks.Tests.Given.Ago(9000) + "',"
        + "'conditions':[{'type':'Ready','status':'False'}],'containerStatuses':[{'name':'coredns','ready':false,'restartCount':9,"
        + "'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'reason':'Error','exitCode':1,'finishedAt':'" + Checks.Tests.Given.Ago(60) + "'}}}]}}";

    private static string Ready(string name) =>
        "{'metadata':{'name':'" + name + "','namespace':'kube-system','labels':{'k8s-app':'kube-dns'}},'spec':{'nodeName':'node-a','containers':[{'name':'coredns'}]},"
        + "'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}],'containerStatuses':[{'name':'coredns','ready':true,'state':{'running':{}}}]}}";

    private static Given Given(params string[] pods) =>
        new Given().List(Needs.Pods("kube-system"), pods).List(Needs.Warnings("kube-system"))
            .List(Needs.Services("kube-system"), "{'metadata':{'name':'kube-dns','namespace':'kube-system'},'spec':{'selector':{'k8s-app':'kube-dns'},'ports':[{'port':53,'protocol':'UDP'}]}}");
}
