namespace KubeNetTui.Evidence.Tests;

public sealed class SmallTablesTests
{
    [Fact]
    public void Neighbours_have_a_MAC_or_were_not_answered()
    {
        var neighbours = NeighbourTable.ParseJson(NetworkCaptures.Node("ip-neigh"));
        Assert.Empty(neighbours.NotUnderstood);
        Assert.NotEmpty(neighbours.Items);
        Assert.All(neighbours.Items, n => Assert.NotEqual(n.Mac.Length == 0, !n.IsUnanswered));
        Assert.Contains(neighbours.Find("10.201.0.2"), n => n.Device == "k8s0");
    }

    /// <summary>Made up: iproute2's text, and /proc/net/arp.</summary>
    [Fact]
    public void Neighbours_are_read_from_text_and_from_proc()
    {
        var text = NeighbourTable.ParseText("10.244.0.5 dev cni0 lladdr D6:bc:b1:e1:ee:d4 PERMANENT\nfd00::1 dev eth0 FAILED\n10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 ref 1 used 1/2/3 probes 1 REACHABLE\nwhat\n");
        Assert.Equal(new Neighbour("10.244.0.5", "cni0", "d6:bc:b1:e1:ee:d4", text.Items[0].States), text.Items[0]);
        Assert.True(text.Items[0].IsPermanent);
        Assert.True(text.Items[1].IsUnanswered);
        Assert.Equal(["REACHABLE"], text.Items[2].States);
        Assert.Equal(4, Assert.Single(text.NotUnderstood).Number);
        var arp = NeighbourTable.ParseText("IP address       HW type     Flags       HW address            Mask     Device\n10.0.0.9         0x1         0x6         02:00:00:00:00:09     *        eth0\n10.0.0.8         0x1         0x0         00:00:00:00:00:00     *        eth0\n");
        Assert.True(arp.Items[0].IsPermanent);
        Assert.True(arp.Items[1].IsUnanswered);
    }

    [Fact]
    public void Hairpin_modes_are_the_same_from_each_tool()
    {
        foreach (var (capture, mode) in ((string, bool)[])[("k8s-1.33-iptables", true), ("faults/hairpin-off", false)])
        {
            var links = HairpinModes.ParseLinks(NetworkCaptures.Node("ip-addr", capture: capture));
            var bridge = HairpinModes.ParseBridge(NetworkCaptures.Node("bridge-link", capture: capture));
            var files = HairpinModes.ParseFiles(NetworkCaptures.Node("hairpin", capture: capture));
            Assert.Equal(links.ByPort.OrderBy(p => p.Key), bridge.ByPort.OrderBy(p => p.Key));
            Assert.Equal(links.ByPort.OrderBy(p => p.Key), files.ByPort.OrderBy(p => p.Key));
            Assert.True(files.IsFromSysfs);
            Assert.All(links.ByPort.Where(p => p.Key.StartsWith("veth", StringComparison.Ordinal)), p => Assert.Equal(mode, p.Value));
            Assert.False(links.Of("vnode2"));
            Assert.Null(links.Of("nothing"));
        }
    }

    [Fact]
    public void A_bridges_FDB_says_behind_which_port_a_MAC_is()
    {
        var fdb = FdbTable.ParseJson(NetworkCaptures.Node("bridge-fdb", "node2"));
        Assert.Empty(fdb.NotUnderstood);
        Assert.Contains(fdb.Items, e => e is { Mac: "ce:18:2a:40:3d:56", Device: "veth58c88630", Bridge: "cni0", State: "" });
    }

    [Fact]
    public void Flags_of_interfaces_are_hexadecimal()
    {
        var flags = InterfaceFiles.Parse(NetworkCaptures.Node("link-flags") + "/sys/class/net/br0/flags:0x1103\nnonsense\n");
        Assert.Equal(0x1303, flags.Values["veth2f79234c"]);
        Assert.NotEqual(0, flags.Values["br0"] & InterfaceFiles.PromiscuousFlag);
        Assert.Equal("nonsense", Assert.Single(flags.NotUnderstood).Text);
    }

    [Fact]
    public void Sysctls_are_numbers_ranges_and_settings_of_interfaces()
    {
        var sysctls = SysctlTable.Parse(NetworkCaptures.Node("sysctl") + "net.ipv4.conf.eth0/100.rp_filter = 1\nsysctl: cannot stat /proc/sys/net/x: No such file\n");
        Assert.Equal(1, sysctls.Number("net.ipv4.ip_forward"));
        Assert.Equal((32768, 60999), sysctls.Range("net.ipv4.ip_local_port_range"));
        Assert.Equal(1, sysctls.OfInterface("ipv4", "eth0.100", "rp_filter"));
        Assert.Null(sysctls.Number("net.ipv4.nothing"));
        Assert.Single(sysctls.NotUnderstood);
    }

    [Fact]
    public void Pods_processes_are_read_in_all_spellings()
    {
        var processes = PodProcesses.Parse("12 8883390b_11e6_4d9c_a920_77a643e41e17 net:[4026532231]\n13 8883390b-11e6-4d9c-a920-77a643e41e17 4026532231\n# note\nx y\n");
        Assert.Equal([12, 13], processes.Of("8883390b-11e6-4d9c-a920-77a643e41e17").Select(p => p.Pid));
        Assert.All(processes.Items, p => Assert.Equal(4026532231, p.NetworkNamespace));
        Assert.Equal(4, Assert.Single(processes.NotUnderstood).Number);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("0.0.0.0/0", "1.2.3.4", true)]
    [InlineData("fd00::/64", "fd00:0:0:0:1::5", true)]
    [InlineData("fd00::/64", "10.0.0.1", false)]
    public void Ranges_contain_addresses_of_their_family(string range, string address, bool contains)
    {
        Assert.True(IpPrefix.TryParse(range, out var prefix));
        Assert.Equal(contains, prefix.Contains(address));
    }

    [Fact]
    public void Ranges_overlap_either_way_and_are_written_without_host_bits()
    {
        Assert.True(IpPrefix.TryParse("10.1.2.3/16", out var wide));
        Assert.True(IpPrefix.TryParse("10.1.9.0/24", out var narrow));
        Assert.Equal("10.1.0.0/16", wide.ToString());
        Assert.True(wide.Overlaps(narrow) && narrow.Overlaps(wide));
        Assert.Equal("10.1.9.2", narrow.Address(2));
        Assert.Equal("10.1.9.255", narrow.Address(4000));
        Assert.Equal(9 * 256, narrow.OffsetIn(wide));
        foreach (var bad in (string[])["", "1", "1.2.3", "10.0.0.0/33", "10.0.0.0/x", "::/129", "a.b.c.d", "1.2.3.4/"])
        {
            Assert.False(IpPrefix.TryParse(bad, out _), bad);
        }
    }

    [Theory]
    [InlineData("fd00:0000:0000:0000:0000:0000:0000:0001", "fd00::1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("[fe80::1%eth0]", "fe80::1")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("no:address", "no:address")]
    public void Addresses_have_one_spelling(string text, string canonical) => Assert.Equal(canonical, IpText.Canonical(text));
}
