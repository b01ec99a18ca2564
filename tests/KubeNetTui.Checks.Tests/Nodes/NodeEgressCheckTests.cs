using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeEgressCheckTests
{
    private static readonly Subject Node = Subject.Node("node-a");
    private static readonly ProbeNeed Api = new(Place.Node("node-a"), ProbeMethod.Tcp, "172.18.0.9", 6443);
    private static readonly ProbeNeed Dns = new(Place.Node("node-a"), ProbeMethod.Dns, "10.255.0.53", 53, "kubernetes.io A");

    private static Given Cluster(string resolv = "nameserver 10.255.0.53\n") => new Given().Nodes("node-a")
        .List(Needs.EndpointSlices("default"), Some.Slice("kubernetes", "@=172.18.0.9", "https:6443", "default"))
        .Says("node-a", "resolv-conf", resolv).Says("node-a", "sysctl", "net.ipv4.ip_local_port_range = 32768\t60999\n");

    private static ProbeResult Result(ProbeOutcome outcome, string code = "", string detail = "") => new(outcome, TimeSpan.FromMilliseconds(3), detail, "nc") { DnsCode = code };

    private static string Table(int flows) => string.Concat(Enumerable.Range(0, flows).Select(i =>
        $"ipv4     2 tcp      6 100 ESTABLISHED src=10.244.0.{i % 2 + 5} dst=20.1.2.3 sport={1024 + (i % 60000)} dport=443 src=20.1.2.3 dst=172.18.0.2 sport=443 dport={1024 + (i % 64000)} [ASSURED] mark=0 zone=0 use=2\n"));

    private static Finding Reach(Given given) => given.JudgeAll(new NodeEgressCheck(), Node)[0];

    private static Finding Ports(Given given) => given.JudgeAll(new NodeEgressCheck(), Node)[1];

    [Fact]
    public void What_the_node_reaches_is_named()
    {
        var finding = Reach(Cluster().Read(Api, Result(ProbeOutcome.Reached)).Read(Dns, Result(ProbeOutcome.Reached, "NOERROR")));

        Assert.Equal((Verdict.Pass, "node-a reaches the API server at 172.18.0.9:6443, its nameserver 10.255.0.53"), (finding.Verdict, finding.Title));
    }

    [Theory]
    [InlineData(ProbeOutcome.TimedOut, "no answer")]
    [InlineData(ProbeOutcome.Refused, "refused")]
    [InlineData(ProbeOutcome.Unreachable, "unreachable")]
    public void What_it_does_not_reach_fails_with_how(ProbeOutcome outcome, string how)
    {
        var finding = Reach(Cluster().Read(Api, Result(outcome)).Read(Dns, Result(ProbeOutcome.Reached, "NXDOMAIN")));

        Assert.Equal((Verdict.Fail, $"node-a does not reach the API server at 172.18.0.9:6443 ({how}), but its nameserver 10.255.0.53"), (finding.Verdict, finding.Title));
        Assert.Equal(Api.Command, finding.RemedyCommand);
        Assert.NotEmpty(finding.Exhibits);
    }

    [Fact]
    public void A_DNS_answer_of_any_kind_proves_the_way() =>
        Assert.Equal(Verdict.Pass, Reach(Cluster().Read(Api, Result(ProbeOutcome.Reached)).Read(Dns, Result(ProbeOutcome.Reached, "REFUSED"))).Verdict);

    [Fact]
    public void One_of_two_nameservers_silent_is_slow_and_no_Fail()
    {
        var second = Dns with { Host = "10.255.0.54" };
        var finding = Reach(Cluster("nameserver 10.255.0.53\nnameserver 10.255.0.54\n").Read(Api, Result(ProbeOutcome.Reached)).Read(Dns, Result(ProbeOutcome.TimedOut)).Read(second, Result(ProbeOutcome.Reached, "NOERROR")));

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Empty(finding.Explains);
    }

    [Fact]
    public void Behind_systemds_stub_its_own_servers_are_asked()
    {
        var given = Cluster("nameserver 127.0.0.53\n").Says("node-a", "systemd-resolv-conf", "nameserver 10.255.0.53\n");

        Assert.Contains(Dns, new NodeEgressCheck().Needs(Node, given.Evidence()));
    }

    [Fact]
    public void Probes_that_are_not_wanted_are_Unknown_also_where_others_were_tried()
    {
        Assert.Equal(Verdict.Unknown, Reach(Cluster().Refused(Api).Refused(Dns)).Verdict);
        Assert.Equal(Verdict.Unknown, Reach(Cluster().Read(Api, Result(ProbeOutcome.Reached)).Refused(Dns)).Verdict);
        Assert.Equal(Verdict.Unknown, Reach(new Given()).Verdict);
    }

    [Fact]
    public void Ports_towards_one_destination_that_run_short_name_who_takes_them()
    {
        var finding = Ports(Cluster().Says("node-a", "proc-nf-conntrack", Table(60_000)).List(Needs.Pods(null), Some.Pod("crawler-1", ip: "10.244.0.5"), Some.Pod("crawler-2", ip: "10.244.0.6")));

        Assert.Equal((Verdict.Warn, "60000 of at most 64512 ports towards 20.1.2.3:443/tcp are taken by masqueraded connections of node-a"), (finding.Verdict, finding.Title));
        Assert.Contains(finding.Details, d => d.Contains("shop/crawler-1 (10.244.0.5) 30000", StringComparison.Ordinal));
    }

    [Fact]
    public void Few_connections_pass_with_the_most_used_destination() =>
        Assert.Equal((Verdict.Pass, "ports are left towards every destination; most towards one destination: 12 to 20.1.2.3:443/tcp"), Ports(Cluster().Says("node-a", "proc-nf-conntrack", Table(12))) is var f ? (f.Verdict, f.Title) : default);

    [Fact]
    public void Without_the_connection_table_the_ports_are_Unknown() => Assert.Equal(Verdict.Unknown, Ports(Cluster()).Verdict);
}
