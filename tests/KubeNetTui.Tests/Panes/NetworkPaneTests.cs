using KubeNetTui.Evidence;

namespace KubeNetTui.Tests.Panes;

public sealed class NetworkPaneTests
{
    private const string Iptables = "k8s-1.33-iptables";

    [Fact]
    public async Task Connections_are_watched_as_they_open_and_close_and_what_is_new_joins_what_was_seen()
    {
        // Each look tells something new only when the test lets it: how many looks there are is a matter of how busy the machine is.
        int told = 0, allowed = 1;
        var nodes = new NodesSay(Iptables).On("node1", "conntrack-events", _ => told < Volatile.Read(ref allowed) ? Happened(++told) : "");
        await using var person = nodes.Person();
        await person.Command("conntrack node1").Until("svc kube-system/metrics-server");
        await person.Press("w").Until("conntrack events(node1)");
        await person.Until("14:53:01.000");
        Assert.Contains("1 opened, 1 closed", person.Screen);
        await person.Until("1 ended without anything having come back");
        Assert.Contains("svc kube-system/metrics-server", person.Line("+ opened"));
        Assert.Contains("nothing came back", person.Line("- closed"));
        Assert.DoesNotContain("changed", person.Screen);

        // The next look begins by itself.
        Volatile.Write(ref allowed, 2);
        person.Wait(TimeSpan.FromSeconds(1));
        await person.Until("14:53:02.000");
        Assert.Contains("14:53:01.000", person.Screen);
        Assert.True(person.Screen.IndexOf("14:53:02.000", StringComparison.Ordinal) < person.Screen.IndexOf("14:53:01.000", StringComparison.Ordinal));
        await person.Press("u").Until("changed");
        await person.Press("escape").Until("conntrack(node1)");
    }

    private static string Happened(int second) =>
        $"[{1796050380 + second}.5     ]\t    [NEW] tcp      6 120 SYN_SENT src=10.244.1.3 dst=10.96.238.182 sport=4{second:0000} dport=443 [UNREPLIED] src=10.244.0.2 dst=10.244.1.3 sport=10250 dport=4{second:0000}\n"
        + $"[{1796050380 + second}.600   ]\t [UPDATE] tcp      6 60 SYN_RECV src=10.244.1.3 dst=10.96.238.182 sport=4{second:0000} dport=443 src=10.244.0.2 dst=10.244.1.3 sport=10250 dport=4{second:0000}\n"
        + $"[{1796050380 + second}.700   ]\t[DESTROY] udp      17 src=10.244.1.3 dst=10.96.0.10 sport=3{second:0000} dport=53 [UNREPLIED] src=10.244.0.9 dst=10.244.1.3 sport=53 dport=3{second:0000}\n";

    [Fact]
    public async Task A_node_that_can_not_tell_of_connections_says_why()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("conntrack node1").Until("svc kube-system/metrics-server");
        await person.Press("w").Until("connections' events");
    }

    [Fact]
    public async Task Connections_have_the_names_of_both_ends_and_are_counted_by_what_one_likes()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("conntrack node1").Until("svc kube-system/metrics-server");
        Assert.Contains("294 of 262144 entries (0.1%), 266 of them listed", person.Screen);
        Assert.Contains("10.244.0.2:10250", person.Line("svc kube-system/metrics-server"));
        await person.Press("b").Until("tcp ESTABLISHED");
        await person.Press("b").Until("by destination");
        await person.Until("127.0.0.1:6443");
        await person.Press("b").Until("MASQUERADED");
        await person.Until("kube-system/metrics-server-54ff8dc4f7-6bjmk");
        person.Press("/").Type("metrics").Press("enter");

        // By source an address has no port.
        await person.Until("│ 10.244.0.2 ");
        await person.Press("enter").Until("conntrack 10.244.0.2");
        await person.Until("svc default/kubernetes");
        Assert.DoesNotContain("127.0.0.1:2379", person.Screen);
    }

    [Fact]
    public async Task A_connection_answered_by_what_is_no_endpoint_is_marked_and_shown_alone()
    {
        const string Stale = "udp      17 25 src=10.244.0.4 dst=10.96.0.10 sport=40000 dport=53 [UNREPLIED] src=10.244.9.9 dst=10.244.0.4 sport=53 dport=40000 mark=0 use=1\n";
        var nodes = new NodesSay(Iptables).On("node1", "conntrack", text => text + Stale).On("node1", "proc-nf-conntrack", text => text + "ipv4     2 " + Stale);
        await using var person = nodes.Person();
        await person.Command("conntrack node1").Until("1 are answered by an address that no endpoint has");
        await person.Press("x").Until("✗ no endpoint has it");
        Assert.Contains("10.244.9.9:53", person.Line("✗ no endpoint has it"));
        Assert.DoesNotContain("metrics-server", person.Screen);
        person.Press("x");
        person.Press("b", "b");
        await person.Until("✗ 1 answered by no endpoint");
    }

    [Fact]
    public async Task Of_a_service_only_what_was_sent_to_it_is_shown()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("conntrack svc/kube-system/metrics-server").Until("of service kube-system/metrics-server");
        Assert.All(Rows(person), l => Assert.Contains("10.96.238.182:443", l));
        Assert.NotEmpty(Rows(person));
    }

    [Fact]
    public async Task A_table_too_large_to_be_read_is_counted_from_what_the_node_counted()
    {
        var summary = new NodesSay(Iptables).Each(s => s.Need switch
        {
            CommandNeed { Section: "conntrack" or "proc-nf-conntrack" } when s.Value is CommandOutput output => s with { Value = output with { IsCut = true } },
            _ => s,
        });
        await using var person = summary.Person();
        await person.Command("conntrack node1").Until("too large to be read whole");
    }

    [Fact]
    public async Task How_full_the_table_is_the_kernels_own_counter_says_not_the_listing()
    {
        var nodes = new NodesSay(Iptables).On("node1", "sysctl", text => text.Replace("nf_conntrack_count = 294", "nf_conntrack_count = 257163", StringComparison.Ordinal));
        await using var person = nodes.Person();
        await person.Command("conntrack node1").Until("257163 of 262144 entries (98.1%)");
        Assert.Matches(@"257163 of 262144 entries \(98\.1%\), \d{2,3} of them listed", person.Screen);
    }

    [Fact]
    public async Task Where_the_counter_was_not_read_entries_are_counted()
    {
        var nodes = new NodesSay(Iptables).On("node1", "sysctl", text => text.Replace("net.netfilter.nf_conntrack_count = 294\n", "", StringComparison.Ordinal));
        await using var person = nodes.Person();
        await person.Command("conntrack node1").Until("of 262144 entries (0.1%)");
        Assert.DoesNotContain("of them listed", person.Screen);
    }

    [Fact]
    public async Task Routes_say_whose_range_they_lead_to()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("routes node1").Until("pods of node2");
        Assert.Contains("pods of this node", person.Line("10.244.0.0/24"));
        Assert.Contains("unreachable, for the rest of the range", person.Line("10.244.0.0/16"));
        Assert.Contains("default", Rows(person)[0]);
        await person.Press("u").Until("32766");
        await person.Press("a").Until("10.244.0.5");
        Assert.Contains("demo/web-77b8c5bd8c-l97kp", person.Line("10.244.0.5"));
    }

    [Fact]
    public async Task Of_a_pod_the_way_back_is_told_beside_its_own_routes()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("routes pod/demo/web-77b8c5bd8c-bkzs4").Until("the way back to web-77b8c5bd8c-bkzs4 (10.244.0.4) on node1: 10.244.0.0/24 dev cni0");
        Assert.Contains("10.244.0.1", person.Line("default"));
        var without = new NodesSay(Iptables).On(Place.Pod("demo", "web-77b8c5bd8c-bkzs4"), "ip-route", _ => "[]");
        await using var other = without.Person();
        await other.Command("routes pod/demo/web-77b8c5bd8c-bkzs4").Until("has no route at all");
    }

    [Fact]
    public async Task Each_pod_stands_beside_its_veth_and_bridge()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("veths node1").Until("veth2ab9e610");
        Assert.Matches(@"demo/web-77b8c5bd8c-bkzs4 +10\.244\.0\.4 +eth0 +veth2ab9e610 +cni0 +up +1400 +on", person.Line("veth2ab9e610"));
        Assert.Contains("no pod at its other end", person.Line("vnode2"));
        Assert.Equal("web-77b8c5bd8c-bkzs4", person.Press("/").Type("bkzs4").Press("enter").Selected);
    }

    [Fact]
    public async Task Ends_that_disagree_are_marked()
    {
        var nodes = new NodesSay(Iptables)
            .On(Place.Pod("demo", "web-77b8c5bd8c-bkzs4"), "ip-addr", text => text.Replace("\"mtu\":1400", "\"mtu\":1500", StringComparison.Ordinal))
            .On("node1", "ip-addr", text => Down(text, "vethe8cd4dbd"));
        await using var person = nodes.Person();
        await person.Command("veths node1").Until("1500 ≠ 1400");
        Assert.Contains("✗ the two ends' MTU differ", person.Line("veth2ab9e610"));
        Assert.Contains("✗ down", person.Line("vethe8cd4dbd"));
    }

    [Fact]
    public async Task What_listens_says_who_reaches_it_and_which_service_sends_there()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("sockets svc/demo/web").Until("8080");
        Assert.Matches(@"8080 +tcp +\* +anywhere +svc demo/web:http", person.Line("web-77b8c5bd8c-bkzs4"));
        await person.Command("sockets node1").Until("kubelet (");
        Assert.Contains("itself alone", person.Line("10248"));
        Assert.Contains("kubelet", person.Line("10250"));
        await person.Press("a").Until("ESTAB");
    }

    [Fact]
    public async Task A_service_whose_pod_listens_on_loopback_alone_is_marked()
    {
        var nodes = new NodesSay(Iptables).On(Place.Pod("demo", "web-77b8c5bd8c-bkzs4"), "ss-listen", _ => "tcp LISTEN 0 5 127.0.0.1:8080 0.0.0.0:* users:((\"web\",pid=7,fd=3))\n");
        await using var person = nodes.Person();
        await person.Command("sockets pod/demo/web-77b8c5bd8c-bkzs4").Until("✗ a service sends here, only loopback listens");
    }

    [Fact]
    public async Task Settings_that_matter_come_first_and_a_fault_is_named()
    {
        var nodes = new NodesSay(Iptables).On("node1", "sysctl", text => text.Replace("net.ipv4.ip_forward = 1", "net.ipv4.ip_forward = 0", StringComparison.Ordinal));
        await using var person = nodes.Person();
        await person.Command("sysctl node1").Until("net.ipv4.ip_forward");
        Assert.Matches(@"1 +net\.ipv4\.ip_forward +0 +✗ 0: pods of this node reach nothing beyond it", person.Line("net.ipv4.ip_forward "));
    }

    [Fact]
    public async Task Addresses_that_leaked_and_those_that_the_store_does_not_know_are_told()
    {
        const string Store = "./k8s-pod-network/10.244.0.4:0123456789abcdef\n./k8s-pod-network/10.244.0.4:eth0\n./k8s-pod-network/10.244.0.77:fedcba9876543210\n./k8s-pod-network/10.244.0.77:eth0\n";
        await using var person = new NodesSay(Iptables).On("node1", "cni-ipam", _ => Store).Person();
        await person.Command("ipam node1").Until("leaked");
        Assert.Contains("demo/web-77b8c5bd8c-bkzs4", person.Line("10.244.0.4 "));
        Assert.Contains("✗ leaked: no pod of this node has it", person.Line("10.244.0.77"));
        Assert.Contains("! not in the store", person.Line("10.244.0.5 "));
    }

    [Fact]
    public async Task Everything_that_decides_how_a_name_is_looked_up_stands_together()
    {
        var nodes = new NodesSay(Iptables).On("node2", "resolv-conf", _ => "nameserver 127.0.0.53\n");
        await using var person = nodes.Person();
        await person.Command("dns pod/demo/client").Until("corefile");
        Assert.Matches(@"pod +/etc/resolv\.conf +nameserver +10\.96\.0\.10 +the cluster's DNS", person.Line("the cluster's DNS"));
        Assert.Contains("kubelet", person.Screen);
        Assert.Contains("coredns-5bcd87f5f9-hbgml", person.Line("replica"));
        Assert.Contains("! a stub on the node", person.Line("127.0.0.53"));
    }

    private static string[] Rows(Screens.Person person) => [.. person.Screen.Split('\n').SkipWhile(l => !l.Contains('↑', StringComparison.Ordinal) && !l.Contains('↓', StringComparison.Ordinal)).Skip(1)
        .TakeWhile(l => !l.StartsWith('╰')).Where(l => l.Trim('│', ' ', '▐').Length > 0)];

    private static string Down(string json, string link)
    {
        var at = json.IndexOf($"\"ifname\":\"{link}\"", StringComparison.Ordinal);
        var state = json.IndexOf("\"operstate\":\"UP\"", at, StringComparison.Ordinal);
        return string.Concat(json.AsSpan(0, state), "\"operstate\":\"DOWN\"", json.AsSpan(state + "\"operstate\":\"UP\"".Length));
    }
}
