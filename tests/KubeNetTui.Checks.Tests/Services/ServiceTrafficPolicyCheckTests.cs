using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceTrafficPolicyCheckTests
{
    private const string External = "{'type':'LoadBalancer','externalTrafficPolicy':'Local','healthCheckNodePort':32101}";

    [Fact]
    public void Policy_Cluster_has_nothing_to_judge() => Assert.Equal(Verdict.NotApplicable, Judge("{}", "geo-1@node-a=10.244.0.5").Verdict);

    [Fact]
    public void The_node_without_an_endpoint_is_named_with_its_port_and_how_to_see_it()
    {
        Finding finding = Judge(External, "geo-1@node-a=10.244.0.5 geo-2@node-b=10.244.1.5");

        Assert.Equal(
            (Verdict.Warn, "externalTrafficPolicy Local: node-c has no ready endpoint and drops what arrives there on node port 31443"),
            (finding.Verdict, finding.Title));
        Assert.Equal("curl -i http://172.18.0.4:32101/healthz", finding.RemedyCommand);
        Assert.Contains(finding.Exhibits[0].Deciding, i => finding.Exhibits[0].Lines[i].Trim() == "externalTrafficPolicy: Local");
    }

    [Fact]
    public void An_endpoint_on_every_node_passes() =>
        Assert.Equal(Verdict.Pass, Judge(External, "geo-1@node-a=10.244.0.5 geo-2@node-b=10.244.1.5 geo-3@node-c=10.244.2.5").Verdict);

    [Fact]
    public void An_endpoint_that_is_not_ready_counts_for_nothing_and_one_that_ends_but_serves_counts()
    {
        Assert.Equal(Verdict.Warn, Judge(External, "geo-1@node-a=10.244.0.5 geo-2@node-b=10.244.1.5 geo-3@node-c=10.244.2.5!").Verdict);
        Assert.Equal(Verdict.Pass, Judge(External, "geo-1@node-a=10.244.0.5 geo-2@node-b=10.244.1.5 geo-3@node-c=10.244.2.5~").Verdict);
    }

    [Fact]
    public void Nodes_that_load_balancers_leave_out_or_that_are_not_ready_are_not_named()
    {
        string[] nodes = [Some.Node("node-a"), Some.Node("node-b", labels: "node.kubernetes.io/exclude-from-external-load-balancers="), Some.Node("node-c", ready: false)];

        Assert.Equal(Verdict.Pass, Judge(External, "geo-1@node-a=10.244.0.5", nodes).Verdict);
        Assert.Equal(Verdict.Warn, Judge("{'type':'NodePort','externalTrafficPolicy':'Local'}", "geo-1@node-a=10.244.0.5", nodes).Verdict);
    }

    [Fact]
    public void The_internal_policy_names_the_nodes_whose_pods_can_t_use_the_service()
    {
        Finding finding = Judge("{'internalTrafficPolicy':'Local'}", "geo-1@node-a=10.244.0.5");

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("pods on node-b, node-c can't use this service", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_ready_endpoint_the_policy_is_not_the_cause() => Assert.Equal(Verdict.NotApplicable, Judge(External, "").Verdict);

    [Fact]
    public void Without_the_nodes_the_answer_is_unknown()
    {
        Given given = new Given().List(Needs.Services("shop"), Some.Service("geo", more: External))
            .List(Needs.EndpointSlices("shop"), Some.Slice("geo", "geo-1@node-a=10.244.0.5")).Refused(Needs.Nodes());

        Assert.Equal(Verdict.Unknown, given.Judge(new ServiceTrafficPolicyCheck(), Subject.Service("shop", "geo")).Verdict);
    }

    private static Finding Judge(string spec, string endpoints, params string[] nodes)
    {
        string[] all = nodes.Length > 0 ? nodes : [Some.Node("node-a", ip: "172.18.0.2"), Some.Node("node-b", ip: "172.18.0.3"), Some.Node("node-c", ip: "172.18.0.4")];
        return new Given()
            .List(Needs.Services("shop"), Some.Service("geo", ports: "http:80>8080@31443", more: spec))
            .List(Needs.EndpointSlices("shop"), Some.Slice("geo", endpoints)).List(Needs.Nodes(), all)
            .Judge(new ServiceTrafficPolicyCheck(), Subject.Service("shop", "geo"));
    }
}
