using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class EndpointSliceDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        [Evidence.Needs.Services(selection.Namespace), Evidence.Needs.EndpointSlices(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!EndpointSlice.TryParse(o.Json.Span, out var slice, out var why))
        {
            page.Sentence($"This is no EndpointSlice that can be read: {why}", Tone.Error);
            return;
        }

        page.Head(o, EndpointSliceVerdict.Of(SliceCounts.Of(slice), new EvidenceSurroundings(o.Evidence)));
        page.Heading("Slice");
        page.Field("managed by", slice.ManagedBy.Length > 0 ? slice.ManagedBy : "nobody: made by hand");
        page.Owners(o);
        var services = o.Evidence.Services(o.Namespace);
        if (slice.ServiceName.Length == 0)
        {
            page.Field("service", "none: without the label kubernetes.io/service-name it serves nobody", Tone.Warn);
        }
        else if (services.Find(o.Namespace, slice.ServiceName) is { } service)
        {
            page.Field("service", [new TextRun(service.Name + "  "), .. CommonParts.VerdictRuns(CommonParts.StateOf(o, service))],
                o.Link("Service", o.Namespace, service.Name));
        }
        else
        {
            page.Field("service", services.IsRead ? $"{slice.ServiceName}: there is no such service" : slice.ServiceName, Tone.Warn);
        }

        page.Heading("Endpoints");
        WriteSlice(page, o, slice, withName: false);
        page.Events(o);
        page.Labels(o);
    }

    /// <summary>A slice's ports in words, then a row for each endpoint.</summary>
    public static void WriteSlice(PageBuilder page, Described o, EndpointSlice slice, bool withName)
    {
        var ports = slice.Ports.Count == 0 ? "no ports"
            : string.Join(", ", slice.Ports.Select(static p => $"{p.Name}{(p.Name.Length > 0 ? " " : "")}{(p.Port > 0 ? $"{p.Port}" : "all")}/{p.Protocol}"));
        var by = slice.IsControllerMade ? "" : $", kept by {(slice.ManagedBy.Length > 0 ? slice.ManagedBy : "hand")}";
        page.Sentence(
            [new TextRun(withName ? slice.Name + "  " : ""), new TextRun($"{slice.AddressType}, {ports}{by}", Tone.Dim)],
            withName ? o.Link("EndpointSlice", slice.Namespace, slice.Name) : null);
        if (slice.Endpoints.Count == 0)
        {
            page.Sentence("no endpoints", Tone.Fail, level: 2);
            return;
        }

        page.Table(["ADDRESS", "STATE", "POD", "NODE", "ZONE"], [.. slice.Endpoints.Select(e => new PageRow(
            [
                new TextRun(string.Join(", ", e.Addresses)),
                State(e),
                new TextRun(e.TargetName.Length > 0 ? e.TargetName : "–"),
                new TextRun(e.NodeName.Length > 0 ? e.NodeName : "–", Tone.Dim),
                new TextRun(e.Zone.Length > 0 ? e.Zone : "–", Tone.Dim),
            ],
            e.TargetKind == "Pod" ? o.Link("Pod", e.TargetNamespace.Length > 0 ? e.TargetNamespace : slice.Namespace, e.TargetName) : null))]);
    }

    private static TextRun State(Endpoint e) => e switch
    {
        { Terminating: true, Serving: true } => new("! terminating, serving", Tone.Warn),
        { Terminating: true } => new("! terminating", Tone.Warn),
        { Ready: true } => new("✓ ready", Tone.Pass),
        { Serving: true } => new("! serving, not ready", Tone.Warn),
        _ => new("✗ not ready", Tone.Fail),
    };
}
