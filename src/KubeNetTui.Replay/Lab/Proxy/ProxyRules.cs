using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>A port of a service with a virtual address, as kube-proxy sees it.</summary>
/// <param name="Name"><c>shop/web:http</c>.</param>
/// <param name="Protocol">In lower case.</param>
/// <param name="Endpoints">In the order of their addresses.</param>
internal sealed record ProxyPort(string Name, string Protocol, string ClusterIp, int Port, int NodePort, IReadOnlyList<ProxyEndpoint> Endpoints)
{
    /// <summary>Namespace, service and port name apart, as the nftables mode names its chains.</summary>
    public (string Service, string Port) Parts => Name.Split(':') is [var service, var port] ? (service, port) : (Name, "");

    /// <summary>All of the cluster's services and slices, in the order of their names.</summary>
    public static IReadOnlyList<ProxyPort> All(IReadOnlyList<JsonObject> services, IReadOnlyList<JsonObject> slices) =>
    [
        .. from service in services.OrderBy(s => $"{PodView.Namespace(s)}/{PodView.Name(s)}", StringComparer.Ordinal)
           let ip = (string?)service["spec"]!["clusterIP"]
           where ip is { Length: > 0 } and not "None"
           from port in (service["spec"]!["ports"] as JsonArray ?? []).Select(p => (JsonObject)p!)
           select new ProxyPort(
               ServiceFactory.PortName(service, port), ((string?)port["protocol"] ?? "TCP").ToLowerInvariant(), ip, (int)port["port"]!,
               (int?)port["nodePort"] ?? 0,
               [.. IptablesSave.Endpoints(service, port, slices).Select(e => new ProxyEndpoint(e.Address, e.Port))]),
    ];
}

internal readonly record struct ProxyEndpoint(string Address, int Port)
{
    public override string ToString() => $"{Address}:{Port}";
}
