using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>Who may refer to what in the grant's namespace.</summary>
internal sealed class ReferenceGrantKind() : NetworkKind(Needs.GatewayGroup, "referencegrants")
{
    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("From"), Text("To"), Age];

    public override bool HasVerdict => false;

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        ReferenceGrant.TryParse(json, out var grant, out _, strings: strings)
            ? new KindItem(
                grant.Meta,
                [
                    grant.Name, Some(grant.From.Select(static f => $"{f.Kind} of {f.Namespace}")),
                    Some(grant.To.Select(static t => t.Kind + (t.Name.Length > 0 ? " " + t.Name : ", all"))), "",
                ],
                grant)
            : null;
}
