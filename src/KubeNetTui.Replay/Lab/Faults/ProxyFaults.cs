namespace KubeNetTui.Replay;

/// <summary>kube-proxy, and what it has written.</summary>
internal static class ProxyFaults
{
    private const string Ledger = "shop/ledger:ledger";
    private static readonly string[] FromNodeC = ["web@node-c → service ledger", "node-c → service ledger"];

    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("rule-missing", "node-c has no rule for service ledger", "the rule for 10.96.0.91:9100 deleted from node-c's KUBE-SERVICES (nftables: from the map service-ips)",
            (world, c) => world.ProxyMode == LabProxyMode.Nftables
                ? world.Node("node-c").RunAsync(["nft", "delete element ip kube-proxy service-ips { 10.96.0.91 . tcp . 9100 }"], c)
                : world.Node("node-c").ShellAsync(
                    "iptables -w 5 -t nat -S KUBE-SERVICES | grep -e '--dport 9100 ' | sed 's/^-A/-D/' | { printf '*nat\\n'; cat; printf 'COMMIT\\n'; } | iptables-restore --noflush -w 5", c),
            (world, c) => world.SyncAsync(c, anyway: true))
        {
            Fails = FromNodeC, Ask = ["service/ledger"], Check = "service.rules", Words = ["ledger", "node-c"],
        },
        new("rule-stale", "node-c's rule for service ledger leads to an address that is gone", "kube-proxy of node-c hangs with rules that lead to 10.244.2.99:9100",
            async (world, c) =>
            {
                var proxy = world.Proxy("node-c");
                await proxy.SyncAsync(RuleFaults.Aged(world.Ports()), anyway: true, c).ConfigureAwait(false);
                proxy.IsHung = true;
            },
            (world, c) =>
            {
                world.Proxy("node-c").IsHung = false;
                return world.SyncAsync(c, anyway: true);
            })
        {
            Fails = FromNodeC, Ask = ["service/ledger"], Check = "service.rules", Words = ["ledger", "node-c", "10.244.2.99"],
        },
        new("kube-proxy-stopped", "kube-proxy of node-c has ended, and then pod ledger came back with another address",
            "kill kube-proxy on node-c; then the pod's address changed from 10.244.2.5 to 10.244.2.50",
            async (world, c) =>
            {
                await world.Proxy("node-c").StopAsync(c).ConfigureAwait(false);
                await MoveAsync(world, to: 50, c).ConfigureAwait(false);
            },
            async (world, c) =>
            {
                await world.Proxy("node-c").StartAsync(c).ConfigureAwait(false);
                await MoveAsync(world, to: 5, c).ConfigureAwait(false);
            })
        {
            Fails = FromNodeC, Ask = ["service/ledger", "node/node-c"], Check = "node.kube-proxy", Words = ["node-c", "kube-proxy"],
        },
    ];

    /// <summary>The pod gets another address of its node's range, in the kernel, in the node's store and in the API.</summary>
    private static async Task MoveAsync(LabWorld world, int to, CancellationToken cancellation)
    {
        var pod = world.Pod("ledger", "node-b");
        var (before, after) = (world.Address(pod), pod.Node.PodAddress(to));
        await world.ReplaceAddressAsync(pod, after, cancellation).ConfigureAwait(false);
        await world.Node("node-b").ShellAsync($"cd /var/lib/cni/networks/lab && mv -f {before} {after}", cancellation).ConfigureAwait(false);
        await world.SyncAsync(cancellation).ConfigureAwait(false);
    }
}
