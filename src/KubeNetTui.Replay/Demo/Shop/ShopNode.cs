using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>One of the three nodes of the demo.</summary>
/// <param name="Number">Index of its pod range: 10.244.<paramref name="Number"/>.0/24.</param>
/// <param name="JoinedAfter">Days after the cluster was made.</param>
internal sealed record ShopNode(string Name, int Number, string Address, string Zone, double JoinedAfter)
{
    public static IReadOnlyList<ShopNode> All { get; } =
    [
        new("node-a", 0, "10.10.0.11", "z1", 0.01),
        new("node-b", 1, "10.10.0.12", "z2", 0.02),
        new("node-c", 2, "10.10.0.13", "z3", 6.4),
    ];

    /// <summary>The control plane is not a node: it is managed by somebody else and answers here.</summary>
    public const string ApiServer = "10.10.0.5";

    public const string ClusterDns = "10.96.0.10";

    public const string PodNetwork = "10.244.0.0/16";

    public string PodCidr => string.Create(CultureInfo.InvariantCulture, $"10.244.{Number}.0/24");

    /// <summary>The bridge's own address.</summary>
    public string Gateway => PodAddress(1);

    public string BridgeMac => DemoId.Mac($"{Name}/cni0");

    public string Mac => DemoId.Mac($"{Name}/eth0");

    public string PodAddress(int host) => string.Create(CultureInfo.InvariantCulture, $"10.244.{Number}.{host}");

    public DateTimeOffset Joined(DateTimeOffset birth) => birth + TimeSpan.FromDays(JoinedAfter);

    public static ShopNode Of(string name) => All.First(node => node.Name == name);

    public static string? ZoneOf(string name) => All.FirstOrDefault(node => node.Name == name)?.Zone;
}
