namespace KubeNetTui.Replay;

/// <summary>The ways between nodes, and out of a pod.</summary>
internal static class RouteFaults
{
    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("route-missing", "node-a has no route to the pods of node-b", "ip route del 10.244.2.0/24, on node-a",
            (world, c) => world.Node("node-a").IpAsync(["route del 10.244.2.0/24"], c),
            (world, c) => world.Node("node-a").IpAsync(["route replace 10.244.2.0/24 via 172.30.0.12 dev eth0"], c))
        {
            Fails = BetweenNodeAAnd("node-b"), MayFail = ["* → service echo (UDP, one socket)"],
            Check = "node.routes", Words = ["node-a", "10.244.2.0/24"],
        },
        new("route-blackhole", "node-a throws packets to the pods of node-b away", "ip route replace blackhole 10.244.2.0/24, on node-a",
            (world, c) => world.Node("node-a").IpAsync(["route del 10.244.2.0/24", "route add blackhole 10.244.2.0/24"], c),
            (world, c) => world.Node("node-a").IpAsync(["route del blackhole 10.244.2.0/24", "route replace 10.244.2.0/24 via 172.30.0.12 dev eth0"], c))
        {
            Fails = BetweenNodeAAnd("node-b"), MayFail = ["* → service echo (UDP, one socket)"],
            Check = "node.routes", Words = ["node-a", "10.244.2.0/24", "blackhole"],
        },
        new("pod-no-default-route", "Pod ledger has no default route", "ip route del default, in the pod",
            (world, c) => world.Space(world.Pod("ledger", "node-b")).IpAsync(["route del default"], c),
            (world, c) => world.Space(world.Pod("ledger", "node-b")).IpAsync(["route replace default via 10.244.2.1"], c))
        {
            Fails = ["client@node-a → ledger@node-b", "client, a large answer → ledger", "client@node-a → service ledger", "web@* → service ledger", "node-a → service ledger",
                "node-c → service ledger", "ledger itself → service ledger"],
            Check = "pod.routes", Words = ["ledger", "default route"],
        },
    ];

    private static string[] BetweenNodeAAnd(string node) =>
    [
        $"* → web@{node}", "client@node-a → ledger@node-b",
    ];
}
