namespace KubeNetTui.Replay;

/// <summary>The ways between nodes, and out of a pod.</summary>
internal static class RouteFaults
{
    private static readonly string[] BetweenNodesAAndB =
    [
        "web@node-a → web@node-b", "web@node-b → web@node-a", "client@node-a → *@node-b", "client, a large answer → ledger", "web@node-a → service *",
        "web@node-b → service web", "client@node-a → service ledger", "client@node-a → service api", "node-a → service *",
        "outside → node port of node-a", "web@node-a → internal name", "web@node-a → external name", "web@node-b → internal name",
        "web@node-b → external name", "client@node-a → service echo (UDP)",
    ];

    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("route-missing", "node-a has no route to the pods of node-b", "ip route del 10.244.2.0/24, on node-a",
            (world, c) => world.Node("node-a").IpAsync(["route del 10.244.2.0/24"], c),
            (world, c) => world.Node("node-a").IpAsync(["route replace 10.244.2.0/24 via 172.30.0.12 dev eth0"], c))
        {
            Fails = BetweenNodesAAndB, MayFail = ["* → service echo (UDP, one socket)"],
            Ask = ["pod/client@node-a"], Check = "node.routes", Words = ["node-a", "10.244.2.0/24"],
        },
        new("route-blackhole", "node-a throws packets to the pods of node-b away", "ip route replace blackhole 10.244.2.0/24, on node-a",
            (world, c) => world.Node("node-a").IpAsync(["route del 10.244.2.0/24", "route add blackhole 10.244.2.0/24"], c),
            (world, c) => world.Node("node-a").IpAsync(["route del blackhole 10.244.2.0/24", "route replace 10.244.2.0/24 via 172.30.0.12 dev eth0"], c))
        {
            // A packet that is thrown away leaves no entry: the one sent again may be given another endpoint.
            Fails = [.. BetweenNodesAAndB.Except(["web@node-a → service *", "node-a → service *"]), "web@node-a → service ledger", "node-a → service ledger"],
            MayFail = ["* → service echo (UDP, one socket)", "* → service web"],
            Ask = ["pod/client@node-a"], Check = "node.routes", Words = ["node-a", "10.244.2.0/24", "blackhole"],
        },
        new("pod-no-default-route", "Pod ledger has no default route", "ip route del default, in the pod",
            (world, c) => world.Space(world.Pod("ledger", "node-b")).IpAsync(["route del default"], c),
            (world, c) => world.Space(world.Pod("ledger", "node-b")).IpAsync(["route replace default via 10.244.2.1"], c))
        {
            Fails = ["client@node-a → ledger@node-b", "client, a large answer → ledger", "client@node-a → service ledger",
                "web@node-a → service ledger", "web@node-c → service ledger", "node-a → service ledger",
                "node-c → service ledger", "ledger itself → service ledger"],
            Ask = ["pod/ledger@node-b"], Check = "pod.routes", Words = ["ledger", "default route"],
        },
    ];
}
