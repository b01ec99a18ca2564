using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>What the kubelet runs with, from <c>/configz</c> (kubelet.config.k8s.io/v1beta1, KubeletConfiguration): what concerns the network.</summary>
public sealed record KubeletConfig
{
    /// <summary>promiscuous-bridge, hairpin-veth or none; obeyed by the in-tree kubenet, told to no CNI plugin since 1.24.</summary>
    public string HairpinMode { get; init; } = "";

    public IReadOnlyList<string> ClusterDns { get; init; } = [];

    public string ClusterDomain { get; init; } = "";

    /// <summary>The file that pods' resolv.conf is made from; "" where it is not said.</summary>
    public string ResolvConf { get; init; } = "";

    public int MaxPods { get; init; }

    public int Port { get; init; }

    public string Address { get; init; } = "";

    /// <summary>Served at <c>healthzBindAddress</c>, the node's loopback as a rule; 0: not served.</summary>
    public int HealthzPort { get; init; }

    /// <summary>0: off, as it should be.</summary>
    public int ReadOnlyPort { get; init; }

    /// <summary>False: the kubelet makes no chain KUBE-FIREWALL.</summary>
    public bool MakesIptablesChains { get; init; } = true;

    /// <summary>The bit of the mark that means "masquerade"; kube-proxy's must be the same.</summary>
    public int MasqueradeBit { get; init; } = 14;

    /// <summary>Sysctls that pods may set, beyond the safe ones.</summary>
    public IReadOnlyList<string> AllowedUnsafeSysctls { get; init; } = [];

    /// <summary>What <c>memory.available</c> evicts pods at, e.g. <c>100Mi</c>.</summary>
    public string EvictionHardMemory { get; init; } = "";

    public string ContainerRuntimeEndpoint { get; init; } = "";

    public static KubeletConfigReading Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            var root = document.RootElement;
            if (root.Text("kind") == "Status")
            {
                return new(null, [NotUnderstoodLine.Of(1, text, root.Text("message"))]);
            }

            return root.Has("kubeletconfig")
                ? new(Read(root.GetProperty("kubeletconfig")), [])
                : new(null, [NotUnderstoodLine.Of(1, text, "an object \"kubeletconfig\"")]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: half a surrogate pair in a string.
            return new(null, [NotUnderstoodLine.Of(1, text, "JSON")]);
        }
    }

    private static KubeletConfig Read(JsonElement o) => new()
    {
        HairpinMode = o.Text("hairpinMode"),
        ClusterDns = o.Texts("clusterDNS"),
        ClusterDomain = o.Text("clusterDomain"),
        ResolvConf = o.Text("resolvConf"),
        MaxPods = o.Int("maxPods"),
        Port = o.Int("port"),
        Address = o.Text("address"),
        HealthzPort = o.Int("healthzPort"),
        ReadOnlyPort = o.Int("readOnlyPort"),
        MakesIptablesChains = o.Flag("makeIPTablesUtilChains") ?? true,
        MasqueradeBit = o.Has("iptablesMasqueradeBit") ? o.Int("iptablesMasqueradeBit") : 14,
        AllowedUnsafeSysctls = o.Texts("allowedUnsafeSysctls"),
        EvictionHardMemory = o.Has("evictionHard") ? o.GetProperty("evictionHard").Text("memory.available") : "",
        ContainerRuntimeEndpoint = o.Text("containerRuntimeEndpoint"),
    };
}

/// <param name="Config">Null: the text is no configuration; <paramref name="NotUnderstood"/> says why.</param>
public sealed record KubeletConfigReading(KubeletConfig? Config, IReadOnlyList<NotUnderstoodLine> NotUnderstood);
