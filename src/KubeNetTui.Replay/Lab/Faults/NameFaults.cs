namespace KubeNetTui.Replay;

/// <summary>DNS.</summary>
internal static class NameFaults
{
    public static IReadOnlyList<LabFault> All { get; } =
    [
        new("dns-down", "Neither CoreDNS pod answers", "the programs of both coredns pods ended, the containers run on",
            (world, _) => Dns(world, start: false), (world, _) => Dns(world, start: true))
        {
            Fails = ["* → internal name", "* → external name", "* → DNS replica *"], Ask = ["cluster"], Check = "dns.answers", Words = ["coredns"],
        },
        new("dns-upstream-dead", "The resolver that CoreDNS forwards to does not answer", "the resolver 198.51.100.53 ended",
            (world, _) => Done(world.Workloads.StopUpstream), (world, _) => Done(world.Workloads.StartUpstream))
        {
            Fails = ["* → external name"], Ask = ["cluster"], Check = "dns.answers", Words = ["upstream"],
        },
        new("resolv-conf-wrong", "The resolv.conf of pod web on node-c names a server that does not exist", "nameserver 10.96.0.99 in the pod's /etc/resolv.conf",
            (world, c) => ResolvAsync(world, "10.96.0.99", c), (world, c) => ResolvAsync(world, LabPlan.ClusterDns, c))
        {
            Fails = ["web@node-c → internal name", "web@node-c → external name"], Ask = ["pod/web@node-c"], Check = "pod.dns-config", Words = ["web", "10.96.0.99"],
        },
    ];

    private static Task Dns(LabWorld world, bool start)
    {
        foreach (var pod in world.Pods.Where(p => p.App == "coredns"))
        {
            if (start)
            {
                world.Workloads.Start(pod);
            }
            else
            {
                world.Workloads.Stop(pod);
            }
        }

        return Task.CompletedTask;
    }

    private static Task ResolvAsync(LabWorld world, string server, CancellationToken cancellation)
    {
        var text = LabPlan.PodResolv.Replace("NAMESPACE", "shop", StringComparison.Ordinal).Replace(LabPlan.ClusterDns, server, StringComparison.Ordinal);
        return world.Space(world.Pod("web", "node-c")).SetAsync("/etc/resolv.conf", text, cancellation);
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
