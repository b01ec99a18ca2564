namespace KubeNetTui.Evidence.Tests;

public sealed class SocketTableTests
{
    [Fact]
    public void Listening_sockets_of_a_node_come_with_their_processes()
    {
        var sockets = SocketTable.ParseSs(NetworkCaptures.Node("ss-listen"));

        Assert.Empty(sockets.NotUnderstood);
        var proxy = Assert.Single(sockets.ListeningOn(SocketProtocol.Tcp, 10249));
        Assert.Equal(("127.0.0.1", "kube-proxy", true), (proxy.Address, proxy.Process, proxy.IsLoopbackOnly));
        Assert.True(proxy.Pid > 0);
        Assert.False(proxy.Accepts("10.201.0.1"));
    }

    [Fact]
    public void Without_processes_and_without_the_first_column_the_same_sockets_are_found()
    {
        var all = SocketTable.ParseSs(NetworkCaptures.Node("ss-listen")).Items.Select(s => (s.Address, s.Port)).Order();
        Assert.Equal(all, SocketTable.ParseSs(NetworkCaptures.Node("ss-listen-noproc")).Items.Select(s => (s.Address, s.Port)).Order());
        var established = SocketTable.ParseSs(NetworkCaptures.Node("ss-established"));
        Assert.Empty(established.NotUnderstood);
        Assert.Equal(all, established.Listening.Select(s => (s.Address, s.Port)).Order());
        Assert.Contains(established.Items, s => s is { State: "ESTAB", Port: 2379, PeerPort: > 0 });
    }

    [Fact]
    public void A_pods_server_on_all_addresses_accepts_both_families()
    {
        var web = Assert.Single(SocketTable.ParseSs(NetworkCaptures.Pod("web-77b8c5bd8c-bkzs4", "ss-listen")).ListeningOn(SocketProtocol.Tcp, 8080));
        Assert.True(web.Accepts("10.244.0.4"));
        Assert.True(web.Accepts("fd00::4"));
    }

    [Fact]
    public void The_files_of_proc_say_the_same_as_ss()
    {
        var proc = SocketTable.Join(
            SocketTable.ParseProc(NetworkCaptures.Node("proc-net-tcp"), SocketProtocol.Tcp),
            SocketTable.ParseProc(NetworkCaptures.Node("proc-net-tcp6"), SocketProtocol.Tcp));
        Assert.Empty(proc.NotUnderstood);
        Assert.Equal(
            SocketTable.ParseSs(NetworkCaptures.Node("ss-listen")).Listening.Where(s => s.Protocol == SocketProtocol.Tcp).Select(s => (s.Address, s.Port)).Order(),
            proc.Listening.Select(s => (s.Address, s.Port)).Order());

        var pod = SocketTable.ParseProc(NetworkCaptures.Pod("web-77b8c5bd8c-bkzs4", "proc-net-tcp6"), SocketProtocol.Tcp);
        Assert.True(Assert.Single(pod.ListeningOn(SocketProtocol.Tcp, 8080)).Accepts("10.244.0.4"));
        Assert.Contains(pod.Items, s => s is { State: "TIME-WAIT", Address: "10.244.0.4", PeerAddress: "10.244.0.1", IsV6Socket: true });
    }

    /// <summary>Made up: the file as s390x prints it.</summary>
    [Fact]
    public void Big_endian_machines_are_told_by_their_loopback()
    {
        const string Text = "  sl  local_address rem_address   st tx_queue rx_queue\n   0: 7F000001:2809 00000000:0000 0A 00000000:00000000 00:00000000\n   1: 0A01020A:1F90 0A010203:C94A 01 00000002:00000001 00:00000000\n";
        var sockets = SocketTable.ParseProc(Text, SocketProtocol.Tcp);
        Assert.Equal(["127.0.0.1", "10.1.2.10"], sockets.Items.Select(s => s.Address));
        Assert.Equal(("10.1.2.3", 0xC94A, 2L, 1L), (sockets.Items[1].PeerAddress, sockets.Items[1].PeerPort, sockets.Items[1].SendQueue, sockets.Items[1].ReceiveQueue));
        Assert.Equal("10.2.1.10", SocketTable.ParseProc(Text, SocketProtocol.Tcp, bigEndian: false).Items[1].Address);
    }

    [Fact]
    public void IPv6_addresses_of_proc_are_words_in_the_machines_order()
    {
        var sockets = SocketTable.ParseProc("   0: B80D01200000000000000000010000FF:0035 00000000000000000000000000000000:0000 07 00000000:00000000 x\n", SocketProtocol.Udp, bigEndian: false);
        var socket = Assert.Single(sockets.Items);
        Assert.Equal(("2001:db8::ff00:1", "UNCONN", true), (socket.Address, socket.State, socket.IsListening));
    }

    /// <summary>Made up after iproute2 3.x, 4.9 and 6.x.</summary>
    [Theory]
    [InlineData("LISTEN     0      128          *:22                       *:*      users:((\"sshd\",1234,3))\nLISTEN 0 128 :::8080 :::*\n", "10.0.0.1", 22, true, "sshd", 1234)]
    [InlineData("LISTEN     0      128          *:22                       *:*\nLISTEN 0 128 :::8080 :::*\n", "fd00::1", 22, false, "", 0)]
    [InlineData("tcp   LISTEN 0      128          [::]:80         [::]:*    users:((\"a b\",pid=7,fd=3),(\"c\",pid=8,fd=3))\n", "10.0.0.1", 80, false, "a b", 7)]
    [InlineData("Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\ntcp LISTEN 0 128 [::1]:80 [::]:*\n", "fd00::1", 80, false, "", 0)]
    [InlineData("udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*\n", "127.0.0.53", 53, true, "", 0)]
    [InlineData("tcp LISTEN 0 9 [::ffff:10.0.0.1]:80 *:*\n", "10.0.0.1", 80, true, "", 0)]
    public void Formats_of_other_versions_are_understood(string text, string address, int port, bool accepts, string process, int pid)
    {
        var sockets = SocketTable.ParseSs(text);
        Assert.Empty(sockets.NotUnderstood);
        var socket = Assert.Single(sockets.Items, s => s.Port == port);
        Assert.True(socket.IsListening);
        Assert.Equal(accepts, socket.Accepts(address));
        if (!process.Contains(' '))
        {
            Assert.Equal((process, pid), (socket.Process, socket.Pid));
        }
    }

    [Fact]
    public void Where_ss_is_not_there_the_files_are_asked_for_and_read()
    {
        var place = Place.Pod("demo", "web");
        EvidenceStore store = new(DateTimeOffset.UnixEpoch);
        Assert.Equal([new CommandNeed(place, "ss-listen")], NetworkNeeds.Sockets(place, store));
        Add(store, place, "ss-listen", SectionStatus.Absent, null);
        Assert.Equal(5, NetworkNeeds.Sockets(place, store).Count());
        Assert.False(store.Sockets(place).IsRead);

        Add(store, place, "proc-net-tcp", SectionStatus.Read, NetworkCaptures.Node("proc-net-tcp"));
        Add(store, place, "proc-net-tcp6", SectionStatus.Read, NetworkCaptures.Pod("web-77b8c5bd8c-bkzs4", "proc-net-tcp6"));
        Add(store, place, "proc-net-udp6", SectionStatus.Absent, null);
        Assert.NotEmpty(store.Sockets(place).Value!.ListeningOn(SocketProtocol.Tcp, 8080));
        Assert.NotEmpty(store.Sockets(place).Value!.ListeningOn(SocketProtocol.Tcp, 10249));

        Add(store, place, "proc-net-udp", SectionStatus.Failed, null);
        Assert.Contains("hung", store.Sockets(place).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_that_is_refused_is_not_asked_for_the_next_best_thing()
    {
        var place = Place.Node("a");
        EvidenceStore store = new(DateTimeOffset.UnixEpoch);
        Add(store, place, "ip-addr", SectionStatus.Failed, null);
        Assert.Single(NetworkNeeds.Links(place, store));
        Assert.Equal("it hung", store.Links(place).Problem);

        Add(store, place, "ip-addr", SectionStatus.Read, "", exit: 1, error: "ip: invalid option -- 'j'\nBusyBox v1.36\n");
        Assert.Equal(["ip-addr", "ip-addr.txt"], NetworkNeeds.Links(place, store).Cast<CommandNeed>().Select(n => n.Section));
        Assert.Contains("ip: invalid option -- 'j'", store.Links(place).Problem, StringComparison.Ordinal);
        Add(store, place, "ip-addr.txt", SectionStatus.Read, NetworkCaptures.Node("ip-addr.txt"));
        Assert.Equal("ip-addr.txt", ((CommandNeed)store.Links(place).Section!.Need).Section);
    }

    private static void Add(EvidenceStore store, Place place, string section, SectionStatus status, string? text, int exit = 0, string error = "")
    {
        CommandNeed need = new(place, section);
        store.Add(new Section(need, status, need.Command, place.ToString(), DateTimeOffset.UnixEpoch, TimeSpan.Zero,
            text is null ? "it hung" : null, null, text is null ? null : new CommandOutput(text, exit, error)));
    }
}
