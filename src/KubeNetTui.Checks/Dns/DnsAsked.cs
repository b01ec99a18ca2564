using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whom questions go to: the servers of the cluster's DNS, its service, and the servers upstream of it.</summary>
/// <param name="Servers">Ready ones, with addresses.</param>
/// <param name="Upstreams">Addresses that the Corefile forwards to, by itself or by the servers' resolv.conf; loopback left out. Few.</param>
internal sealed record DnsAsked(Service? Service, IReadOnlyList<Pod> Servers, IReadOnlyList<string> Upstreams, string Domain)
{
    private const int MostUpstreams = 2;

    public string ClusterName => $"kubernetes.default.svc.{Domain}";

    public string? VirtualIp => Service is { IsHeadless: false, ClusterIps: [var ip, ..] } ? ip : null;

    /// <summary>The port that the servers themselves listen on.</summary>
    public int ServerPort(Pod server, string protocol)
    {
        var target = Service?.Ports.FirstOrDefault(p => p.Port == 53 && p.Protocol == protocol)?.Target ?? new PortRef(53, "");
        return !target.IsName ? target.Number : server.Ports().FirstOrDefault(p => p.Name == target.Name && p.Protocol == protocol)?.Port ?? 53;
    }

    public static IEnumerable<Need> Needs(IEvidence soFar)
    {
        yield return Evidence.Needs.Pods(ClusterDns.Namespace);
        yield return Evidence.Needs.Services(ClusterDns.Namespace);
        foreach (var need in ClusterNames.Needs(soFar))
        {
            yield return need;
        }

        if (ClusterNames.Of(soFar) is { } names && DnsCorefileCheck.ForwardsToFile(names.Corefile))
        {
            foreach (var server in Ready(soFar).Take(3))
            {
                yield return DnsCorefileCheck.Resolv(server);
            }
        }
    }

    public static DnsAsked Of(IEvidence evidence)
    {
        List<Pod> servers = [.. Ready(evidence)];
        List<string> upstreams = [];
        foreach (var target in ClusterNames.Of(evidence)?.Corefile.ServerFor(ClusterNames.External)?.Plugins.SelectMany(ForwardTarget.Of) ?? [])
        {
            upstreams.AddRange(target.Kind switch
            {
                ForwardTargetKind.Address when target.Port == 53 => [target.Target],
                ForwardTargetKind.ResolvConf => servers.Take(3).SelectMany(s => evidence.ResolvConf(Place.Pod(s.Namespace,
                    s.Name)).Value?.Nameservers ?? []),
                _ => [],
            });
        }

        return new(
            ClusterDns.Service(evidence.Services(ClusterDns.Namespace).Items, servers), servers,
            [.. upstreams.Where(u => !IpText.IsLoopback(u)).Distinct().Take(MostUpstreams)], ClusterNames.Domain(evidence));
    }

    private static IEnumerable<Pod> Ready(IEvidence evidence) =>
        evidence.Pods(ClusterDns.Namespace).Items.Where(p => ClusterDns.IsServer(p)
            && p is { IsReady: true, IsFinished: false, Meta.Deleting: null, Ips.Count: > 0 });
}
