using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodSandboxCheckTests
{
    [Theory]
    [InlineData("plugin type=`bridge` failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.244.2.1-10.244.2.254", "no free IP address")]
    [InlineData("Failed to allocate address: not enough IPs available in 10.1.0.0/24", "no free IP address")]
    [InlineData("plugin type=`aws-cni` name=`aws-cni` failed (add): add cmd: failed to assign an IP address to container", "no free IP address")]
    [InlineData("cni plugin not initialized", "CNI is not initialised")]
    [InlineData("failed to find plugin `bridge` in path [/opt/cni/bin]", "program is missing")]
    [InlineData("open /run/flannel/subnet.env: no such file or directory", "flannel")]
    [InlineData("dial unix /var/run/cilium.sock: connect: no such file", "cannot reach its daemon")]
    [InlineData("error getting ClusterInformation: connection is unauthorized: Unauthorized", "credential")]
    [InlineData("failed to set bridge addr: `cni0` already has an IP address different from 10.244.1.1/24", "address of another range")]
    [InlineData("failed to get sandbox image `registry.k8s.io/pause:3.9`", "sandbox image")]
    public void Stuck_in_creation_names_the_cause_that_the_plugin_gives(string message, string cause)
    {
        var finding = Judge(Creating(300), Event(message, 20));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("stuck in ContainerCreating on node-a", finding.Title);
        Assert.Contains(cause, finding.Title);
        Assert.NotEqual("", finding.Remedy);
        Assert.Contains(finding.Exhibits, e => e.Title == "Warning events" && e.Deciding.Count == 1);
    }

    [Fact]
    public void A_cause_that_is_not_known_is_told_in_the_plugins_own_words() =>
        Assert.EndsWith(": the moon is full", Judge(Creating(300), Event("plugin type=`x` failed (add): the moon is full", 20)).Title);

    [Fact]
    public void A_running_pod_passes_with_its_address()
    {
        var finding = Judge(Running(3600), []);
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("10.244.1.7", finding.Title);
    }

    [Fact]
    public void How_it_began_is_not_how_it_is() =>
        Assert.Equal(Verdict.Pass, Judge(Running(120), Event("cni plugin not initialized", 118)).Verdict);

    [Fact]
    public void A_sandbox_made_again_just_now_warns() =>
        Assert.Equal(Verdict.Warn, Judge(Running(3600), Event("cni plugin not initialized", 60)).Verdict);

    [Fact]
    public void A_young_pod_is_starting() =>
        Assert.Equal(Verdict.NotApplicable, Judge(Creating(10), []).Verdict);

    [Fact]
    public void A_long_wait_without_a_word_warns() =>
        Assert.Contains("no event says why", Judge(Creating(300), []).Title);

    [Fact]
    public void A_wait_for_a_volume_is_no_network_fault() =>
        Assert.Equal(Verdict.NotApplicable, Judge(Creating(300), Event("MountVolume.SetUp failed", 20).Replace("FailedCreatePodSandBox", "FailedMount", StringComparison.Ordinal)).Verdict);

    [Fact]
    public void A_pod_without_a_node_or_at_its_end_is_not_judged()
    {
        Assert.Equal(Verdict.NotApplicable, Judge(Creating(300).Replace("node-a", "", StringComparison.Ordinal), []).Verdict);
        Assert.Equal(Verdict.NotApplicable, Judge(Running(300).Replace("'Running'", "'Succeeded'", StringComparison.Ordinal), []).Verdict);
    }

    [Fact]
    public void Events_of_the_pod_that_had_the_name_before_do_not_count() =>
        Assert.Contains("no event says why", Judge(Creating(300), Event("cni plugin not initialized", 20).Replace("'uid':'u1'", "'uid':'u0'", StringComparison.Ordinal)).Title);

    [Fact]
    public void Without_the_events_it_is_unknown_never_green()
    {
        var given = new Given().List(Needs.Pods("shop"), Creating(300)).Refused(Needs.Warnings("shop"));
        var finding = given.Judge(new PodSandboxCheck(), Subject.Pod("shop", "a"));
        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("403", finding.Details[0]);
    }

    private static string Creating(double age) =>
        "{'metadata':{'name':'a','namespace':'shop','uid':'u1','creationTimestamp':'" + Given.Ago(age) + "'},'spec':{'nodeName':'node-a','containers':[{'name':'c'}]},"
        + "'status':{'phase':'Pending','conditions':[{'type':'PodScheduled','status':'True','lastTransitionTime':'" + Given.Ago(age) + "'},"
        + "{'type':'PodReadyToStartContainers','status':'False'}],'containerStatuses':[{'name':'c','state':{'waiting':{'reason':'ContainerCreating'}}}]}}";

    private static string Running(double age) =>
        "{'metadata':{'name':'a','namespace':'shop','uid':'u1','creationTimestamp':'" + Given.Ago(age) + "'},'spec':{'nodeName':'node-a','containers':[{'name':'c'}]},"
        + "'status':{'phase':'Running','startTime':'" + Given.Ago(age) + "','podIP':'10.244.1.7','podIPs':[{'ip':'10.244.1.7'}],"
        + "'conditions':[{'type':'PodReadyToStartContainers','status':'True'}],'containerStatuses':[{'name':'c','ready':true,'state':{'running':{}}}]}}";

    private static string[] Event(string message, double ago) =>
    [
        "{'metadata':{'name':'e','namespace':'shop'},'type':'Warning','reason':'FailedCreatePodSandBox','message':'" + message.Replace('`', '\u201d') + "',"
        + "'involvedObject':{'kind':'Pod','namespace':'shop','name':'a','uid':'u1'},'lastTimestamp':'" + Given.Ago(ago) + "'}",
    ];

    private static Finding Judge(string pod, params string[] events) =>
        new Given().List(Needs.Pods("shop"), pod).List(Needs.Warnings("shop"), [.. events.Select(e => e.Replace("\u201d", "\\u0022", StringComparison.Ordinal))])
            .Judge(new PodSandboxCheck(), Subject.Pod("shop", "a"));
}

internal static class OneString
{
    /// <summary>So that a test can change the text of its only event.</summary>
    public static string[] Replace(this string[] texts, string old, string by, StringComparison comparison) => [.. texts.Select(t => t.Replace(old, by, comparison))];
}
