using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

public sealed class ShopFaultsTests
{
    private readonly Shop _shop = new();

    [Fact]
    public void The_faults_of_the_table_are_there_and_no_other() => Assert.Equal(ShopFaults.Expected, ShopFaults.Of(_shop.List));

    [Fact]
    public void Web_has_three_ready_endpoints_on_the_node_that_forwards_and_has_room()
    {
        var endpoints = (JsonArray)Assert.Single(_shop.SlicesOf("shop", "web"))["endpoints"]!;
        Assert.Equal(["node-a", "node-a", "node-a"], endpoints.Select(e => (string)e!["nodeName"]!).Order());
        Assert.All(endpoints, e => Assert.True((bool)e!["conditions"]!["ready"]!));
    }

    [Fact]
    public void Carts_selector_asks_for_back_and_its_pods_are_backend()
    {
        Assert.Equal("back", (string?)_shop.Find("services", "shop", "cart")["spec"]!["selector"]!["tier"]);
        Assert.All(_shop.PodsOf("cart"), pod => Assert.Equal("backend", (string?)pod["metadata"]!["labels"]!["tier"]));
        var slice = Assert.Single(_shop.SlicesOf("shop", "cart"));
        Assert.True(slice.ContainsKey("endpoints") && slice["endpoints"] is null);
        Assert.True(slice.ContainsKey("ports") && slice["ports"] is null);
        Assert.Equal(2, (int)_shop.Find("deployments.apps", "shop", "cart")["status"]!["availableReplicas"]!);
    }

    [Fact]
    public void Pays_probe_is_answered_503_and_its_slice_says_not_serving()
    {
        var endpoints = (JsonArray)Assert.Single(_shop.SlicesOf("shop", "pay"))["endpoints"]!;
        Assert.Equal(2, endpoints.Count);
        Assert.All(endpoints, e => Assert.False((bool)e!["conditions"]!["ready"]! || (bool)e["conditions"]!["serving"]!));
        var events = _shop.List("events").Where(e => ((string)e["involvedObject"]!["name"]!).StartsWith("pay-", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, events.Count(e => (string?)e["reason"] == "Unhealthy" && (string?)e["message"] == "Readiness probe failed: HTTP probe failed with statuscode: 503"));
    }

    [Fact]
    public void Searchs_target_port_is_a_name_that_its_container_has_not()
    {
        Assert.Equal("http", (string?)_shop.Find("services", "shop", "search")["spec"]!["ports"]![0]!["targetPort"]);
        Assert.All(_shop.PodsOf("search"), pod => Assert.Equal("web", (string?)pod["spec"]!["containers"]![0]!["ports"]![0]!["name"]));
        var slice = Assert.Single(_shop.SlicesOf("shop", "search"));
        Assert.Null(slice["ports"]);
        Assert.Equal(2, ((JsonArray)slice["endpoints"]!).Count);
    }

    [Fact]
    public void Geo_keeps_traffic_local_and_has_its_address()
    {
        var geo = _shop.Find("services", "shop", "geo");
        Assert.Equal("Local", (string?)geo["spec"]!["externalTrafficPolicy"]);
        Assert.True((int)geo["spec"]!["healthCheckNodePort"]! > 30000);
        Assert.NotNull((string?)geo["status"]!["loadBalancer"]!["ingress"]![0]!["ip"]);
    }

    [Fact]
    public void Reports_pod_waits_for_an_address_that_its_node_has_not()
    {
        var pod = Assert.Single(_shop.PodsOf("report"));
        Assert.Equal("ContainerCreating", (string?)pod["status"]!["containerStatuses"]![0]!["state"]!["waiting"]!["reason"]);
        var message = (string)_shop.List("events").Single(e => (string?)e["reason"] == "FailedCreatePodSandBox")["message"]!;
        Assert.Contains("not enough IPs available", message, StringComparison.Ordinal);
        // The range ends where the addresses of the node's pods end: it is used up.
        var used = _shop.List("pods").Where(p => (string?)p["spec"]!["nodeName"] == "node-b" && p["spec"]!["hostNetwork"] is null)
            .Select(p => (string?)p["status"]!["podIP"]).Where(ip => ip is not null).ToList();
        var last = used.Max(ip => int.Parse(ip!.Split('.')[3]));
        Assert.EndsWith($"-10.244.1.{last}", message, StringComparison.Ordinal);
        Assert.Equal(last - 1, used.Count);
    }

    [Fact]
    public void One_coredns_says_loop_and_the_other_answers()
    {
        var pods = _shop.List("pods").Where(p => (string?)p["metadata"]!["labels"]?["k8s-app"] == "kube-dns").ToList();
        var crashing = pods.Single(p => (string?)p["status"]!["containerStatuses"]![0]!["state"]!["waiting"]?["reason"] == "CrashLoopBackOff");
        var name = (string)crashing["metadata"]!["name"]!;
        foreach (var previous in (bool[])[true, false])
        {
            Assert.Contains("plugin/loop: Loop (127.0.0.1:53241 -> :53) detected for zone \".\"", _shop.Bundle.Log("kube-system", name, "coredns", previous), StringComparison.Ordinal);
        }

        Assert.Contains("nameserver 127.0.0.53", _shop.Bundle.PodSection("kube-system", name, "resolv-conf"), StringComparison.Ordinal);
        var endpoints = _shop.SlicesOf("kube-system", "kube-dns").SelectMany(s => (JsonArray)s["endpoints"]!);
        Assert.Single(endpoints, e => (bool)e!["conditions"]!["ready"]!);
    }

    [Fact]
    public void Mail_listens_on_loopback_only_and_web_on_all_addresses()
    {
        foreach (var (app, expected) in ((string, string)[])[("mail", "127.0.0.1:2525"), ("web", "*:8080")])
        {
            var pod = (string)_shop.PodsOf(app)[0]["metadata"]!["name"]!;
            Assert.Contains(expected, _shop.Bundle.PodSection("shop", pod, "ss-listen"), StringComparison.Ordinal);
        }

        var mail = (string)_shop.PodsOf("mail")[0]["metadata"]!["name"]!;
        Assert.Contains("0100007F:09DD 00000000:0000 0A", _shop.Bundle.PodSection("shop", mail, "proc-net-tcp"), StringComparison.Ordinal);
        Assert.Null(_shop.PodsOf("mail")[0]["spec"]!["containers"]![0]!["readinessProbe"]);
    }

    [Fact]
    public void Hairpin_is_off_for_the_veths_of_stock_alone()
    {
        var off = new List<string>();
        foreach (var node in (string[])["node-a", "node-b", "node-c"])
        {
            var links = (JsonArray)JsonNode.Parse(_shop.Node(node, "bridge-link"))!;
            foreach (var line in _shop.Node(node, "hairpin").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var veth = line.Split('/')[4];
                var link = links.Single(l => (string?)l!["ifname"] == veth)!;
                Assert.Equal(line.EndsWith(":1", StringComparison.Ordinal), (bool)link["hairpin"]!);
                if (line.EndsWith(":0", StringComparison.Ordinal))
                {
                    off.Add(PodBehind(node, veth));
                }
            }
        }

        Assert.Equal(_shop.PodsOf("stock").Select(p => (string)p["metadata"]!["name"]!).Order(), off.Order());
    }

    [Fact]
    public void Feeds_policy_lets_nothing_out_to_port_53()
    {
        var spec = _shop.Find("networkpolicies.networking.k8s.io", "shop", "feed-egress")["spec"]!;
        Assert.Equal("feed", (string?)spec["podSelector"]!["matchLabels"]!["app"]);
        Assert.DoesNotContain(((JsonArray)spec["egress"]!).SelectMany(rule => (JsonArray)rule!["ports"]!), port => (int)port!["port"]! == 53);
    }

    [Fact]
    public void Node_b_has_a_full_connection_table_and_the_others_have_not()
    {
        double Share(string node)
        {
            var values = _shop.Node(node, "sysctl").Split('\n').Where(l => l.Contains(" = ", StringComparison.Ordinal)).ToDictionary(l => l.Split(" = ")[0], l => l.Split(" = ")[1]);
            return double.Parse(values["net.netfilter.nf_conntrack_count"]) / double.Parse(values["net.netfilter.nf_conntrack_max"]);
        }

        Assert.InRange(Share("node-b"), 0.975, 0.985);
        Assert.InRange(Share("node-a"), 0, 0.1);
        Assert.InRange(Share("node-c"), 0, 0.1);
        Assert.DoesNotContain("early_drop=0 ", _shop.Node("node-b", "conntrack-stats"), StringComparison.Ordinal);
        Assert.Contains("early_drop=0 ", _shop.Node("node-a", "conntrack-stats"), StringComparison.Ordinal);
    }

    [Fact]
    public void Node_c_drops_what_is_forwarded_and_accepts_no_pod_range()
    {
        Assert.Contains("\n:FORWARD DROP [", _shop.Node("node-c", "iptables-save"), StringComparison.Ordinal);
        Assert.DoesNotContain("-A FORWARD -s 10.244", _shop.Node("node-c", "iptables-save"), StringComparison.Ordinal);
        foreach (var node in (string[])["node-a", "node-b"])
        {
            Assert.Contains("\n:FORWARD ACCEPT [", _shop.Node(node, "iptables-save"), StringComparison.Ordinal);
            Assert.Contains("-A FORWARD -s 10.244.0.0/16", _shop.Node(node, "iptables-save"), StringComparison.Ordinal);
        }
    }

    /// <summary>The pod whose eth0 has the host's index as its peer.</summary>
    private string PodBehind(string node, string veth)
    {
        var index = (int)((JsonArray)JsonNode.Parse(_shop.Node(node, "ip-addr"))!).Single(l => (string?)l!["ifname"] == veth)!["ifindex"]!;
        return _shop.List("pods").Where(p => (string?)p["spec"]!["nodeName"] == node && p["spec"]!["hostNetwork"] is null)
            .Select(p => (string)p["metadata"]!["name"]!)
            .Single(name => _shop.Bundle.PodSection(_shop.List("pods").Single(p => (string)p["metadata"]!["name"]! == name)["metadata"]!["namespace"]!.GetValue<string>(), name, "ip-addr") is { } text
                && ((JsonArray)JsonNode.Parse(text)!).Any(l => (string?)l!["ifname"] == "eth0" && (int?)l["link_index"] == index));
    }
}
