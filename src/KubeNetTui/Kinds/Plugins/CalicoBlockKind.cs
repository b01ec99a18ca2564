using System.Net;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Kinds;

/// <summary>Calico's blocks of addresses: whose, and how full.</summary>
internal sealed class CalicoBlockKind() : PluginKind("crd.projectcalico.org", "ipamblocks")
{
    public static ApiResource Resource { get; } = new("crd.projectcalico.org", "v1", "ipamblocks", "ipamblock", "IPAMBlock", false, [], [], []);

    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("CIDR"), Text("Node"), Text("Used"), Number("Free"), State, Age];

    public override bool HasVerdict => false;

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        var block = CalicoBlock.Of(root);
        var state = root["spec"]["deleted"].IsTrue ? "deleted" : block.Node.Length > 0 ? "active" : "shared";
        return (
            [name, OrNone(root["spec"]["cidr"].Text), OrNone(block.Node), $"{block.Used}/{block.Size}", $"{block.Size - block.Used}", state, ""],
            block);
    }
}

/// <param name="Node">"" where it is bound to none.</param>
internal sealed record CalicoBlock(IPNetwork? Range, string Node, int Used, int Size)
{
    public static CalicoBlock? Parse(ReadOnlySpan<byte> json) => Of(Fields.Parse(json.ToArray()));

    /// <summary><c>spec.allocations</c> has an entry for each address: null, or an index into the attributes of whoever has it.</summary>
    public static CalicoBlock Of(Fields root)
    {
        var spec = root["spec"];
        var allocations = spec["allocations"].Items.ToList();
        var affinity = spec["affinity"].Text;
        return new CalicoBlock(
            AddressRange.Parse(spec["cidr"].Text), affinity.StartsWith("host:", StringComparison.Ordinal) ? affinity[5..] : affinity,
            allocations.Count(static a => a.Exists), allocations.Count);
    }
}
