using KubeNetTui.Evidence;

namespace KubeNetTui.Tests.Panes;

/// <summary>nftables on what a real kube-proxy wrote; IPVS on what documentation shows, since the captured kernel has none.</summary>
public sealed class NetfilterPaneTests
{
    private const string Nftables = "k8s-1.33-nftables";

    private const string Ipvs = """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
        TCP  10.96.208.120:80 rr
          -> 10.244.0.4:8080              Masq    1      2          1
          -> 10.244.0.5:8080              Masq    0      0          0
          -> 10.244.0.99:8080             Masq    1      0          4
        TCP  10.96.251.225:80 rr

        """;

    private const string IpvsStats = """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
          -> RemoteAddress:Port
        TCP  10.96.208.120:80                   13       78       65     5000     9000
          -> 10.244.0.4:8080                     7       42       35     2700     4900
          -> 10.244.0.5:8080                     6       36       30     2300     4100

        """;

    [Fact]
    public async Task Kube_proxys_map_of_services_comes_first_and_its_verdicts_are_followed()
    {
        await using var person = new NodesSay(Nftables).Person();
        await person.Command("nft node1").Until("service-ips");
        Assert.Matches(@"1 +ip kube-proxy +verdict map +service-ips", person.Line("service-ips"));
        await person.Press("enter").Until("goto service-AXK6CI2C-demo/web/tcp/http");
        person.Press("/").Type("demo/web/tcp").Press("enter");
        await person.Press("enter").Until("from @service-ips");
        Assert.Contains("numgen random mod 3", person.Screen);
        person.Press("backspace");
        Assert.Contains("@service-ips", person.Screen);
    }

    [Fact]
    public async Task What_concerns_a_service_are_its_elements_and_the_chains_they_lead_to()
    {
        await using var person = new NodesSay(Nftables).Person();
        await person.Command("nft svc/demo/web").Until("service demo/web: 10 rules and elements");
        Assert.Contains("dnat to 10.244.0.8:8080", person.Screen);
        Assert.DoesNotContain("web-badport", person.Screen);
        Assert.DoesNotContain("9999", person.Screen);
    }

    [Fact]
    public async Task IPVS_shows_its_real_servers_beside_the_endpoints()
    {
        var nodes = new NodesSay("k8s-1.33-iptables").On("node1", "ipvsadm", _ => Ipvs).On("node1", "ipvsadm-stats", _ => IpvsStats);
        await using var person = nodes.Person();
        await person.Command("ipvs node1").Until("2 virtual servers, 3 real servers");
        Assert.Matches(@"10\.96\.208\.120:80 +svc demo/web +rr +10\.244\.0\.4:8080 +demo/web-77b8c5bd8c-bkzs4 +1 +2 +1 +7", person.Line("10.244.0.4:8080"));
        Assert.Contains("weight 0: takes no new connection", person.Line("10.244.0.5:8080"));
        Assert.Contains("✗ no endpoint has this address", person.Line("10.244.0.99:8080"));
        Assert.Contains("✗ no real server", person.Line("10.96.251.225:80"));
    }

    [Fact]
    public async Task A_kernel_without_IPVS_is_no_fault_and_the_other_panes_are_named()
    {
        await using var person = new NodesSay("k8s-1.33-iptables").Person();
        await person.Command("ipvs node1").Until("node1 has no IPVS");
        Assert.Contains("Protocol not available", person.Screen);
        Assert.Contains(":iptables and :nft", person.Screen);
    }

    [Fact]
    public async Task A_listing_that_is_no_JSON_is_no_empty_ruleset()
    {
        await using var person = new NodesSay(Nftables).On("node1", "nft-json", text => text[..(text.Length / 2)]).Person();
        await person.Command("nft node1").Until("the listing broke off");
    }

    [Theory]
    [InlineData("[0:0] -A INPUT -d 10.0.0.0/8 -i eth0 -m comment --comment \"a \\\"quoted\\\" -j word\" -j DROP", "-d 10.0.0.0/8 -i eth0", "DROP")]
    [InlineData("[0:0] -A X -p tcp -m comment --comment plain -m tcp --dport 80 -j KUBE-SVC-A", "-p tcp --dport 80", "KUBE-SVC-A")]
    [InlineData("[0:0] -A X ! -s 10.244.0.0/16 -g Y", "! -s 10.244.0.0/16", "goto Y")]
    [InlineData("[0:0] -A X", "all", "count")]
    [InlineData("[0:0] -A X -p tcp -j REJECT --reject-with tcp-reset", "-p tcp", "REJECT tcp-reset")]
    public void A_rule_is_cut_into_what_it_asks_and_what_it_does(string line, string match, string target)
    {
        var rules = IptablesRuleset.Parse($"*filter\n:X - [0:0]\n:Y - [0:0]\n:INPUT ACCEPT [0:0]\n:KUBE-SVC-A - [0:0]\n{line}\nCOMMIT\n");
        var rule = Assert.Single(rules.Tables.SelectMany(t => t.Chains).SelectMany(c => c.Rules));
        Assert.Equal(match, KubeNetTui.Panes.RuleText.Match(rule));
        Assert.Equal(target, KubeNetTui.Panes.RuleText.Target(rule, KubeNetTui.Panes.AddressBook.Of(new EvidenceStore(default))));
    }
}
