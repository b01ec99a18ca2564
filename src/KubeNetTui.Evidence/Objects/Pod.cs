using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

public sealed record Pod : ApiObject
{
    public override string Kind => "Pod";

    /// <summary>"" while it is not scheduled.</summary>
    public string NodeName { get; init; } = "";

    public bool HostNetwork { get; init; }
    public string ServiceAccount { get; init; } = "";
    public string DnsPolicy { get; init; } = "";

    /// <summary>What the pod itself adds to its resolv.conf; null where it adds nothing.</summary>
    public PodDnsConfig? DnsConfig { get; init; }

    public string Hostname { get; init; } = "";
    public string Subdomain { get; init; } = "";
    public IReadOnlyList<string> ReadinessGates { get; init; } = [];

    /// <summary>In the order of the spec, init containers first; each with its status where there is one.</summary>
    public IReadOnlyList<Container> Containers { get; init; } = [];

    /// <summary>Debug containers that were put in while it ran: they serve nobody and don't count for readiness.</summary>
    public IReadOnlyList<Container> EphemeralContainers { get; init; } = [];

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c>, <c>Unknown</c>.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Why the whole pod is where it is, e.g. <c>Evicted</c>; "" as a rule.</summary>
    public string Reason { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>Its addresses, the primary one first; empty before the sandbox is up.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];

    public IReadOnlyList<string> HostIps { get; init; } = [];
    public DateTimeOffset? Started { get; init; }
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Ran to its end: takes no traffic, and should not.</summary>
    public bool IsFinished => Phase is "Succeeded" or "Failed";

    public bool IsReady => Condition("Ready") is { IsTrue: true };

    public Condition? Condition(string type) => Conditions.FirstOrDefault(c => c.Type == type);

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out Pod? pod, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out pod, out why, keepRaw, strings);

    internal static Pod Read(ref ObjectReader r)
    {
        Pod pod = new() { Meta = ObjectMeta.None };
        Status status = default;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { pod = pod with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8)) { pod = ReadSpec(ref r, pod); }
                else if (r.Is("status"u8)) { status = ReadStatus(ref r); }
            }
        }

        return pod with
        {
            Phase = status.Phase ?? "",
            Reason = status.Reason ?? "",
            Message = status.Message ?? "",
            Ips = status.Ips ?? [],
            HostIps = status.HostIps ?? [],
            Started = status.Started,
            Conditions = status.Conditions ?? [],
            Containers = Container.WithStatus(pod.Containers, status.Containers),
            EphemeralContainers = Container.WithStatus(pod.EphemeralContainers, status.Ephemeral),
        };
    }

    private static Pod ReadSpec(ref ObjectReader r, Pod pod)
    {
        string node = "", account = "", dns = "", hostname = "", subdomain = "";
        bool hostNetwork = false;
        string[] gates = [];
        PodDnsConfig? dnsConfig = null;
        Container[] init = [], main = [], ephemeral = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("nodeName"u8)) { node = r.Text(); }
                else if (r.Is("hostNetwork"u8)) { hostNetwork = r.Flag() ?? false; }
                else if (r.Is("serviceAccountName"u8)) { account = r.Text(); }
                else if (r.Is("dnsPolicy"u8)) { dns = r.Text(); }
                else if (r.Is("dnsConfig"u8)) { dnsConfig = PodDnsConfig.Read(ref r); }
                else if (r.Is("hostname"u8)) { hostname = r.Text(); }
                else if (r.Is("subdomain"u8)) { subdomain = r.Text(); }
                else if (r.Is("readinessGates"u8)) { gates = r.List(ReadGate); }
                else if (r.Is("initContainers"u8)) { init = r.List(Container.ReadInit); }
                else if (r.Is("containers"u8)) { main = r.List(Container.Read); }
                else if (r.Is("ephemeralContainers"u8)) { ephemeral = r.List(Container.ReadEphemeral); }
            }
        }

        return pod with
        {
            NodeName = node, HostNetwork = hostNetwork, ServiceAccount = account, DnsPolicy = dns, DnsConfig = dnsConfig, Hostname = hostname,
            Subdomain = subdomain, ReadinessGates = gates, Containers = init.Length == 0 ? main : [.. init, .. main],
            EphemeralContainers = ephemeral,
        };
    }

    private static string ReadGate(ref ObjectReader r) => NamedItem.Read(ref r, "conditionType"u8);

    private static string ReadIp(ref ObjectReader r) => NamedItem.Read(ref r, "ip"u8);

    private static Status ReadStatus(ref ObjectReader r)
    {
        Status status = default;
        string podIp = "", hostIp = "";
        List<ContainerStatus> containers = [], ephemeral = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("phase"u8)) { status.Phase = r.Text(); }
                else if (r.Is("reason"u8)) { status.Reason = r.Text(); }
                else if (r.Is("message"u8)) { status.Message = r.Text(); }
                else if (r.Is("podIP"u8)) { podIp = r.Text(); }
                else if (r.Is("podIPs"u8)) { status.Ips = r.List(ReadIp); }
                else if (r.Is("hostIP"u8)) { hostIp = r.Text(); }
                else if (r.Is("hostIPs"u8)) { status.HostIps = r.List(ReadIp); }
                else if (r.Is("startTime"u8)) { status.Started = r.Time(); }
                else if (r.Is("conditions"u8)) { status.Conditions = r.List(Evidence.Condition.Read); }
                else if (r.Is("containerStatuses"u8) || r.Is("initContainerStatuses"u8))
                {
                    containers.AddRange(r.List(ContainerStatus.Read));
                }
                else if (r.Is("ephemeralContainerStatuses"u8)) { ephemeral.AddRange(r.List(ContainerStatus.Read)); }
            }
        }

        status.Ips = status.Ips is { Length: > 0 } ips ? ips : podIp.Length > 0 ? [podIp] : [];
        status.HostIps = status.HostIps is { Length: > 0 } hosts ? hosts : hostIp.Length > 0 ? [hostIp] : [];
        (status.Containers, status.Ephemeral) = (containers, ephemeral);
        return status;
    }

    private struct Status
    {
        public string? Phase, Reason, Message;
        public string[]? Ips, HostIps;
        public DateTimeOffset? Started;
        public Condition[]? Conditions;
        public List<ContainerStatus>? Containers, Ephemeral;
    }
}
