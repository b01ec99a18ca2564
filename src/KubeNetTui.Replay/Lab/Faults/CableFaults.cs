namespace KubeNetTui.Replay;

/// <summary>Between a pod and its node: veths, the bridge, addresses, neighbours.</summary>
internal static class CableFaults
{
    /// <summary>The pod that most of these befall, and what then fails: everything that leads to it from elsewhere.</summary>
    private static readonly string[] ToLedger =
    [
        "client@node-a → ledger@node-b", "web@node-b → ledger@node-b", "client, a large answer → ledger", "* → service ledger",
    ];

    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("hairpin-off", "Hairpin mode is off on every bridge port of node-b", "bridge link set dev VETH hairpin off, for each veth of node-b",
            (world, c) => HairpinAsync(world, [.. world.Pods.Where(p => p.Node.Name == "node-b")], "off", c),
            (world, c) => HairpinAsync(world, [.. world.Pods.Where(p => p.Node.Name == "node-b")], "on", c))
        {
            Fails = ["ledger itself → service ledger", "web@node-b → service web"],
            Ask = ["service/ledger"], Check = "node.hairpin", Words = ["node-b", "hairpin"],
        },
        new("hairpin-off-one", "Hairpin mode is off on the veth of pod ledger alone", "bridge link set dev VETH hairpin off, on node-b",
            (world, c) => HairpinAsync(world, [Ledger(world)], "off", c),
            (world, c) => HairpinAsync(world, [Ledger(world)], "on", c))
        {
            Fails = ["ledger itself → service ledger"], Ask = ["service/ledger"], Check = "node.hairpin", Words = ["node-b", "hairpin"],
        },
        new("veth-down", "The node's end of pod ledger's cable is down", "ip link set VETH down, on node-b",
            (world, c) => LinkAsync(world, "down", c),
            async (world, c) =>
            {
                await LinkAsync(world, "up", c).ConfigureAwait(false);
                await world.ForgetNeighboursAsync("node-b", c).ConfigureAwait(false);
            })
        {
            Fails = ToLedger, Ask = ["service/ledger"], Check = "node.veths", Words = ["node-b", "ledger", "down"],
        },
        new("veth-off-bridge", "The node's end of pod ledger's cable is not on the bridge", "ip link set VETH nomaster, on node-b",
            (world, c) => LinkAsync(world, "nomaster", c),
            async (world, c) =>
            {
                await LinkAsync(world, "master cni0", c).ConfigureAwait(false);
                await HairpinAsync(world, [Ledger(world)], "on", c).ConfigureAwait(false);
                await world.ForgetNeighboursAsync("node-b", c).ConfigureAwait(false);
            })
        {
            Fails = ToLedger, Ask = ["service/ledger"], Check = "node.veths", Words = ["node-b", "ledger", "not on cni0"],
        },
        new("mtu-differs", "The node's end of pod ledger's cable has MTU 1400, the pod's end 1500", "ip link set VETH mtu 1400, on node-b",
            (world, c) => LinkAsync(world, "mtu 1400", c), (world, c) => LinkAsync(world, "mtu 1500", c))
        {
            Fails = ["client, a large answer → ledger"], Ask = ["pod/ledger@node-b"], Check = "pod.interface", Words = ["ledger", "1400", "1500"],
        },
        new("gateway-gone", "The bridge of node-b has lost its address, the gateway of its pods", "ip addr del 10.244.2.1/24 dev cni0, on node-b",
            (world, c) => world.Node("node-b").IpAsync(["addr del 10.244.2.1/24 dev cni0"], c),
            async (world, c) =>
            {
                await world.Node("node-b").IpAsync(["addr replace 10.244.2.1/24 dev cni0"], c).ConfigureAwait(false);
                await world.ForgetNeighboursAsync("node-b", c).ConfigureAwait(false);
            })
        {
            Fails =
            [
                "web@node-b → web@*", "web@node-b → service *", "web@node-b → outside", "web@node-b → API server", "web@node-b → * name",
                "* → web@node-b", "client@node-a → api@node-b", "client@node-a → ledger@node-b", "client, a large answer → ledger", "* → service ledger",
                "* → service web", "client@node-a → service api", "outside → node port of *", "* → DNS replica coredns@node-b",
                "* → service echo (UDP)", "web@node-* → internal name", "web@node-* → external name",
            ],
            MayFail = ["* → service echo (UDP, one socket)"],
            Ask = ["pod/ledger@node-b"], Check = "pod.routes", Words = ["10.244.2.1", "node-b"],
        },
        new("neighbour-wrong", "node-b has a permanent neighbour entry for pod ledger with a MAC address that is not the pod's",
            "ip neigh replace 10.244.2.5 lladdr 02:00:00:00:00:99 dev cni0 nud permanent, on node-b",
            (world, c) => world.Node("node-b").IpAsync([$"neigh replace {Ledger(world).Address} lladdr 02:00:00:00:00:99 dev cni0 nud permanent"], c),
            (world, c) => world.Node("node-b").IpAsync([$"neigh del {Ledger(world).Address} dev cni0"], c))
        {
            Fails = ["client@node-a → ledger@node-b", "client, a large answer → ledger", "* → service ledger"],
            Ask = ["pod/ledger@node-b"], Check = "node.veths", Words = ["node-b", "10.244.2.5", "02:00:00:00:00:99"],
        },
        new("address-twice", "Pods api and ledger on node-b have the same address",
            "in pod api of node-b: its address replaced by that of ledger, and announced; its status says the same",
            TwiceAsync, OnceAsync)
        {
            Fails = ["client@node-a → ledger@node-b", "client, a large answer → ledger", "* → service ledger"],
            MayFail = ["web@node-b → ledger@node-b", "* → service api", "* → node port of *", "client@node-a → api@node-b"],
            Ask = ["pod/ledger@node-b"], Check = "node.ipam", Words = ["two pods", "10.244.2.5", "api", "ledger"],
        },
    ];

    private static LabPod Ledger(LabWorld world) => world.Pod("ledger", "node-b");

    private static Task HairpinAsync(LabWorld world, IReadOnlyList<LabPod> pods, string mode, CancellationToken cancellation) =>
        world.Node("node-b").IpAsync(pods.Select(p => $"link set dev {p.Veth} type bridge_slave hairpin {mode}"), cancellation);

    private static Task LinkAsync(LabWorld world, string change, CancellationToken cancellation) =>
        world.Node("node-b").IpAsync([$"link set {Ledger(world).Veth} {change}"], cancellation);

    private static async Task TwiceAsync(LabWorld world, CancellationToken cancellation)
    {
        var (api, ledger) = (world.Pod("api", "node-b"), Ledger(world));

        // Known to the node before, so that the announcement (a new MAC makes the kernel send one) replaces what it knows.
        await world.Node("node-b").TryAsync(["ping", "-c", "1", "-W", "1", ledger.Address], cancellation).ConfigureAwait(false);
        await world.ReplaceAddressAsync(api, ledger.Address, cancellation).ConfigureAwait(false);
        await world.Space(api).ShellAsync(
            "echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_notify; ip link set eth0 address 02:00:00:00:00:77", cancellation).ConfigureAwait(false);
        await world.SyncAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task OnceAsync(LabWorld world, CancellationToken cancellation)
    {
        var (api, ledger) = (world.Pod("api", "node-b"), Ledger(world));
        await world.ReplaceAddressAsync(api, api.Address, cancellation).ConfigureAwait(false);
        await world.ForgetNeighboursAsync("node-b", cancellation).ConfigureAwait(false);
        await world.SyncAsync(cancellation).ConfigureAwait(false);
    }
}
