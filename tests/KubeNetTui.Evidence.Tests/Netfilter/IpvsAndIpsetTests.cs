namespace KubeNetTui.Evidence.Tests;

/// <summary>Outputs made after ipvsadm's and ipset's sources and manuals: the captured cluster's kernel has no IPVS.</summary>
public sealed class IpvsAndIpsetTests
{
    [Fact]
    public void Virtual_servers_have_their_real_servers_with_weights_and_connections()
    {
        var table = IpvsTable.Parse("""
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
            TCP  10.96.0.1:443 rr persistent 10800
              -> 172.18.0.2:6443              Masq    1      3          0
            UDP  10.96.0.10:53 rr
              -> 10.244.0.2:53                Masq    1      0          12
              -> 10.244.0.9:53                Masq    0      0          1
            TCP  [fd00::1]:443 rr
            FWM  1 rr
            """);

        Assert.Empty(table.NotUnderstood);
        Assert.True(table.HasHeader);
        var api = table.Find("tcp", Ip.Parse("10.96.0.1")!.Value, 443)!;
        Assert.Equal(("rr", 10800, 4), (api.Scheduler, api.PersistentSeconds, api.Line));
        Assert.Equal(new IpvsDestination(Ip.Parse("172.18.0.2")!.Value, 6443, "Masq", 1, 3, 0, null, 5), Assert.Single(api.Destinations));
        var dns = table.Find("udp", Ip.Parse("10.96.0.10")!.Value, 53)!;
        Assert.Equal([1, 0], dns.Destinations.Select(d => d.Weight));
        Assert.Equal(0, dns.PersistentSeconds);
        Assert.Empty(table.Find("tcp", Ip.Parse("fd00::1")!.Value, 443)!.Destinations);
        Assert.Contains(table.Services, s => s is { Protocol: "fwm", Port: 1, Address: null });
        Assert.Null(table.Find("tcp", Ip.Parse("10.96.0.10")!.Value, 53));
    }

    [Fact]
    public void Statistics_are_counted_and_large_numbers_are_rounded_as_they_were_printed()
    {
        var table = IpvsTable.Parse("""
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
              -> RemoteAddress:Port
            TCP  10.96.0.1:443                       3      521      620    48211   1234K
              -> 172.18.0.2:6443                     3      521      620    48211     12M
            """);

        Assert.Empty(table.NotUnderstood);
        Assert.Equal(new IpvsStats(3, 521, 620, 48211, 1_234_000), table.Services[0].Stats);
        Assert.Equal(new IpvsStats(3, 521, 620, 48211, 12_000_000), table.Services[0].Destinations[0].Stats);
        Assert.Null(table.Services[0].Destinations[0].Weight);
    }

    [Fact]
    public void The_kernels_own_file_says_the_same_in_hexadecimal()
    {
        var table = IpvsTable.ParseProc("""
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port Forward Weight ActiveConn InActConn
            TCP  0A600001:01BB rr
              -> AC120002:192B      Masq    1      3          0
            """);

        Assert.Empty(table.NotUnderstood);
        var destination = Assert.Single(table.Find("tcp", Ip.Parse("10.96.0.1")!.Value, 443)!.Destinations);
        Assert.Equal(("172.18.0.2", 6443, 1), (destination.Address.ToString(), destination.Port, destination.Weight));
    }

    [Fact]
    public void Without_IPVS_in_the_kernel_there_is_neither_a_heading_nor_a_server()
    {
        var table = IpvsTable.Parse("Can't initialize ipvs: Protocol not available\n");

        Assert.False(table.HasHeader);
        Assert.Equal(1, Assert.Single(table.NotUnderstood).Number);
    }

    [Fact]
    public void Sets_have_their_entries_field_by_field()
    {
        var sets = IpsetSave.Parse("""
            create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1
            add KUBE-CLUSTER-IP 10.96.0.1,tcp:443
            add KUBE-CLUSTER-IP 10.96.0.10,udp:53
            create cali40masq-ipam-pools hash:net family inet hashsize 1024 maxelem 1048576
            add cali40masq-ipam-pools 10.244.0.0/16
            add cali40masq-ipam-pools 10.244.9.0/24 nomatch
            create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
            add KUBE-NODE-PORT-TCP 30080
            create all list:set size 8
            add all cali40masq-ipam-pools
            """);

        Assert.Empty(sets.NotUnderstood);
        var cluster = sets.Find("KUBE-CLUSTER-IP")!;
        Assert.Equal(["ip", "port"], cluster.Fields);
        Assert.Equal(IpRange.Parse("10.96.0.1"), cluster.Entries[0].Fields[0].Addresses);
        Assert.Equal(("tcp", PortRange.Of(443)), (cluster.Entries[0].Fields[1].Protocol, cluster.Entries[0].Fields[1].Ports!.Value));
        Assert.Equal([false, true], sets.Find("cali40masq-ipam-pools")!.Entries.Select(e => e.IsExcluded));
        Assert.Equal(PortRange.Of(30080), sets.Find("KUBE-NODE-PORT-TCP")!.Entries[0].Fields[0].Ports);
        Assert.Equal("cali40masq-ipam-pools", sets.Find("all")!.Entries[0].Fields[0].Text);
        Assert.All(sets.Sets, s => Assert.True(s.IsUnderstood));
    }

    [Fact]
    public void An_entry_that_is_not_understood_makes_its_set_incomplete()
    {
        var sets = IpsetSave.Parse("create s hash:ip family inet\nadd s not-an-ip\nadd t 10.0.0.1\n");

        Assert.False(sets.Find("s")!.IsUnderstood);
        Assert.Equal([2, 3], sets.NotUnderstood.Select(l => l.Number));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1/32", "10.0.0.1")]
    [InlineData("10.0.0.0-10.0.0.255", "10.0.0.0/24")]
    [InlineData("10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9")]
    [InlineData("::/0", "::/0")]
    [InlineData("fd00::/64", "fd00::/64")]
    public void A_range_prints_as_the_shortest_of_its_forms(string text, string printed)
    {
        Assert.True(IpRange.TryParse(text, out var range));
        Assert.Equal(printed, range.ToString());
    }

    [Theory]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/255.0.255.0")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    public void What_is_no_range_is_refused(string text) => Assert.False(IpRange.TryParse(text, out _));
}
