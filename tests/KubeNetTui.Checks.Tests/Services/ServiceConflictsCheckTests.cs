using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceConflictsCheckTests
{
    [Fact]
    public void Claims_of_its_own_alone_pass() =>
        Assert.Equal(Verdict.Pass, Judge([Service("a", nodePort: 30080), Service("b", nodePort: 30081)]).Verdict);

    [Fact]
    public void A_node_port_of_two_services_fails_and_names_the_other()
    {
        var finding = Judge([Service("a", nodePort: 30080), Service("b", nodePort: 30080)]);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("node port 30080/TCP is claimed by shop/b too", finding.Title);
        Assert.Equal([Subject.Service("shop", "b")], finding.Explains);
    }

    [Fact]
    public void The_same_number_in_two_protocols_is_no_conflict() =>
        Assert.Equal(Verdict.Pass, Judge([Service("a", nodePort: 30080), Service("b", nodePort: 30080, protocol: "UDP")]).Verdict);

    [Fact]
    public void A_shared_load_balancer_address_conflicts_only_on_the_same_port()
    {
        Assert.Equal(Verdict.Pass, Judge([Service("a", balancer: "20.0.0.1"), Service("b", balancer: "20.0.0.1", port: 443)]).Verdict);
        Assert.Contains("20.0.0.1:80/TCP", Judge([Service("a", balancer: "20.0.0.1"), Service("b", balancer: "20.0.0.1")]).Title);
    }

    [Fact]
    public void An_external_IP_and_port_of_two_services_fails() =>
        Assert.Contains("192.0.2.7:80/TCP", Judge([Service("a", external: "192.0.2.7"), Service("b", external: "192.0.2.7")]).Title);

    [Fact]
    public void An_external_IP_that_a_node_has_warns()
    {
        var finding = Judge([Service("a", external: "10.0.0.4")]);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("own address of node node-a", finding.Title);
    }

    [Fact]
    public void A_node_port_that_a_DaemonSet_takes_as_its_host_port_fails()
    {
        var finding = Judge([Service("a", nodePort: 30080)], hostPort: 30080);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("host port of the pods of DaemonSet ops/agent", finding.Title);
        Assert.Equal(Verdict.Pass, Judge([Service("a", nodePort: 30080)], hostPort: 9100).Verdict);
    }

    [Fact]
    public void Headless_services_claim_nothing() =>
        Assert.Equal(Verdict.Pass, Judge(["{'metadata':{'name':'a','namespace':'shop'},'spec':{'clusterIP':'None','clusterIPs':['None'],'ports':[{'port':80}]}}"]).Verdict);

    [Fact]
    public async Task Pod_templates_are_read_only_for_services_with_node_ports()
    {
        var given = new Given().List(Needs.Services(null), Service("a"));
        await foreach (var _ in new CheckEngine([new ServiceConflictsCheck()]).RunAsync([Subject.Service("shop", "a")], given, Given.Now, cancellation: TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal([Needs.Services(null), Needs.Pods("shop")], given.Asked);
    }

    private static string Service(
        string name, int nodePort = 0, string protocol = "TCP", string? external = null, string? balancer = null, int port = 80) =>
        "{'metadata':{'name':'" + name + "','namespace':'shop'},'spec':{'type':'LoadBalancer','clusterIP':'10.96.0." + (name[0] - 'a' + 1)
        + "','ports':[{'port':" + port + ",'protocol':'" + protocol + "'" + (nodePort > 0 ? $",'nodePort':{nodePort}" : "") + "}]"
        + (external is null ? "" : $",'externalIPs':['{external}']") + "},'status':{'loadBalancer':{"
        + (balancer is null ? "" : $"'ingress':[{{'ip':'{balancer}'}}]") + "}}}";

    private static Finding Judge(string[] services, int hostPort = 9100) =>
        new Given().List(Needs.Services(null), services)
            .List(Needs.Nodes(), "{'metadata':{'name':'node-a'},'status':{'addresses':[{'type':'InternalIP','address':'10.0.0.4'}]}}")
            .List(Needs.Deployments(null)).List(Needs.StatefulSets(null))
            .List(Needs.DaemonSets(null), "{'metadata':{'name':'agent','namespace':'ops'},'spec':{'template':{'metadata':{'labels':{'app':'agent'}},'spec':{'containers':["
                + $"{{'name':'c','ports':[{{'containerPort':9100,'hostPort':{hostPort},'protocol':'TCP'}}]}}]}}}}}}}}")
            .Judge(new ServiceConflictsCheck(), Subject.Service("shop", "a"));
}
