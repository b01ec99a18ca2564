using System.Globalization;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>Switches of the kernel, and its memory of connections.</summary>
internal static class KernelFaults
{
    /// <summary>Beyond that filling the table takes too long and too much of the machine's memory.</summary>
    private const int LargestTable = 400_000;

    private static readonly string[] Untracked =
        ["PREROUTING -p tcp -m tcp --dport 10250 -j CT --notrack", "OUTPUT -p tcp -m tcp --sport 10250 -j CT --notrack"];

    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("ip-forward-off", "node-b does not forward packets", "sysctl -w net.ipv4.ip_forward=0, on node-b",
            (world, c) => world.Node("node-b").SetAsync("/proc/sys/net/ipv4/ip_forward", "0", c),
            (world, c) => world.Node("node-b").SetAsync("/proc/sys/net/ipv4/ip_forward", "1", c))
        {
            Fails =
            [
                "web@* → web@node-b", "web@node-b → web@*", "client@node-a → *@node-b", "client, a large answer → ledger", "web@* → service *",
                "client@node-a → service ledger", "client@node-a → service api", "ledger itself → service ledger", "node-a → service *", "node-c → service *",
                "outside → node port of *", "web@node-b → outside", "web@node-b → API server", "web@* → internal name", "web@* → external name",
                "client@node-a → service echo (UDP)",
            ],
            MayFail = ["* → service echo (UDP, one socket)"], Ask = ["pod/ledger@node-b"], Check = "node.sysctls", Words = ["node-b", "ip_forward"],
        },
        new("bridge-nf-off", "On node-b packets that stay on the bridge pass no iptables rule", "sysctl -w net.bridge.bridge-nf-call-iptables=0, on node-b",
            (world, c) => world.Node("node-b").SetAsync("/proc/sys/net/bridge/bridge-nf-call-iptables", "0", c),
            (world, c) => world.Node("node-b").SetAsync("/proc/sys/net/bridge/bridge-nf-call-iptables", "1", c))
        {
            Fails = ["web@node-b → service ledger", "web@node-b → internal name", "web@node-b → external name"], Ask = ["pod/web@node-b"], Check = "node.sysctls", Words = ["node-b", "bridge-nf-call-iptables"],
        },
        new("conntrack-full", "The connection table of node-c is full", "as many entries as nf_conntrack_max allows, all of them assured, in node-c's table; the kubelet's port is left out of tracking, so that the node can be asked",
            FillAsync, EmptyAsync)
        {
            Fails =
            [
                "web@node-c → *", "web@* → web@node-c", "client@node-a → web@node-c", "web@* → service web", "node-* → service web", "node-c → *",
                "outside → node port of node-c", "client@node-a → service echo (UDP)",
            ],
            MayFail = ["* → service echo (UDP, one socket)"], Ask = ["pod/web@node-c"], Check = "node.conntrack", Words = ["node-c", "full"],
        },
        new("conntrack-stale-udp", "A UDP connection of pod client goes to an endpoint that is gone",
            "pod echo that the client's socket is connected to is deleted, and the entry stays; kube-proxy would have removed it",
            StaleAsync, FreshAsync)
        {
            Fails = ["client@node-a → service echo (UDP, one socket)"], Ask = ["service/echo"], Check = "service.stale-conntrack", Words = ["echo"],
        },
    ];

    private static async Task FillAsync(LabWorld world, CancellationToken cancellation)
    {
        var node = world.Node("node-c");
        var most = int.Parse(await node.RunAsync(["cat", "/proc/sys/net/netfilter/nf_conntrack_max"], cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
        if (most is 0 or > LargestTable)
        {
            throw new LabException($"this machine's nf_conntrack_max is {most}; the lab fills tables of up to {LargestTable} entries, and does not change the machine's value");
        }

        foreach (var rule in Untracked)
        {
            await RuleFaults.IptablesAsync(world, "node-c", "-t raw -A " + rule, cancellation).ConfigureAwait(false);
        }

        // Entries of before would end one by one, and make room.
        await node.RunAsync(["conntrack", "-F"], cancellation).ConfigureAwait(false);

        // Assured ones: the kernel makes room by dropping others. Some more than fit, since entries end meanwhile.
        var lines = new StringBuilder();
        for (var i = 0; i < most + 1000; i++)
        {
            var (host, port) = (i / 60_000, 1024 + (i % 60_000));
            lines.Append(CultureInfo.InvariantCulture, $"-A -t 3600 -u SEEN_REPLY,ASSURED -s 192.0.2.{host + 1} -d 192.0.2.200 -p udp --sport {port} --dport 9\n");
        }

        // Ends with an error when the table is full, which is what is wanted.
        await node.TryAsync(["conntrack", "-R", "-"], cancellation, lines.ToString()).ConfigureAwait(false);
    }

    private static async Task EmptyAsync(LabWorld world, CancellationToken cancellation)
    {
        await world.Node("node-c").RunAsync(["conntrack", "-F"], cancellation).ConfigureAwait(false);
        await world.Node("node-c").RunAsync(["iptables", "-w", "5", "-t", "raw", "-F"], cancellation).ConfigureAwait(false);
    }

    private static async Task StaleAsync(LabWorld world, CancellationToken cancellation)
    {
        // The socket has to have its entry before; whoever answers is the one that goes.
        var endpoint = await world.FlowEndpointAsync(cancellation).ConfigureAwait(false);
        world.Proxy("node-a").CleansConntrack = false;
        world.Hide(endpoint);
        await world.Node(endpoint.Node.Name).IpAsync([$"link set {endpoint.Veth} down"], cancellation).ConfigureAwait(false);
        await world.SyncAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task FreshAsync(LabWorld world, CancellationToken cancellation)
    {
        foreach (var endpoint in world.Restore())
        {
            await world.Node(endpoint.Node.Name).IpAsync([$"link set {endpoint.Veth} up"], cancellation).ConfigureAwait(false);
            await world.ForgetNeighboursAsync(endpoint.Node.Name, cancellation).ConfigureAwait(false);
        }

        var proxy = world.Proxy("node-a");
        proxy.CleansConntrack = true;
        await world.SyncAsync(cancellation).ConfigureAwait(false);
        await proxy.FlushUdpAsync(cancellation).ConfigureAwait(false);
    }
}
