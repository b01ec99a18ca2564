using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class DataPlaneTests
{
    private static readonly string Nic = BridgeCluster.Nic("10.0.0.1");

    public static TheoryData<string, string, PodAttachment> Nodes { get; } = new()
    {
        { BridgeCluster.Bridge("10.244.1.1"), "[]", PodAttachment.Bridge },
        { BridgeCluster.Bridge("10.244.1.1", "azure0"), "[]", PodAttachment.AzureCni },
        { BridgeCluster.Veth(7, "azv12", "02:00:00:00:00:07", ""), "[]", PodAttachment.AzureCni },
        { BridgeCluster.Bridge("172.17.0.1", "docker0"), "[]", PodAttachment.Unknown },
        { BridgeCluster.Bridge("192.168.9.1", "cni0"), "[]", PodAttachment.Bridge },
        { BridgeCluster.Veth(7, "cali12", "ee:ee:ee:ee:ee:ee", ""), "[]", PodAttachment.RoutedVeth },
        { BridgeCluster.Veth(7, "veth12", "02:00:00:00:00:07", ""), """[{"dst":"10.244.1.5","dev":"veth12","scope":"link","flags":[]}]""", PodAttachment.RoutedVeth },
        { BridgeCluster.Nic("10.244.1.1", "cilium_host", 5) + "," + BridgeCluster.Bridge("10.244.1.1"), "[]", PodAttachment.Ebpf },
        { BridgeCluster.Nic("10.244.1.2", "ovn-k8s-mp0", 5), "[]", PodAttachment.OpenVSwitch },
    };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void How_pods_are_attached_is_told_from_interfaces_and_routes(string links, string routes, PodAttachment attachment)
    {
        var plane = DataPlane.Of(Evidence(new() { ["ip-addr"] = BridgeCluster.Array(Nic, links), ["ip-route"] = routes }), "node-a");
        Assert.Equal(attachment, plane.Attachment);
        Assert.Equal(attachment == PodAttachment.Bridge, plane.Bridge == "cni0");
        Assert.NotEmpty(plane.Why);
    }

    [Fact]
    public void Without_the_interfaces_it_is_unknown_with_the_reason() =>
        Assert.Contains("not read", DataPlane.Of(Evidence([]), "node-a").Why, StringComparison.Ordinal);

    [Fact]
    public void The_captures_nodes_hang_their_pods_off_cni0_and_not_off_the_bridge_between_the_nodes()
    {
        Captures captures = new("k8s-1.33-iptables");
        EvidenceStore store = new(Captures.Now);
        foreach (var need in (Need[])[Needs.Pods(null), Needs.Nodes(), CommandReadings.NodeNeed("node1", "ip-addr"), CommandReadings.NodeNeed("node1", "ip-route")])
        {
            store.Add(captures.Read(need));
        }

        Assert.Equal((PodAttachment.Bridge, "cni0"), (DataPlane.Of(store, "node1").Attachment, DataPlane.Of(store, "node1").Bridge));
    }

    private static EvidenceStore Evidence(Dictionary<string, string> outputs)
    {
        var store = new Given().List(Needs.Pods(null), Some.Pod("web-1", ip: "10.244.1.5")).List(Needs.Nodes(), Some.Node("node-a", "10.244.1.0/24", "10.0.0.1")).Evidence();
        foreach (var (section, text) in outputs)
        {
            var need = CommandReadings.NodeNeed("node-a", section);
            store.Add(new Section(need, SectionStatus.Read, need.Command, "node-a", Given.Now, TimeSpan.Zero, Value: new CommandOutput(text)));
        }

        return store;
    }
}
