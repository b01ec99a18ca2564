namespace KubeNetTui.Evidence.Tests;

public sealed class NodeFilesTests
{
    [Fact]
    public void A_resolv_conf_has_servers_search_list_and_options()
    {
        var file = ResolvConf.Parse(
            """
            # made by the kubelet
            search shop.svc.cluster.local svc.cluster.local cluster.local
            nameserver 10.96.0.10
            nameserver fe80::1%eth0
            options ndots:5 timeout:2 edns0
            nameserver nonsense
            """);
        Assert.Equal(["10.96.0.10", "fe80::1"], file.Nameservers);
        Assert.Equal(3, file.Search.Count);
        Assert.Equal((5, 2, 2), (file.Ndots, file.Timeout, file.Attempts));
        Assert.Empty(file.LoopbackNameservers);
        Assert.Equal(6, Assert.Single(file.NotUnderstood).Number);
        Assert.Equal(["127.0.0.53"], ResolvConf.Parse("nameserver 127.0.0.53\n").LoopbackNameservers);
        Assert.Equal(1, ResolvConf.Parse("options ndots\n").Ndots);
        Assert.Equal(["last"], ResolvConf.Parse("search a b\ndomain last\n").Search);
    }

    /// <summary>Made up after the plugins' documentation: a list with flannel's delegate, a single one, a broken one.</summary>
    [Fact]
    public void The_first_valid_CNI_configuration_by_name_is_in_force()
    {
        var files = CniConfigurations.Parse(
            """
            # /etc/cni/net.d/20-flannel.conflist
            {"name":"cbr0","cniVersion":"0.3.1","plugins":[{"type":"flannel","delegate":{"hairpinMode":true,"isDefaultGateway":true}},{"type":"portmap","capabilities":{"portMappings":true}}]}
            # /etc/cni/net.d/10-bridge.conf
            {"name":"podnet","type":"bridge","bridge":"cni0","mtu":1450,"hairpinMode":true,
             "ipam":{"type":"host-local","ranges":[[{"subnet":"10.244.1.0/24","rangeStart":"10.244.1.10","rangeEnd":"10.244.1.19"}]]}}
            # /etc/cni/net.d/05-broken.conf
            {"name":
            # /etc/cni/net.d/99-empty.conf
            """);

        Assert.Equal(["/etc/cni/net.d/05-broken.conf", "/etc/cni/net.d/10-bridge.conf", "/etc/cni/net.d/20-flannel.conflist", "/etc/cni/net.d/99-empty.conf"], files.Items.Select(f => f.File));
        Assert.Equal("podnet", files.Active!.Name);
        Assert.Equal(["bridge", "host-local"], files.Active.Programs);
        var bridge = files.Active.Plugins[0];
        Assert.Equal(("cni0", 1450, (bool?)true), (bridge.Bridge, bridge.Mtu, bridge.HairpinMode));
        Assert.Equal(10, Assert.Single(bridge.Ranges).Size);
        Assert.NotEqual("", files.Items[0].Problem);
        Assert.Equal("the file is empty", files.Items[3].Problem);
        Assert.Equal(["flannel", "bridge", "portmap"], files.Items[2].Programs);
    }

    [Theory]
    [InlineData("10.244.1.0/24", "", "", "", 253)]
    [InlineData("10.244.1.0/24", "10.244.1.2", "10.244.1.11", "", 10)]
    [InlineData("10.244.1.0/24", "10.244.1.1", "10.244.1.11", "10.244.1.1", 10)]
    [InlineData("10.244.1.0/30", "", "", "", 1)]
    [InlineData("10.244.1.0/24", "10.244.1.200", "10.244.1.100", "", 0)]
    public void A_range_has_room_for_so_many_pods(string subnet, string first, string last, string gateway, double size)
    {
        Assert.True(IpPrefix.TryParse(subnet, out var range));
        Assert.Equal(size, new CniRange(range, first, last, gateway).Size);
    }

    [Fact]
    public void The_store_of_host_local_has_addresses_and_containers()
    {
        var store = IpamStore.Parse("./cbr0/10.244.1.7:0a1b2c\n./cbr0/10.244.1.7:eth0\n./cbr0/last_reserved_ip.0:10.244.1.7\n./cbr0/fd00::7:0a1b2c\n./cbr0/lock:\n./cbr0/readme:x\n");
        Assert.Equal([new IpamAddress("cbr0", "10.244.1.7", "0a1b2c"), new IpamAddress("cbr0", "fd00::7", "0a1b2c")], store.Items);
        Assert.Equal(6, Assert.Single(store.NotUnderstood).Number);
    }

    [Fact]
    public void Programs_are_those_that_may_be_executed()
    {
        var programs = CniPrograms.Parse("total 12\n-rwxr-xr-x 1 root root 4151060 Mar 10  2025 bridge\nlrwxrwxrwx 1 root root 9 Mar 10 12:00 portmap -> /usr/bin/portmap\n-rw-r--r-- 1 root root 5 Mar 10 12:00 README\ndrwxr-xr-x 2 root root 4096 Mar 10 12:00 old\nls: error\n");
        Assert.Equal([("bridge", true), ("portmap", true), ("README", false)], programs.Items.Select(p => (p.Key, p.Value)));
        Assert.Equal("ls: error", Assert.Single(programs.NotUnderstood).Text);
    }

    /// <summary>Made up after ufw 0.36.</summary>
    [Fact]
    public void Ufw_says_what_it_lets_in()
    {
        var ufw = UfwStatus.Parse(
            """
            Status: active
            Logging: on (low)
            Default: deny (incoming), allow (outgoing), disabled (routed)
            New profiles: skip

            To                         Action      From
            --                         ------      ----
            22/tcp                     ALLOW IN    Anywhere
            10250/tcp                  DENY IN     10.0.0.0/8
            Anywhere on cni0           ALLOW FWD   Anywhere
            """);
        Assert.Equal((true, "deny", "allow", "disabled"), (ufw.IsActive, ufw.Incoming, ufw.Outgoing, ufw.Routed));
        Assert.Equal([new UfwRule("22/tcp", "ALLOW", "IN", "Anywhere"), new UfwRule("10250/tcp", "DENY", "IN", "10.0.0.0/8"), new UfwRule("Anywhere on cni0", "ALLOW", "FWD", "Anywhere")], ufw.Rules);
        Assert.False(UfwStatus.Parse("Status: inactive\n").IsActive);
        Assert.False(UfwStatus.Parse("ERROR: You need to be root\n").IsUnderstood);
    }

    /// <summary>Messages of Linux 6.x: nf_conntrack_core.c, oom_kill.c, fib_frontend.c, neighbour.c.</summary>
    [Theory]
    [InlineData("[Fri Nov 20 23:00:01 2026] nf_conntrack: nf_conntrack: table full, dropping packet", KernelEvent.ConntrackFull, "Fri Nov 20 23:00:01 2026", "")]
    [InlineData("[  123.456] Memory cgroup out of memory: Killed process 4711 (coredns) total-vm:1kB", KernelEvent.OutOfMemory, "123.456", "coredns")]
    [InlineData("IPv4: martian source 10.244.1.5 from 10.0.0.1, on dev eth0", KernelEvent.Martian, "", "")]
    [InlineData("[1] neighbour: arp_cache: neighbor table overflow!", KernelEvent.NeighbourOverflow, "1", "")]
    [InlineData("[1] e1000: eth0 NIC Link is Down", KernelEvent.LinkDown, "1", "")]
    [InlineData("[1] INFO: task kubelet:1 blocked for more than 120 seconds.", KernelEvent.Hung, "1", "")]
    [InlineData("[1] something else", KernelEvent.Other, "1", "")]
    public void Lines_of_the_kernels_log_are_sorted(string text, KernelEvent what, string time, string process)
    {
        var line = Assert.Single(KernelLog.Parse(text).Items);
        Assert.Equal((what, time, process), (line.Event, line.Time, line.Process));
    }

    [Fact]
    public void Enforcing_is_told_from_permissive()
    {
        Assert.True(SelinuxMode.Parse("Enforcing\n").IsEnforcing);
        Assert.False(SelinuxMode.Parse("permissive\n").IsEnforcing);
    }
}
