using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>Whose slice it is and how many of its endpoints are ready. Enter leads to the endpoints.</summary>
internal sealed class EndpointSliceKind() : NetworkKind("discovery.k8s.io", "endpointslices")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        Name, Text("Service"), Text("Ready"), Number("Serving"), Number("Terminating"), Text("Ports"), Long("Nodes"), Text("Type"), Wide("Kept by"), Age,
    ];

    public override string OpenLabel => "endpoints";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings)
    {
        if (!EndpointSlice.TryParse(json, out var slice, out _, strings: strings))
        {
            return null;
        }

        var counts = SliceCounts.Of(slice);
        return new KindItem(
            slice.Meta with { Annotations = LabelSet.Empty },
            [
                slice.Name, OrNone(slice.ServiceName), $"{counts.Ready}/{counts.Live}", $"{counts.Serving}", $"{counts.Terminating}",
                Some(slice.Ports.Select(PortOf)), Some(slice.Endpoints.Select(static e => e.NodeName)), slice.AddressType,
                slice.IsControllerMade ? "controller" : slice.ManagedBy.Length > 0 ? slice.ManagedBy : "hand", "",
            ],
            counts);
    }

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is SliceCounts counts ? EndpointSliceVerdict.Of(counts, around) : base.Judge(source, around, now);

    private static string PortOf(EndpointPort port) =>
        $"{(port.Name.Length > 0 ? port.Name + ":" : "")}{(port.Port > 0 ? $"{port.Port}" : "all")}{(port.Protocol is "" or "TCP" ? "" : "/" + port.Protocol)}";
}
