using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodRunningCheckTests
{
    private static readonly PodRunningCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");

    private const string Crashing = "{'waiting':{'reason':'CrashLoopBackOff'}}";

    [Fact]
    public void A_ready_pod_passes_and_tells_of_recent_restarts()
    {
        Assert.Empty(new Scene().Pods(Some.Pod("web-1")).Judge(Check, Web).Details);

        var restarted = Some.Pod("web-1", status: $"{{'containerStatuses':[{{'name':'main','ready':true,'restartCount':3,'state':{{'running':{{}}}},'lastState':{{'terminated':{{'reason':'OOMKilled','exitCode':137,'finishedAt':'{Given.Ago(600)}'}}}}}}]}}");
        var finding = new Scene().Pods(restarted).Judge(Check, Web);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Equal("Container main has restarted 3 times, the last time 10 min ago, killed for want of memory.", Assert.Single(finding.Details));
    }

    [Fact]
    public void A_crashing_container_fails_with_the_last_line_of_its_log()
    {
        var scene = new Scene().Pods(Crash("web-1", "shop"));
        scene.Given.Read(Needs.Log("shop", "web-1", "main", previous: true), new LogText(["starting", "panic: no database", ""]));
        var finding = scene.Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "not Ready: container main is in CrashLoopBackOff, ended 7 times, the last time with exit code 2"), (finding.Verdict, finding.Title));
        Assert.Contains("The last line of the instance before: panic: no database", finding.Details);
        Assert.Equal("panic: no database", finding.Exhibits[0].Lines[finding.Exhibits[0].Deciding[0]]);
        Assert.Equal("kubectl logs -n shop web-1 -c main --previous", finding.RemedyCommand);
    }

    [Fact]
    public void Of_a_dns_server_the_log_is_sorted_into_causes_and_it_leads_to_dns_pods()
    {
        var scene = new Scene();
        scene.Given.List(Needs.Pods("kube-system"), Crash("coredns-1", "kube-system", "k8s-app=kube-dns"))
            .Read(Needs.Log("kube-system", "coredns-1", "main", previous: true), new LogText(["[FATAL] plugin/loop: Loop (127.0.0.1:53241 -> :53) detected for zone \".\""]));
        var finding = scene.Judge(Check, Subject.Pod("kube-system", "coredns-1"));

        Assert.EndsWith("exit code 2: it forwards to itself (a loop)", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Details, d => d.Contains("dns.pods", StringComparison.Ordinal));
        Assert.Contains("resolvConf", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_readiness_probe_names_what_it_asks()
    {
        var scene = new Scene().Pods(Some.Pod("web-1", ready: false, container: "{'readinessProbe':{'httpGet':{'path':'/ready','port':8080}}}"));
        scene.Given.List(Needs.Warnings("shop"), Some.Warning("Pod", "web-1", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"));
        var finding = scene.Judge(Check, Web);

        Assert.Equal((Verdict.Fail, "not Ready: readiness probe HTTP GET :8080/ready of container main answers 503"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void A_pod_that_started_just_now_is_starting()
    {
        Assert.Equal(Verdict.Warn, new Scene().Pods(Some.Pod("web-1", ready: false, age: 5)).Judge(Check, Web).Verdict);
    }

    [Theory]
    [InlineData("{'metadata':{'deletionTimestamp':'2026-01-31T12:00:00Z'}}", "{}")]
    [InlineData("{'spec':{'nodeName':''}}", "{}")]
    [InlineData("{}", "{'phase':'Succeeded'}")]
    [InlineData("{}", "{'podIP':'','podIPs':[],'containerStatuses':[{'name':'main','ready':false,'restartCount':0,'state':{'waiting':{'reason':'ContainerCreating'}}}]}")]
    public void Pods_that_go_wait_or_have_finished_are_not_judged(string more, string status)
    {
        Assert.Equal(Verdict.NotApplicable, new Scene().Pods(Some.Pod("web-1", ready: false, more: more, status: status)).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_pod_that_is_not_there_or_may_not_be_read_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, new Scene().Pods(Some.Pod("other")).Judge(Check, Web).Verdict);
        var scene = new Scene();
        scene.Given.Refused(Needs.Pods("shop"));
        Assert.Equal(Verdict.Unknown, scene.Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_log_that_may_not_be_read_is_said()
    {
        var scene = new Scene().Pods(Crash("web-1", "shop"));
        scene.Given.Refused(Needs.Log("shop", "web-1", "main", previous: true));

        Assert.Contains(scene.Judge(Check, Web).Details, d => d.Contains("is not known: 403 Forbidden", StringComparison.Ordinal));
    }

    private static string Crash(string name, string ns, string labels = "app=web") => Some.Pod(name, labels, ready: false, ns: ns,
        status: $"{{'containerStatuses':[{{'name':'main','ready':false,'restartCount':7,'state':{Crashing},'lastState':{{'terminated':{{'exitCode':2,'reason':'Error'}}}}}}]}}");
}
