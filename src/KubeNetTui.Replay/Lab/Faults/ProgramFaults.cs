using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>The programs in the pods, the services in front of them, and the addresses behind them.</summary>
internal static class ProgramFaults
{
    private static readonly string[] ToLedger =
    [
        "client@node-a → ledger@node-b", "web@node-b → ledger@node-b", "client, a large answer → ledger", "* → service ledger",
    ];

    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("loopback-only", "The program of pod ledger listens on 127.0.0.1 alone", "the program started anew with 127.0.0.1:9100",
            (world, _) => Restart(world, "127.0.0.1"), (world, _) => Restart(world, "0.0.0.0"))
        {
            Fails = ToLedger, Ask = ["service/ledger"], Check = "service.listening", Words = ["ledger", "127.0.0.1", "9100"],
        },
        new("nobody-listens", "Nobody listens in pod ledger", "the program ended, the container runs on",
            (world, _) => Restart(world, null), (world, _) => Restart(world, "0.0.0.0"))
        {
            Fails = ToLedger, Ask = ["service/ledger"], Check = "service.listening", Words = ["ledger", "9100"],
        },
        new("selector-wrong", "The selector of service web matches no pod", "kubectl patch service web: selector app=wbe",
            (world, c) => SelectAsync(world, "wbe", c), (world, c) => SelectAsync(world, "web", c))
        {
            Fails = ["* → service web"], Ask = ["service/web"], Check = "service.endpoints", Words = ["web", "app=wbe"],
        },
        new("target-port-wrong", "Service ledger leads to a port that the pod does not listen on", "kubectl patch service ledger: targetPort 9999",
            (world, c) => TargetAsync(world, 9999, c), (world, c) => TargetAsync(world, "ledger", c))
        {
            Fails = ["* → service ledger"], Ask = ["service/ledger"], Check = "service.listening", Words = ["ledger", "9999"],
        },
        new("addresses-leaked", "The address store of node-c is full of addresses that no pod has", "files for all of 10.244.3.0/24 in /var/lib/cni/networks/lab, on node-c",
            (world, c) => world.Node("node-c").ShellAsync(
                "cd /var/lib/cni/networks/lab; i=2; while [ $i -lt 255 ]; do "
                + "[ -e 10.244.3.$i ] || printf '%s\\r\\neth0' dead00000000000000000000000000000000000000000000000000000000$((1000 + i)) > 10.244.3.$i; i=$((i + 1)); done; "
                + "printf 10.244.3.254 > last_reserved_ip.0", c),
            (world, c) => world.WriteAddressesAsync(LabPlan.Node("node-c"), c))
        {
            Fails = [], Ask = ["node/node-c"], Check = "node.ipam", Words = ["node-c"],
        },
    ];

    private static Task Restart(LabWorld world, string? address)
    {
        var pod = world.Pod("ledger", "node-b");
        world.Workloads.Stop(pod);
        if (address is not null)
        {
            world.Workloads.Start(pod, address);
        }

        return Task.CompletedTask;
    }

    private static Task SelectAsync(LabWorld world, string app, CancellationToken cancellation)
    {
        world.Store.Modify("services", "shop", "web", s => s["spec"]!["selector"]!["app"] = app);
        return world.SyncAsync(cancellation);
    }

    private static Task TargetAsync(LabWorld world, JsonNode port, CancellationToken cancellation)
    {
        world.Store.Modify("services", "shop", "ledger", s => s["spec"]!["ports"]![0]!["targetPort"] = port);
        return world.SyncAsync(cancellation);
    }
}
