using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The addresses and ports that nodes are to answer for, by a service's spec and status.</summary>
internal static class ServiceFrontends
{
    public static IEnumerable<(Frontend Frontend, ServicePort Port)> Of(Service service)
    {
        foreach (var port in service.Ports)
        {
            var protocol = port.Protocol.ToLowerInvariant();
            foreach (var ip in Addresses(service.ClusterIps))
            {
                yield return (new Frontend(FrontendKind.ClusterIp, ip, port.Port, protocol, ip.IsV6), port);
                if (port.NodePort > 0)
                {
                    yield return (new Frontend(FrontendKind.NodePort, null, port.NodePort, protocol, ip.IsV6), port);
                }
            }

            foreach (var ip in Addresses(service.ExternalIps))
            {
                yield return (new Frontend(FrontendKind.ExternalIp, ip, port.Port, protocol, ip.IsV6), port);
            }

            // With ipMode Proxy the balancer is not to be short-cut: kube-proxy leaves its address alone.
            foreach (var ip in Addresses(service.LoadBalancer.Where(l => l.IpMode != "Proxy").Select(l => l.Ip)))
            {
                yield return (new Frontend(FrontendKind.LoadBalancer, ip, port.Port, protocol, ip.IsV6), port);
            }
        }
    }

    private static IEnumerable<Ip> Addresses(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (Ip.TryParse(text, out var ip))
            {
                yield return ip;
            }
        }
    }
}
