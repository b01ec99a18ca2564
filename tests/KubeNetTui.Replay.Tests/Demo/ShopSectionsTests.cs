using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeNetTui.Replay.Tests;

public sealed class ShopSectionsTests
{
    private readonly Shop _shop = new();

    [Fact]
    public void Sep_addresses_of_every_node_are_the_ready_endpoints_of_the_slices()
    {
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var service in _shop.List("services").Where(s => (string?)s["spec"]!["clusterIP"] is { Length: > 0 } ip && ip != "None"))
        {
            var (ns, name) = ((string)service["metadata"]!["namespace"]!, (string)service["metadata"]!["name"]!);
            foreach (var slice in _shop.SlicesOf(ns, name))
            {
                expected.UnionWith(
                    from port in slice["ports"] as JsonArray ?? []
                    from endpoint in slice["endpoints"] as JsonArray ?? []
                    where (bool)endpoint!["conditions"]!["ready"]!
                    select $"{ns}/{name}:{port!["name"]} {endpoint["addresses"]![0]}:{port["port"]}");
            }
        }

        Assert.NotEmpty(expected);
        foreach (var node in (string[])["node-a", "node-b", "node-c"])
        {
            var written = Regex.Matches(_shop.Node(node, "iptables-save"), """-A KUBE-SEP-\w+ -p \w+ -m comment --comment "([^"]+)" .*--to-destination (\S+)""")
                .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, written);
        }
    }

    [Theory]
    [InlineData("KUBE-SVC-", "demo/web:http", "", "KUBE-SVC-XRY76EGRC3BSCIIJ")]
    [InlineData("KUBE-SEP-", "demo/web:http", "10.244.0.4:8080", "KUBE-SEP-JK4ST6QAJMKWNHX6")]
    [InlineData("KUBE-SVC-", "default/kubernetes:https", "", "KUBE-SVC-NPX46M4PTMTKRN6Y")]
    public void Chains_have_the_names_that_a_real_kube_proxy_gave_them(string prefix, string port, string endpoint, string chain) =>
        Assert.Equal(chain, IptablesSave.Chain(prefix, port, "tcp", endpoint));

    [Fact]
    public void Every_jump_goes_to_a_chain_that_is_declared_in_its_table()
    {
        foreach (var table in _shop.Node("node-c", "iptables-save").Split("COMMIT\n").Where(t => t.Contains('*', StringComparison.Ordinal)))
        {
            var declared = Regex.Matches(table, @"^:(\S+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToHashSet();
            foreach (var target in Regex.Matches(table, @" -j (\S+)").Select(m => m.Groups[1].Value))
            {
                Assert.True(declared.Contains(target) || target is "ACCEPT" or "DROP" or "REJECT" or "RETURN" or "MARK" or "DNAT" or "MASQUERADE", target);
            }
        }
    }

    [Fact]
    public void Services_without_endpoints_are_rejected_and_geo_is_dropped_on_node_c_alone()
    {
        foreach (var node in (string[])["node-a", "node-b", "node-c"])
        {
            var save = _shop.Node(node, "iptables-save");
            Assert.Equal(["shop/cart:http", "shop/pay:http", "shop/search:http"],
                Regex.Matches(save, """-A KUBE-SERVICES .*--comment "(\S+) has no endpoints" .*-j REJECT""").Select(m => m.Groups[1].Value).Order());
            Assert.Equal(node == "node-c", save.Contains("shop/geo:http has no local endpoints", StringComparison.Ordinal));
            Assert.Equal(node != "node-c", save.Contains("KUBE-SVL-", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Probabilities_divide_equally_in_the_kernels_steps()
    {
        var chain = IptablesSave.Chain("KUBE-SVC-", "shop/web:http", "tcp");
        var shares = Regex.Matches(_shop.Node("node-a", "iptables-save"), $"-A {chain} -m comment .*?(?:--probability (\\S+) )?-j KUBE-SEP").Select(m => m.Groups[1].Value);
        Assert.Equal(["0.33333333349", "0.50000000000", ""], shares);
    }

    [Fact]
    public void Each_pod_and_its_node_agree_on_the_ends_of_the_veth_pair()
    {
        foreach (var pod in _shop.List("pods").Where(p => p["spec"]!["hostNetwork"] is null && (string?)p["status"]!["phase"] == "Running"))
        {
            var (ns, name, node) = ((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!, (string)pod["spec"]!["nodeName"]!);
            var inside = ((JsonArray)JsonNode.Parse(_shop.Bundle.PodSection(ns, name, "ip-addr")!)!).Single(l => (string?)l!["ifname"] == "eth0")!;
            Assert.Equal((string?)pod["status"]!["podIP"], (string?)inside["addr_info"]![0]!["local"]);
            var outside = ((JsonArray)JsonNode.Parse(_shop.Node(node, "ip-addr"))!).Single(l => (int)l!["ifindex"]! == (int)inside["link_index"]!)!;
            Assert.Equal((int)inside["ifindex"]!, (int)outside["link_index"]!);
            Assert.Equal("cni0", (string?)outside["master"]);
            var fdb = (JsonArray)JsonNode.Parse(_shop.Node(node, "bridge-fdb"))!;
            Assert.Contains(fdb, e => (string?)e!["mac"] == (string?)inside["address"] && (string?)e["ifname"] == (string?)outside["ifname"]);
        }
    }

    [Fact]
    public void Every_section_that_is_promised_is_there_and_its_json_is_json()
    {
        foreach (var node in (string[])["node-a", "node-b", "node-c"])
        {
            foreach (var section in ShopNodeSections.Names)
            {
                var text = _shop.Node(node, section);
                if (text.StartsWith('[') || text.StartsWith('{'))
                {
                    Assert.True(section is "conntrack" or "conntrack-events" or "kernel-log" || JsonNode.Parse(text) is not null, section);
                }
            }
        }

        var web = (string)_shop.PodsOf("web")[0]["metadata"]!["name"]!;
        Assert.All(ShopPodSections.Names, section => Assert.NotNull(_shop.Bundle.PodSection("shop", web, section)));
        Assert.Null(_shop.Bundle.NodeSection("node-x", "hairpin"));
        Assert.Null(_shop.Bundle.PodSection("shop", "nobody", "ip-addr"));
    }

    [Fact]
    public void Every_running_pod_has_a_log_whose_lines_carry_times_in_order()
    {
        foreach (var pod in _shop.List("pods").Where(p => (string?)p["status"]!["phase"] != "Pending"))
        {
            var container = (string)pod["spec"]!["containers"]![0]!["name"]!;
            var log = _shop.Bundle.Log((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!, container, previous: false);
            var times = log!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]).ToList();
            Assert.True(times.Count >= 2, (string)pod["metadata"]!["name"]!);
            Assert.Equal(times.Order(StringComparer.Ordinal), times);
        }
    }
}
