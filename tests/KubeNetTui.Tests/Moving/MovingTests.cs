namespace KubeNetTui.Tests.Moving;

/// <summary>From one object to those around it, on the demo.</summary>
public sealed class MovingTests
{
    [Fact]
    public async Task From_a_pod_to_its_owner_to_the_owners_owner_and_back()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop");
        var person = await visit.SelectAsync("web-");
        var pod = person.Selected;

        await person.Press("J").Until("replicasets(shop)");
        await person.Until("web-");
        Assert.StartsWith(person.Selected, pod);

        await person.Press("J").Until("deployments(shop)");
        await person.Until("catalog");
        Assert.Equal("web", person.Selected);

        await person.Press("J").Until("deployment web has no owner");
        Assert.Equal(pod, person.Press("esc", "esc").Selected);
    }

    [Fact]
    public async Task From_a_pod_to_the_node_that_it_runs_on()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop");
        var person = await visit.SelectAsync("web-");
        var node = (string)visit.Server.Store.Get("pods", "shop", person.Selected)!["spec"]!["nodeName"]!;

        await person.Press("o").Until("nodes(cluster)");
        await person.Until(node);
        Assert.Equal(node, person.Selected);
    }

    [Fact]
    public async Task What_selects_a_pod_and_leads_to_it_is_listed_with_the_way()
    {
        await using var visit = await ShopVisit.StartAsync("pods shop");
        await visit.KindsAsync();
        var person = await visit.SelectAsync("web-");

        await person.Press("u").Until("used by(pod/web-");
        await person.Until("selects it");
        await person.Until("by service web");
        await person.Until("has it as an endpoint, ready");
        await person.Until("by httproute shop");

        Assert.Matches(@"ingress\s+shop\s+by service web", person.Screen);
        Assert.Matches(@"httproute\s+shop\s+by service web", person.Screen);
        Assert.Matches(@"gateway\s+\S+\s+by httproute shop", person.Screen);
        Assert.DoesNotContain("can't be read", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_uses_a_config_map_is_listed_with_how()
    {
        await using var visit = await ShopVisit.StartAsync("configmaps kube-system");
        var person = await visit.SelectAsync("coredns");

        await person.Press("u").Until("used by(configmap/coredns)");
        await person.Until("deployment");

        Assert.Contains("volume", person.Line("deployment"), StringComparison.Ordinal);
        Assert.Contains("coredns", person.Line("pod "), StringComparison.Ordinal);
        await person.Press("enter").Until("deployment");
    }

    [Fact]
    public async Task A_node_has_its_pods_by_workload()
    {
        await using var visit = await ShopVisit.StartAsync("nodes");
        var person = await visit.SelectAsync("node-a");

        await person.Press("U").Until("workloads(node-a)");
        await person.Until("daemonset");
        await person.Press("/").Type("^kube-proxy$").Press("enter").Until("kube-proxy");
        await person.Press("enter").Until("pods(node-a, kube-proxy)");
        await person.Until("kube-proxy-");
    }

    [Fact]
    public async Task Warp_stays_with_the_kind_and_goes_to_the_namespace_of_the_row_and_from_a_namespace_to_its_pods()
    {
        await using var visit = await ShopVisit.StartAsync("services -A");
        var person = await visit.SelectAsync("kube-dns");

        await person.Press("w").Until("services(kube-system)");
        await person.Command("ns").Until("namespaces(cluster)");
        await visit.SelectAsync("shop");
        await person.Press("w").Until("pods(shop)");
    }

    [Fact]
    public async Task A_service_account_is_used_by_pods_and_gets_its_rights_from_bindings()
    {
        await using var visit = await ShopVisit.StartAsync("serviceaccounts kube-system");
        var person = await visit.SelectAsync("coredns");

        await person.Press("u").Until("used by(serviceaccount/coredns)");
        await person.Until("gives it ClusterRole system:coredns");
        await person.Until("runs as it");
    }
}
