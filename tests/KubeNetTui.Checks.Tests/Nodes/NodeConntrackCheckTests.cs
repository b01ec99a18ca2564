using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeConntrackCheckTests
{
    private static readonly NodeConntrackCheck Check = new();

    [Fact]
    public void A_table_with_room_passes() => Assert.Contains("0 % full (1,000 of 262,144)", new BridgeCluster().Judge(Check).Title, StringComparison.Ordinal);

    [Fact]
    public void A_full_table_fails_and_names_the_pod_that_fills_it()
    {
        var finding = Count(257_163).Node("conntrack-summary", "total 1000 10\nsrc 900 0 10.244.1.5\nsrc 100 0 10.0.0.2\ndst 800 0 198.51.100.7\nstate 900 0 tcp TIME_WAIT\nend\n").Judge(Check);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("98 % full (257,163 of 262,144): 90 % of the entries read are of shop/web-1 (10.244.1.5), mostly to 198.51.100.7", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Details, d => d.Contains("90 % are tcp TIME_WAIT", StringComparison.Ordinal));
        Assert.Contains(finding.Details, d => d.Contains("node node-b (10.0.0.2) 10 %", StringComparison.Ordinal));
        Assert.Contains(Subject.Pod("shop", "web-2"), finding.Explains);
        Assert.Contains(BridgeCluster.Deciding(finding), l => l == "src 900 0 10.244.1.5");
    }

    [Fact]
    public void Close_to_full_warns_also_where_who_fills_it_is_not_known()
    {
        var finding = Count(220_000).Without("conntrack-summary").Judge(Check);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("no shell on node-a", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_was_full_warns_by_log_and_by_counters()
    {
        var log = new BridgeCluster().Node("kernel-log", "[Sat Jan 31 11:00:00 2026] nf_conntrack: nf_conntrack: table full, dropping packet\n").Judge(Check);
        Assert.Equal(Verdict.Warn, log.Verdict);
        Assert.Contains(log.Details, d => d.Contains("Sat Jan 31 11:00:00", StringComparison.Ordinal));
        var counters = new BridgeCluster().Node("stat-nf-conntrack", "entries invalid insert_failed drop early_drop\n0000000a 0 0 10 20\n").Judge(Check);
        Assert.Equal(Verdict.Warn, counters.Verdict);
        Assert.Contains("early_drop 32, drop 16", counters.Details[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Some_lost_races_are_life_and_many_warn()
    {
        Assert.Equal(Verdict.Pass, new BridgeCluster().Node("stat-nf-conntrack", "entries insert_failed drop early_drop\na 20 0 0\n").Judge(Check).Verdict);
        Assert.Contains("race", new BridgeCluster().Node("stat-nf-conntrack", "entries insert_failed drop early_drop\na 4000 0 0\n").Judge(Check).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_settings_it_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, new BridgeCluster().Without("sysctl").Judge(Check).Verdict);
        Assert.Contains("nf_conntrack may not be loaded", new BridgeCluster().Node("sysctl", "net.ipv4.ip_forward = 1\n").Judge(Check).Title, StringComparison.Ordinal);
    }

    private static BridgeCluster Count(int count) => new BridgeCluster().Change("sysctl", "nf_conntrack_count = 1000", $"nf_conntrack_count = {count}");
}
