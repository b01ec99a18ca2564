namespace KubeNetTui.Replay;

/// <summary>Rules that nobody of Kubernetes wrote.</summary>
internal static class RuleFaults
{
    private const string Agent = "-p tcp -m tcp --dport 9100 -m comment --comment security-agent -j DROP";

    private static readonly string[] ThroughNodeA = ["client@node-a → ledger@node-b", "client, a large answer → ledger", "client@node-a → service ledger", "web@node-a → service ledger"];

    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("forward-drop", "node-c drops what it forwards", "iptables -P FORWARD DROP, on node-c",
            (world, c) => IptablesAsync(world, "node-c", "-P FORWARD DROP", c), (world, c) => IptablesAsync(world, "node-c", "-P FORWARD ACCEPT", c))
        {
            Fails =
            [
                "web@node-c → *", "web@* → web@node-c", "client@node-a → web@node-c", "web@* → service web", "node-a → service web", "node-b → service web",
                "client@node-a → service echo (UDP)",
            ],
            MayFail = ["* → service echo (UDP, one socket)"], Ask = ["pod/web@node-c"], Check = "node.forward", Words = ["node-c", "FORWARD", "DROP"],
        },
        new("kubelet-blocked", "node-b drops what comes for its kubelet", "iptables -I INPUT -p tcp --dport 10250 -j DROP, on node-b",
            (world, c) => IptablesAsync(world, "node-b", "-I INPUT -p tcp -m tcp --dport 10250 -j DROP", c),
            (world, c) => IptablesAsync(world, "node-b", "-D INPUT -p tcp -m tcp --dport 10250 -j DROP", c))
        {
            Fails = ["API server → kubelet of node-b"], Ask = ["node/node-b"], Check = "node.kubelet", Words = ["node-b", "10250"],
        },
        new("foreign-drop", "Somebody's iptables rule on node-a drops what goes to port 9100", $"iptables -I FORWARD {Agent}, on node-a",
            (world, c) => IptablesAsync(world, "node-a", $"-I FORWARD {Agent}", c), (world, c) => IptablesAsync(world, "node-a", $"-D FORWARD {Agent}", c))
        {
            Fails = ThroughNodeA, Ask = ["pod/client@node-a"], Check = "node.foreign-rules", Words = ["node-a", "9100"],
        },
        new("foreign-drop-nft", "Somebody's nftables rule on node-a drops what goes to port 9100",
            "nft add table inet security-agent with a forward chain: tcp dport 9100 drop, on node-a",
            (world, c) => world.Node("node-a").RunAsync(["nft", "-f", "-"], c,
                "table inet security-agent {\n chain forward {\n  type filter hook forward priority filter; policy accept;\n  tcp dport 9100 counter drop\n }\n}\n"),
            (world, c) => world.Node("node-a").RunAsync(["nft", "delete", "table", "inet", "security-agent"], c))
        {
            Fails = ThroughNodeA, Ask = ["pod/client@node-a"], Check = "node.foreign-rules", Words = ["node-a", "security-agent"],
        },
        new("two-backends", "node-a has kube-proxy's rules of an earlier time in legacy iptables as well", "iptables-legacy-restore of kube-proxy's rules, on node-a",
            async (world, c) =>
            {
                var node = world.Node("node-a");
                var (rules, _) = IptablesRules.Services(Aged(world.Ports()), new HashSet<string>());
                await node.RunAsync(["iptables-legacy-restore", "-w", "5"], c, IptablesRules.Base(LabProxyMode.Iptables)).ConfigureAwait(false);
                await node.RunAsync(["iptables-legacy-restore", "--noflush", "-w", "5"], c, rules).ConfigureAwait(false);
            },
            (world, c) => world.Node("node-a").ShellAsync(
                "for t in nat filter mangle; do iptables-legacy -w 5 -t $t -F; iptables-legacy -w 5 -t $t -X; done", c))
        {
            Fails = ["web@node-a → service ledger", "client@node-a → service ledger", "node-a → service ledger"], Ask = ["pod/client@node-a"], Check = "node.iptables-backend", Words = ["node-a", "legacy"],
        },
    ];

    /// <summary>Of a time when the pods had other addresses.</summary>
    public static IReadOnlyList<ProxyPort> Aged(IReadOnlyList<ProxyPort> ports) =>
    [
        .. ports.Select(p => p.Name == "shop/ledger:ledger" ? p with { Endpoints = [.. p.Endpoints.Select(e => e with { Address = LabPlan.Node("node-b").PodAddress(99) })] } : p),
    ];

    public static Task IptablesAsync(LabWorld world, string node, string rule, CancellationToken cancellation) =>
        world.Node(node).RunAsync(["iptables", "-w", "5", .. rule.Split(' ')], cancellation);
}
