using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>A service's port.</summary>
/// <param name="TargetPort">A number or the name of a container port.</param>
internal readonly record struct ServicePort(string Name, int Port, JsonNode TargetPort, string Protocol = "TCP", int NodePort = 0);

/// <summary>A service as a person writes it, and what the API server and the load balancer's controller added.</summary>
internal sealed record ServiceSpec(string Namespace, string Name, params IReadOnlyList<ServicePort> Ports)
{
    /// <summary>Null: headless; "" with <see cref="ExternalName"/>.</summary>
    public string? ClusterIp { get; init; }

    public string Type { get; init; } = "ClusterIP";

    public IReadOnlyList<(string Key, string Value)> Selector { get; init; } = [];

    public IReadOnlyList<(string Key, string Value)> Labels { get; init; } = [];

    public bool ExternalTrafficLocal { get; init; }

    public int HealthCheckNodePort { get; init; }

    public string? LoadBalancerIp { get; init; }

    public string? ExternalName { get; init; }

    public bool PublishNotReady { get; init; }

    /// <summary>Seconds of ClientIP affinity; 0: none.</summary>
    public int AffinitySeconds { get; init; }

    /// <summary>Who made it, where it was not kubectl.</summary>
    public string? Manager { get; init; }
}

/// <summary>Makes Service objects with their defaults.</summary>
internal static class ServiceFactory
{
    public static JsonObject Create(ServiceSpec service, DateTimeOffset created)
    {
        var labels = TemplateSpec.Map(service.Labels);
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("services", service.Namespace, service.Name, created, (JsonObject)labels.DeepClone()),
            ["spec"] = Spec(service),
            ["status"] = new JsonObject { ["loadBalancer"] = LoadBalancer(service) },
        };
        if (service.Manager is not null)
        {
            ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator(service.Manager, "v1", created, item);
            return item;
        }

        Meta.Applied(WorkloadFactory.Manifest("v1", "Service", service.Namespace, service.Name, labels, Given(service)), item, created);
        if (service.LoadBalancerIp is not null)
        {
            Meta.NoteController(item, "v1", created.AddSeconds(40), new JsonObject { ["status"] = item["status"]!.DeepClone() }, manager: "cloud-controller-manager");
        }

        return item;
    }

    private static JsonObject Given(ServiceSpec service)
    {
        var spec = new JsonObject();
        if (service.ExternalName is not null)
        {
            spec["externalName"] = service.ExternalName;
        }
        else if (service.ClusterIp is null)
        {
            spec["clusterIP"] = "None";
        }

        if (service.ExternalTrafficLocal)
        {
            spec["externalTrafficPolicy"] = "Local";
        }

        if (service.Ports.Count > 0)
        {
            spec["ports"] = new JsonArray([.. service.Ports.Select(p => Port(p, given: true))]);
        }

        if (service.PublishNotReady)
        {
            spec["publishNotReadyAddresses"] = true;
        }

        if (service.Selector.Count > 0)
        {
            spec["selector"] = TemplateSpec.Map(service.Selector);
        }

        if (service.AffinitySeconds > 0)
        {
            spec["sessionAffinity"] = "ClientIP";
        }

        if (service.Type != "ClusterIP")
        {
            spec["type"] = service.Type;
        }

        return spec;
    }

    private static JsonObject Spec(ServiceSpec service)
    {
        var spec = new JsonObject();
        if (service.Ports.Count > 0)
        {
            spec["ports"] = new JsonArray([.. service.Ports.Select(p => Port(p, given: false))]);
        }

        if (service.Selector.Count > 0)
        {
            spec["selector"] = TemplateSpec.Map(service.Selector);
        }

        if (service.ExternalName is null)
        {
            spec["clusterIP"] = service.ClusterIp ?? "None";
            spec["clusterIPs"] = new JsonArray(service.ClusterIp ?? "None");
        }

        spec["type"] = service.Type;
        spec["sessionAffinity"] = service.AffinitySeconds > 0 ? "ClientIP" : "None";
        if (service.ExternalName is not null)
        {
            spec["externalName"] = service.ExternalName;
            return spec;
        }

        if (service.AffinitySeconds > 0)
        {
            spec["sessionAffinityConfig"] = new JsonObject { ["clientIP"] = new JsonObject { ["timeoutSeconds"] = service.AffinitySeconds } };
        }

        if (service.Type is "NodePort" or "LoadBalancer")
        {
            spec["externalTrafficPolicy"] = service.ExternalTrafficLocal ? "Local" : "Cluster";
        }

        if (service.HealthCheckNodePort > 0)
        {
            spec["healthCheckNodePort"] = service.HealthCheckNodePort;
        }

        if (service.PublishNotReady)
        {
            spec["publishNotReadyAddresses"] = true;
        }

        spec["ipFamilies"] = new JsonArray("IPv4");
        spec["ipFamilyPolicy"] = "SingleStack";
        if (service.Type == "LoadBalancer")
        {
            spec["allocateLoadBalancerNodePorts"] = true;
        }

        spec["internalTrafficPolicy"] = "Cluster";
        return spec;
    }

    private static JsonObject Port(ServicePort port, bool given)
    {
        var json = new JsonObject();
        if (port.Name.Length > 0)
        {
            json["name"] = port.Name;
        }

        if (!given || port.Protocol != "TCP")
        {
            json["protocol"] = port.Protocol;
        }

        json["port"] = port.Port;
        json["targetPort"] = port.TargetPort.DeepClone();
        if (port.NodePort > 0)
        {
            json["nodePort"] = port.NodePort;
        }

        return json;
    }

    private static JsonObject LoadBalancer(ServiceSpec service) => service.LoadBalancerIp is null
        ? []
        : new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["ip"] = service.LoadBalancerIp, ["ipMode"] = "VIP" }) };

    /// <summary>The IPAddress object that holds a clusterIP for its service.</summary>
    public static JsonObject IpAddress(JsonObject service, DateTimeOffset created)
    {
        var ip = (string)service["spec"]!["clusterIP"]!;
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("ipaddresses", null, ip, created, new JsonObject
            {
                ["ipaddress.kubernetes.io/ip-family"] = "IPv4",
                ["ipaddress.kubernetes.io/managed-by"] = "ipallocator.k8s.io",
            }),
            ["spec"] = new JsonObject
            {
                ["parentRef"] = new JsonObject { ["resource"] = "services", ["namespace"] = PodView.Namespace(service), ["name"] = PodView.Name(service) },
            },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "networking.k8s.io/v1", created, item);
        return item;
    }

    /// <summary><c>shop/web:http</c>, or without the colon for an unnamed port: kube-proxy's name of a service port.</summary>
    public static string PortName(JsonObject service, JsonObject port) =>
        string.Create(CultureInfo.InvariantCulture, $"{PodView.Namespace(service)}/{PodView.Name(service)}{((string?)port["name"] is { Length: > 0 } name ? ":" + name : "")}");
}
