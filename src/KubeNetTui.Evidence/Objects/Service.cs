using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

public sealed record Service : ApiObject
{
    public override string Kind => "Service";

    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c>, <c>ExternalName</c>.</summary>
    public string Type { get; init; } = "ClusterIP";

    /// <summary>Empty: no selector, whoever owns the service makes its EndpointSlices.</summary>
    public LabelSet Selector { get; init; } = LabelSet.Empty;

    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    /// <summary>One a family, the primary first; <c>None</c> for a headless service.</summary>
    public IReadOnlyList<string> ClusterIps { get; init; } = [];

    public IReadOnlyList<string> IpFamilies { get; init; } = [];
    public string IpFamilyPolicy { get; init; } = "";
    public string ExternalName { get; init; } = "";
    public IReadOnlyList<string> ExternalIps { get; init; } = [];
    public string LoadBalancerIp { get; init; } = "";
    public string LoadBalancerClass { get; init; } = "";
    public IReadOnlyList<string> LoadBalancerSourceRanges { get; init; } = [];

    /// <summary><c>Cluster</c> (also the default) or <c>Local</c>.</summary>
    public string ExternalTrafficPolicy { get; init; } = "";

    public string InternalTrafficPolicy { get; init; } = "";

    /// <summary>0: none.</summary>
    public int HealthCheckNodePort { get; init; }

    public bool PublishNotReadyAddresses { get; init; }

    /// <summary><c>ClientIP</c> or <c>None</c>.</summary>
    public string SessionAffinity { get; init; } = "";

    public string TrafficDistribution { get; init; } = "";
    public IReadOnlyList<LoadBalancerIngress> LoadBalancer { get; init; } = [];
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public bool IsHeadless => ClusterIps.Count > 0 && ClusterIps[0] == "None";

    public bool IsExternalName => Type == "ExternalName";

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out Service? service, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out service, out why, keepRaw, strings);

    internal static Service Read(ref ObjectReader r)
    {
        Service service = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { service = service with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8)) { service = ReadSpec(ref r, service); }
                else if (r.Is("status"u8)) { service = ReadStatus(ref r, service); }
            }
        }

        return service;
    }

    private static Service ReadSpec(ref ObjectReader r, Service s)
    {
        string clusterIp = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("type"u8)) { s = s with { Type = r.Text() }; }
                else if (r.Is("selector"u8)) { s = s with { Selector = r.Labels() }; }
                else if (r.Is("ports"u8)) { s = s with { Ports = r.List(ServicePort.Read) }; }
                else if (r.Is("clusterIP"u8)) { clusterIp = r.Text(); }
                else if (r.Is("clusterIPs"u8)) { s = s with { ClusterIps = r.Texts() }; }
                else if (r.Is("ipFamilies"u8)) { s = s with { IpFamilies = r.Texts() }; }
                else if (r.Is("ipFamilyPolicy"u8)) { s = s with { IpFamilyPolicy = r.Text() }; }
                else if (r.Is("externalName"u8)) { s = s with { ExternalName = r.Text() }; }
                else if (r.Is("externalIPs"u8)) { s = s with { ExternalIps = r.Texts() }; }
                else if (r.Is("loadBalancerIP"u8)) { s = s with { LoadBalancerIp = r.Text() }; }
                else if (r.Is("loadBalancerClass"u8)) { s = s with { LoadBalancerClass = r.Text() }; }
                else if (r.Is("loadBalancerSourceRanges"u8)) { s = s with { LoadBalancerSourceRanges = r.Texts() }; }
                else if (r.Is("externalTrafficPolicy"u8)) { s = s with { ExternalTrafficPolicy = r.Text() }; }
                else if (r.Is("internalTrafficPolicy"u8)) { s = s with { InternalTrafficPolicy = r.Text() }; }
                else if (r.Is("healthCheckNodePort"u8)) { s = s with { HealthCheckNodePort = r.Number() ?? 0 }; }
                else if (r.Is("publishNotReadyAddresses"u8)) { s = s with { PublishNotReadyAddresses = r.Flag() ?? false }; }
                else if (r.Is("sessionAffinity"u8)) { s = s with { SessionAffinity = r.Text() }; }
                else if (r.Is("trafficDistribution"u8)) { s = s with { TrafficDistribution = r.Text() }; }
            }
        }

        // clusterIPs is younger than clusterIP (1.20).
        return s.ClusterIps.Count == 0 && clusterIp.Length > 0 ? s with { ClusterIps = [clusterIp] } : s;
    }

    private static Service ReadStatus(ref ObjectReader r, Service s)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("conditions"u8)) { s = s with { Conditions = r.List(Condition.Read) }; }
                else if (r.Is("loadBalancer"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("ingress"u8)) { s = s with { LoadBalancer = r.List(LoadBalancerIngress.Read) }; }
                    }
                }
            }
        }

        return s;
    }
}

/// <param name="Name">"" is allowed where there is only one port.</param>
/// <param name="TargetPort">Empty where the service has no selector, or for an old server's default: then <paramref name="Port"/>.</param>
/// <param name="NodePort">0: none.</param>
public sealed record ServicePort(string Name, string Protocol, int Port, PortRef TargetPort, int NodePort, string AppProtocol)
{
    /// <summary>What the pods are expected to listen on.</summary>
    public PortRef Target => TargetPort.IsEmpty ? new PortRef(Port, "") : TargetPort;

    /// <summary><c>http 80/TCP</c>, <c>53/UDP</c>.</summary>
    public override string ToString() => $"{Name}{(Name.Length > 0 ? " " : "")}{Port}/{Protocol}";

    internal static ServicePort Read(ref ObjectReader r)
    {
        string name = "", protocol = "TCP", app = "";
        int port = 0, nodePort = 0;
        PortRef target = default;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("protocol"u8)) { protocol = r.Text(); }
                else if (r.Is("port"u8)) { port = r.Number() ?? 0; }
                else if (r.Is("targetPort"u8)) { target = r.Port(); }
                else if (r.Is("nodePort"u8)) { nodePort = r.Number() ?? 0; }
                else if (r.Is("appProtocol"u8)) { app = r.Text(); }
            }
        }

        return new ServicePort(name, protocol, port, target, nodePort, app);
    }
}

/// <summary>An address that a load balancer gave.</summary>
/// <param name="IpMode"><c>VIP</c> (kube-proxy answers for it on nodes) or <c>Proxy</c>; "" before 1.29.</param>
public sealed record LoadBalancerIngress(string Ip, string Hostname, string IpMode)
{
    public string Address => Ip.Length > 0 ? Ip : Hostname;

    internal static LoadBalancerIngress Read(ref ObjectReader r)
    {
        string ip = "", hostname = "", mode = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("ip"u8)) { ip = r.Text(); }
                else if (r.Is("hostname"u8)) { hostname = r.Text(); }
                else if (r.Is("ipMode"u8)) { mode = r.Text(); }
            }
        }

        return new LoadBalancerIngress(ip, hostname, mode);
    }
}
