using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

public sealed record Node : ApiObject
{
    public override string Kind => "Node";
    public string ProviderId { get; init; } = "";

    /// <summary>Cordoned: no new pods; those that are there work on.</summary>
    public bool Unschedulable { get; init; }

    public IReadOnlyList<string> PodCidrs { get; init; } = [];
    public IReadOnlyList<Taint> Taints { get; init; } = [];
    public IReadOnlyList<Condition> Conditions { get; init; } = [];
    public IReadOnlyList<NodeAddress> Addresses { get; init; } = [];
    public string KubeletVersion { get; init; } = "";
    public string KernelVersion { get; init; } = "";
    public string OsImage { get; init; } = "";
    public string ContainerRuntime { get; init; } = "";

    /// <summary><c>linux</c> or <c>windows</c>; "" before the kubelet has reported.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>The port that the kubelet listens on; 0 where it does not say.</summary>
    public int KubeletPort { get; init; }

    public IEnumerable<string> InternalIps => Addresses.Where(a => a.Type == "InternalIP").Select(a => a.Address);

    public string Zone => Meta.Labels["topology.kubernetes.io/zone"] ?? "";

    public bool IsReady => Condition("Ready") is { IsTrue: true };

    public Condition? Condition(string type) => Conditions.FirstOrDefault(c => c.Type == type);

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out Node? node, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out node, out why, keepRaw, strings);

    internal static Node Read(ref ObjectReader r)
    {
        Node node = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { node = node with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8)) { node = ReadSpec(ref r, node); }
                else if (r.Is("status"u8)) { node = ReadStatus(ref r, node); }
            }
        }

        return node;
    }

    private static Node ReadSpec(ref ObjectReader r, Node node)
    {
        string cidr = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("providerID"u8)) { node = node with { ProviderId = r.Text() }; }
                else if (r.Is("unschedulable"u8)) { node = node with { Unschedulable = r.Flag() ?? false }; }
                else if (r.Is("podCIDR"u8)) { cidr = r.Text(); }
                else if (r.Is("podCIDRs"u8)) { node = node with { PodCidrs = r.Texts() }; }
                else if (r.Is("taints"u8)) { node = node with { Taints = r.List(Taint.Read) }; }
            }
        }

        return node.PodCidrs.Count == 0 && cidr.Length > 0 ? node with { PodCidrs = [cidr] } : node;
    }

    private static Node ReadStatus(ref ObjectReader r, Node node)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("conditions"u8)) { node = node with { Conditions = r.List(Evidence.Condition.Read) }; }
                else if (r.Is("addresses"u8)) { node = node with { Addresses = r.List(NodeAddress.Read) }; }
                else if (r.Is("nodeInfo"u8)) { node = ReadInfo(ref r, node); }
                else if (r.Is("daemonEndpoints"u8)) { node = node with { KubeletPort = ReadKubeletPort(ref r) }; }
            }
        }

        return node;
    }

    private static Node ReadInfo(ref ObjectReader r, Node node)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kubeletVersion"u8)) { node = node with { KubeletVersion = r.Text() }; }
                else if (r.Is("kernelVersion"u8)) { node = node with { KernelVersion = r.Text() }; }
                else if (r.Is("osImage"u8)) { node = node with { OsImage = r.Text() }; }
                else if (r.Is("containerRuntimeVersion"u8)) { node = node with { ContainerRuntime = r.Text() }; }
                else if (r.Is("operatingSystem"u8)) { node = node with { OperatingSystem = r.Text() }; }
            }
        }

        return node;
    }

    private static int ReadKubeletPort(ref ObjectReader r)
    {
        int port = 0;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kubeletEndpoint"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        // The API spells it with a capital letter.
                        if (r.Is("Port"u8)) { port = r.Number() ?? 0; }
                    }
                }
            }
        }

        return port;
    }
}

/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c>, <c>NoExecute</c>.</param>
public sealed record Taint(string Key, string Value, string Effect, DateTimeOffset? Added)
{
    public override string ToString() => $"{Key}{(Value.Length > 0 ? "=" + Value : "")}:{Effect}";

    internal static Taint Read(ref ObjectReader r)
    {
        string key = "", value = "", effect = "";
        DateTimeOffset? added = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("key"u8)) { key = r.Text(); }
                else if (r.Is("value"u8)) { value = r.Text(); }
                else if (r.Is("effect"u8)) { effect = r.Text(); }
                else if (r.Is("timeAdded"u8)) { added = r.Time(); }
            }
        }

        return new Taint(key, value, effect, added);
    }
}

/// <param name="Type"><c>InternalIP</c>, <c>ExternalIP</c>, <c>Hostname</c>, …</param>
public sealed record NodeAddress(string Type, string Address)
{
    internal static NodeAddress Read(ref ObjectReader r)
    {
        string type = "", address = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("type"u8)) { type = r.Text(); }
                else if (r.Is("address"u8)) { address = r.Text(); }
            }
        }

        return new NodeAddress(type, address);
    }
}
