using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodNetworkPolicyCheckTests
{
    private static readonly PodNetworkPolicyCheck Check = new();
    private static readonly Subject Feed = Subject.Pod("shop", "feed-1");
    private static readonly string Pod = Some.Pod("feed-1", "app=feed", "10.244.0.7");

    private const string ForgetsDns =
        "{'podSelector':{'matchLabels':{'app':'feed'}},'policyTypes':['Egress'],'egress':[{'to':[{'podSelector':{'matchLabels':{'app':'db'}}}],'ports':[{'port':5432}]},"
        + "{'to':[{'ipBlock':{'cidr':'0.0.0.0/0','except':['10.0.0.0/8']}}],'ports':[{'port':443}]}]}";

    [Fact]
    public void Egress_that_forgets_dns_fails_and_names_policy_and_server()
    {
        var finding = Scene.Cluster().Pods(Pod).Policies(Scene.Policy("feed-egress", ForgetsDns)).Judge(Check, Feed);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("feed-egress isolates its egress and forgets DNS: no rule allows port 53/UDP or TCP of kube-system/coredns-1 (kube-dns 10.96.0.10), so that no name resolves", finding.Title);
        Assert.Contains("\"k8s-app\":\"kube-dns\"", finding.RemedyCommand, StringComparison.Ordinal);
        Assert.Contains("kubectl patch networkpolicy -n shop feed-egress", finding.RemedyCommand, StringComparison.Ordinal);
        Assert.Contains("pod.dns-lookup", finding.ExplainedChecks);
        Assert.Equal([Feed], finding.Explains);
        Assert.Contains(finding.Exhibits, e => e.Title == "NetworkPolicy shop/feed-egress" && e.Deciding.Count > 0);
    }

    [Fact]
    public void The_command_that_mends_it_does()
    {
        var rule = "{'to':[{'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'kube-system'}},'podSelector':{'matchLabels':{'k8s-app':'kube-dns'}}}],'ports':[{'protocol':'UDP','port':53},{'protocol':'TCP','port':53}]}";
        var fault = Scene.Cluster().Pods(Pod).Policies(Scene.Policy("feed-egress", ForgetsDns)).Judge(Check, Feed);
        var mended = Scene.Cluster().Pods(Pod).Policies(Scene.Policy("feed-egress", ForgetsDns[..^2] + "," + rule + "]}")).Judge(Check, Feed);

        Assert.Contains(rule.Replace('\'', '"'), fault.RemedyCommand, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, mended.Verdict);
        Assert.Equal("ingress open; egress isolated by feed-egress, DNS allowed", mended.Title);
    }

    [Fact]
    public void Without_a_plugin_that_enforces_policies_it_is_a_warning()
    {
        var finding = Scene.Cluster(enforced: false).Pods(Pod).Policies(Scene.Policy("feed-egress", ForgetsDns)).Judge(Check, Feed);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("may have no effect", StringComparison.Ordinal));
    }

    [Fact]
    public void Dns_over_udp_alone_is_a_warning()
    {
        var finding = Scene.Cluster().Pods(Pod).Policies(Scene.Policy("p", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'protocol':'UDP','port':53}]}]}")).Judge(Check, Feed);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Equal("p allows DNS over UDP and not over TCP: answers too long for UDP are lost", finding.Title);
    }

    [Fact]
    public void Servers_that_listen_on_another_port_than_53_are_not_reached_by_a_rule_for_53()
    {
        var scene = Scene.Cluster();
        scene.Given.List(Needs.Services("openshift-dns"));
        var other = new Scene();
        other.Given.List(Needs.Namespaces(), Scene.Namespace("shop"), Scene.Namespace("kube-system"))
            .List(Needs.Services("kube-system"), Some.Service("kube-dns", "k8s-app=kube-dns", "dns:53>5353/UDP dns-tcp:53>5353", "kube-system"))
            .List(Needs.Pods("kube-system"), Some.Pod("coredns-1", "k8s-app=kube-dns", "10.244.0.2", ns: "kube-system", ports: "dns:5353/UDP"), Some.Pod("calico-node-x", "", ns: "kube-system"));
        var finding = other.Pods(Pod).Policies(Scene.Policy("p", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'protocol':'UDP','port':53},{'protocol':'TCP','port':53}]}]}")).Judge(Check, Feed);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("allows port 53, but the DNS servers (kube-dns 10.96.0.50) listen on 5353: a policy sees the pod's port", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Egress_that_is_closed_altogether_is_meant()
    {
        var finding = Scene.Cluster().Pods(Pod).Policies(Scene.Policy("deny", "{'podSelector':{},'policyTypes':['Ingress','Egress']}")).Judge(Check, Feed);

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Equal("ingress isolated by deny, which lets nobody in; egress isolated by deny, which lets nothing out", finding.Title);
    }

    [Fact]
    public void A_pod_with_its_own_nameserver_need_not_ask_the_clusters()
    {
        var pod = Some.Pod("feed-1", "app=feed", "10.244.0.7", more: "{'spec':{'dnsPolicy':'None'}}");

        Assert.Equal(Verdict.Pass, Scene.Cluster().Pods(pod).Policies(Scene.Policy("feed-egress", ForgetsDns)).Judge(Check, Feed).Verdict);
    }

    [Fact]
    public void Without_policies_a_pod_is_open()
    {
        Assert.Equal("no NetworkPolicy in its namespace: open in both directions", Scene.Cluster().Pods(Pod).Judge(Check, Feed).Title);
        Assert.Equal(
            "none of the 1 NetworkPolicy selects it: open in both directions",
            Scene.Cluster().Pods(Pod).Policies(Scene.Policy("p", "{'podSelector':{'matchLabels':{'app':'x'}}}")).Judge(Check, Feed).Title);
    }

    [Fact]
    public void Pods_on_their_nodes_network_are_not_judged()
    {
        var pod = Some.Pod("feed-1", "app=feed", "172.18.0.2", more: "{'spec':{'hostNetwork':true}}");

        Assert.Equal(Verdict.NotApplicable, Scene.Cluster().Pods(pod).Policies(Scene.Policy("feed-egress", ForgetsDns)).Judge(Check, Feed).Verdict);
    }

    [Fact]
    public void Policies_that_may_not_be_read_are_unknown_and_say_how_to_get_them()
    {
        var scene = Scene.Cluster().Pods(Pod);
        scene.Given.Refused(Needs.NetworkPolicies("shop"));
        var finding = scene.Judge(Check, Feed);

        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("403 Forbidden", finding.Title, StringComparison.Ordinal);
        Assert.Equal("a Role", finding.Remedy);
    }

    [Fact]
    public void Labels_of_a_namespace_that_may_not_be_read_leave_it_unknown()
    {
        var scene = new Scene().Pods(Pod).Policies(Scene.Policy("p", "{'podSelector':{},'policyTypes':['Egress'],'egress':[{'to':[{'namespaceSelector':{'matchLabels':{'role':'dns'}}}]}]}"));
        scene.Given.Refused(Needs.Namespaces())
            .List(Needs.Pods("kube-system"), Scene.Server("coredns-1", "10.244.0.2", "node-a"), Some.Pod("calico-node-x", "", ns: "kube-system"));

        Assert.Equal(Verdict.Unknown, scene.Judge(Check, Feed).Verdict);
    }
}
