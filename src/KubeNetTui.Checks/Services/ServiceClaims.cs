using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What services claim for themselves, of which there can be only one: a virtual IP, a port of an address, a port of every node.</summary>
internal sealed class ServiceClaims
{
    private readonly Dictionary<Claim, List<Service>> _owners = [];

    private ServiceClaims(ObjectList<Service> services)
    {
        foreach (Service service in services.Items)
        {
            foreach (Claim claim in Claims(service).Distinct())
            {
                if (!_owners.TryGetValue(claim, out List<Service>? owners))
                {
                    _owners.Add(claim, owners = []);
                }

                owners.Add(service);
            }
        }
    }

    public static ServiceClaims Of(ObjectList<Service> services) => services.View(l => new ServiceClaims(l));

    /// <summary>Other services that claim the same.</summary>
    public IEnumerable<Service> Others(Claim claim, Service service) =>
        (_owners.GetValueOrDefault(claim) ?? []).Where(s => s.Namespace != service.Namespace || s.Name != service.Name);

    public static IEnumerable<Claim> Claims(Service service)
    {
        if (service.IsExternalName)
        {
            yield break;
        }

        foreach (string ip in service.ClusterIps.Where(ip => ip is { Length: > 0 } and not "None"))
        {
            yield return new Claim(ClaimKind.ClusterIp, ip, 0, "", "spec.clusterIP");
        }

        for (int i = 0; i < service.Ports.Count; i++)
        {
            ServicePort port = service.Ports[i];
            if (port.NodePort > 0)
            {
                yield return new Claim(ClaimKind.NodePort, "", port.NodePort, port.Protocol, $"spec.ports[{i}].nodePort");
            }

            foreach (string ip in service.ExternalIps)
            {
                yield return new Claim(ClaimKind.Address, ip, port.Port, port.Protocol, "spec.externalIPs");
            }

            // One load balancer's address may serve several services, each its own ports; "Proxy" means that nodes do not answer for it.
            foreach (LoadBalancerIngress ingress in service.LoadBalancer.Where(l => l.Ip.Length > 0 && l.IpMode != "Proxy"))
            {
                yield return new Claim(ClaimKind.Address, ingress.Ip, port.Port, port.Protocol, "status.loadBalancer");
            }
        }
    }
}

internal enum ClaimKind
{
    ClusterIp,
    NodePort,

    /// <summary>A port of an external IP or of a load balancer's address.</summary>
    Address,
}

/// <param name="Path">Where in the service it stands; no part of what is claimed.</param>
internal readonly record struct Claim(ClaimKind Kind, string Address, int Port, string Protocol, string Path)
{
    public bool Equals(Claim other) => Kind == other.Kind && Port == other.Port && Address == other.Address && Protocol == other.Protocol;

    public override int GetHashCode() => HashCode.Combine(Kind, Address, Port, Protocol);

    public override string ToString() => Kind switch
    {
        ClaimKind.ClusterIp => $"virtual IP {Address}",
        ClaimKind.NodePort => $"node port {Port}/{Protocol}",
        _ => $"{(Address.Contains(':') ? $"[{Address}]" : Address)}:{Port}/{Protocol}",
    };
}
