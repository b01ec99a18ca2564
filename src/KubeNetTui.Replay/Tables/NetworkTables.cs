using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Tables of services, endpoints, ingresses and their kin.</summary>
internal static class NetworkTables
{
    public static IEnumerable<KeyValuePair<string, KindTable>> All =>
    [
        new("services", new(
            [
                KindTable.Name, new("Type"), new("Cluster-IP"), new("External-IP"), new("Port(s)"), KindTable.Age,
                new("Selector", Priority: 1),
            ],
            PrintService)),
        new("endpoints", new(
            [KindTable.Name, new("Endpoints"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Text(Endpoints(item)).Age(item.Created()))),
        new("endpointslices.discovery.k8s.io", new(
            [KindTable.Name, new("AddressType"), new("Ports"), new("Endpoints"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("addressType"))
                .Text(Cells.Some([.. item.Items("ports").Select(SlicePort)], RowBuilder.Unset))
                .Text(Cells.Some(
                    [.. item.Items("endpoints").SelectMany(endpoint => endpoint.Items("addresses")).Select(address => address.AsText())],
                    RowBuilder.Unset))
                .Age(item.Created()))),
        new("ingresses.networking.k8s.io", new(
            [KindTable.Name, new("Class"), new("Hosts"), new("Address"), new("Ports"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .TextOr(item.Text("spec", "ingressClassName"), RowBuilder.None)
                .Text(Cells.Some(
                    [.. item.Items("spec", "rules").Select(rule => rule.Text("host")).Where(host => host.Length > 0)], "*"))
                .Text(Cells.LoadBalancer(item.At("status", "loadBalancer")))
                .Text(item.Count("spec", "tls") > 0 ? "80, 443" : "80")
                .Age(item.Created()))),
        new("ingressclasses.networking.k8s.io", new(
            [KindTable.Name, new("Controller"), new("Parameters"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("spec", "controller"))
                .Text(Parameters(item.At("spec", "parameters")))
                .Age(item.Created()))),
        new("networkpolicies.networking.k8s.io", new(
            [KindTable.Name, new("Pod-Selector"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(Cells.Selector(item.At("spec", "podSelector")))
                .Age(item.Created()))),
        new("servicecidrs.networking.k8s.io", new(
            [KindTable.Name, new("CIDRs"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .Text(Cells.Joined(item.Items("spec", "cidrs").Select(cidr => cidr.AsText())))
                .Age(item.Created()))),
        // The API server names two columns and prints three cells; clients have to live with it.
        new("ipaddresses.networking.k8s.io", new(
            [KindTable.Name, new("ParentRef")],
            static (item, row, _) => row.Text(item.Name())
                .Text(Parent(item.At("spec", "parentRef")))
                .Age(item.Created()))),
    ];

    private static void PrintService(JsonElement service, RowBuilder row, DateTimeOffset now)
    {
        var spec = service.At("spec");
        var clusterIp = spec.Items("clusterIPs").Select(ip => ip.AsText()).FirstOrDefault() is { Length: > 0 } first
            ? first
            : spec.Text("clusterIP");
        row.Text(service.Name())
            .Text(spec.Text("type"))
            .TextOr(clusterIp, RowBuilder.None)
            .Text(ExternalIp(service))
            .TextOr(Cells.Joined(spec.Items("ports").Select(ServicePort)), RowBuilder.None)
            .Age(service.Created())
            .Text(Cells.Labels(spec.At("selector")));
    }

    private static string ServicePort(JsonElement port)
    {
        var protocol = port.Text("protocol") is { Length: > 0 } named ? named : "TCP";
        return port.Number("nodePort") > 0
            ? $"{port.Text("port")}:{port.Text("nodePort")}/{protocol}"
            : $"{port.Text("port")}/{protocol}";
    }

    private static string ExternalIp(JsonElement service)
    {
        var external = Cells.Joined(service.Items("spec", "externalIPs").Select(ip => ip.AsText()));
        switch (service.Text("spec", "type"))
        {
            case "ClusterIP" or "NodePort":
                return external.Length > 0 ? external : RowBuilder.None;
            case "LoadBalancer":
                var balancer = Cells.LoadBalancer(service.At("status", "loadBalancer"));
                var all = Cells.Joined(((string[])[balancer, external]).Where(text => text.Length > 0));
                return all.Length > 0 ? all : "<pending>";
            case "ExternalName":
                return service.Text("spec", "externalName");
            default:
                return RowBuilder.Unknown;
        }
    }

    private static string Endpoints(JsonElement item) => Cells.Some(
        [
            .. item.Items("subsets").SelectMany(subset => subset.Count("ports") == 0
                ? subset.Items("addresses").Select(address => address.Text("ip"))
                : subset.Items("ports").SelectMany(port => subset.Items("addresses").Select(address => Join(address.Text("ip"), port.Text("port"))))),
        ],
        RowBuilder.None);

    private static string Join(string ip, string port) =>
        ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]:{port}" : $"{ip}:{port}";

    private static string SlicePort(JsonElement port) => port.Text("port") is { Length: > 0 } number ? number
        : port.Text("name") is { Length: > 0 } name ? name : "*";

    private static string Parameters(JsonElement parameters)
    {
        if (!parameters.Exists())
        {
            return RowBuilder.None;
        }

        var group = parameters.Text("apiGroup");
        return $"{parameters.Text("kind")}{(group.Length > 0 ? "." + group : "")}/{parameters.Text("name")}";
    }

    private static string Parent(JsonElement parent)
    {
        var parts = new[] { parent.Text("resource"), parent.Text("namespace"), parent.Text("name") }.Where(part => part.Length > 0);
        var group = parent.Text("group");
        return group.Length > 0 ? $"{parent.Text("resource")}.{group}/{string.Join('/', parts.Skip(1))}" : string.Join('/', parts);
    }
}
