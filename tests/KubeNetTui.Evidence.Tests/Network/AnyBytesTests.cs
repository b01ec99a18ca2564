using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Evidence.Tests;

public sealed class AnyBytesTests
{
    private static readonly (string Section, Func<string, (int Items, IReadOnlyList<NotUnderstoodLine> NotUnderstood)> Parse)[] Parsers =
    [
        ("ip-addr", t => (LinkTable.ParseJson(t).Items.Count, LinkTable.ParseJson(t).NotUnderstood)),
        ("ip-addr.txt", t => (LinkTable.ParseText(t).Items.Count, LinkTable.ParseText(t).NotUnderstood)),
        ("ip-route", t => (RouteTable.ParseJson(t).Items.Count, RouteTable.ParseJson(t).NotUnderstood)),
        ("ip-route.txt", t => (RouteTable.ParseText(t).Items.Count, RouteTable.ParseText(t).NotUnderstood)),
        ("ip-rule", t => (RoutingRules.ParseJson(t).Items.Count, RoutingRules.ParseJson(t).NotUnderstood)),
        ("ip-route.txt", t => (RoutingRules.ParseText(t).Items.Count, RoutingRules.ParseText(t).NotUnderstood)),
        ("ip-neigh", t => (NeighbourTable.ParseJson(t).Items.Count, NeighbourTable.ParseJson(t).NotUnderstood)),
        ("ip-neigh", t => (NeighbourTable.ParseText(t).Items.Count, NeighbourTable.ParseText(t).NotUnderstood)),
        ("bridge-link", t => (BridgePorts.ParseJson(t).Items.Count, BridgePorts.ParseJson(t).NotUnderstood)),
        ("bridge-fdb", t => (FdbTable.ParseJson(t).Items.Count, FdbTable.ParseJson(t).NotUnderstood)),
        ("hairpin", t => (InterfaceFiles.Parse(t).Values.Count, InterfaceFiles.Parse(t).NotUnderstood)),
        ("ss-listen", t => (SocketTable.ParseSs(t).Items.Count, SocketTable.ParseSs(t).NotUnderstood)),
        ("ss-established", t => (SocketTable.ParseSs(t).Items.Count, SocketTable.ParseSs(t).NotUnderstood)),
        ("proc-net-tcp", t => (SocketTable.ParseProc(t, SocketProtocol.Tcp).Items.Count, SocketTable.ParseProc(t, SocketProtocol.Tcp).NotUnderstood)),
        ("proc-net-tcp6", t => (SocketTable.ParseProc(t, SocketProtocol.Tcp).Items.Count, SocketTable.ParseProc(t, SocketProtocol.Tcp).NotUnderstood)),
        ("conntrack", t => (ConntrackTable.Parse(t).Items.Count, ConntrackTable.Parse(t).NotUnderstood)),
        ("proc-nf-conntrack", t => (ConntrackTable.Parse(t).Items.Count, ConntrackTable.Parse(t).NotUnderstood)),
        ("conntrack-stats", t => (ConntrackStats.ParseTool(t).Processors, ConntrackStats.ParseTool(t).NotUnderstood)),
        ("stat-nf-conntrack", t => (ConntrackStats.ParseProc(t).Processors, ConntrackStats.ParseProc(t).NotUnderstood)),
        ("conntrack", t => ((int)ConntrackSummary.Parse(t).Total, ConntrackSummary.Parse(t).NotUnderstood)),
        ("sysctl", t => (SysctlTable.Parse(t).Values.Count, SysctlTable.Parse(t).NotUnderstood)),
        ("resolv-conf", t => (ResolvConf.Parse(t).Nameservers.Count, ResolvConf.Parse(t).NotUnderstood)),
        ("ip-addr.txt", t => (PodProcesses.Parse(t).Items.Count, PodProcesses.Parse(t).NotUnderstood)),
        ("kubelet-configz", t => (CniConfigurations.Parse("# /etc/cni/net.d/10-x.conf\n" + t).Items.Count, CniConfigurations.Parse(t).NotUnderstood)),
        ("link-flags", t => (IpamStore.Parse(t).Items.Count, IpamStore.Parse(t).NotUnderstood)),
        ("ip-addr.txt", t => (CniPrograms.Parse(t).Items.Count, CniPrograms.Parse(t).NotUnderstood)),
        ("sysctl", t => (UfwStatus.Parse(t).Rules.Count, UfwStatus.Parse(t).NotUnderstood)),
        ("sysctl", t => (KernelLog.Parse(t).Items.Count, [])),
    ];

    [Fact]
    public void Real_outputs_with_pieces_changed_never_throw_and_name_lines_that_exist()
    {
        string[] texts = [.. Parsers.Select(p => p.Section).Distinct()];
        var real = texts.ToDictionary(s => s, s => NetworkCaptures.All(s).Take(4).ToArray());
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            foreach (var (section, parse) in Parsers)
            {
                var text = NetworkCaptures.Mutate(real[section][seed % real[section].Length], seed);
                var (_, failed) = parse(text);
                Assert.All(failed, f => Assert.True(f.Number >= 1 && f.Why.Length > 0, section));
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Random_text_never_throws()
    {
        Prop.ForAll<string>(text =>
        {
            foreach (var (_, parse) in Parsers)
            {
                parse(text ?? "");
                parse("[" + text);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Every_stored_output_is_understood_to_its_last_line()
    {
        // Those after the first are parsers of other outputs, given this one as nonsense.
        foreach (var (section, parse) in Parsers.DistinctBy(p => p.Section).Where(p => p.Section is not ("kubelet-configz" or "link-flags")))
        {
            Assert.All(NetworkCaptures.All(section), t => Assert.Empty(t.Length == 0 ? [] : parse(t).NotUnderstood));
        }
    }
}
