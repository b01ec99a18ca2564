using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class IngressDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        Evidence.Needs.Services(selection.Namespace), Evidence.Needs.EndpointSlices(selection.Namespace), Evidence.Needs.IngressClasses(),
        CommonParts.EventsOf(selection),
    ];

    public void Write(PageBuilder page, Described o)
    {
        if (!Ingress.TryParse(o.Json.Span, out var ingress, out var why))
        {
            page.Sentence($"This is no Ingress that can be read: {why}", Tone.Error);
            return;
        }

        var around = new EvidenceSurroundings(o.Evidence);
        page.Head(o, IngressVerdict.Of(ingress, around));
        page.Heading("Ingress");
        WriteClass(page, o, ingress, around);
        page.Field(
            "address", ingress.Addresses.Count > 0 ? string.Join(", ", ingress.Addresses) : "none yet: no controller has written one",
            ingress.Addresses.Count > 0 ? Tone.Text : Tone.Warn);
        foreach (var tls in ingress.Tls)
        {
            var hosts = tls.Hosts.Count > 0 ? string.Join(", ", tls.Hosts) : "all hosts";
            page.Field("TLS", tls.Secret.Length > 0 ? $"{hosts}, certificate from secret {tls.Secret}" : $"{hosts}, the controller's own certificate");
        }

        page.Heading("Rules", ingress.Paths.Count == 0 ? "none: nothing is answered" : "");
        page.SaysMissing(o.Evidence.Services(o.Namespace));
        foreach (var (path, backend) in ingress.Paths.Zip(IngressVerdict.BackendsOf(ingress)))
        {
            page.Backend(o, backend, path.Type, around);
        }

        page.Events(o);
        page.Labels(o);
    }

    private static void WriteClass(PageBuilder page, Described o, Ingress ingress, EvidenceSurroundings around)
    {
        var judged = IngressVerdict.OfClass(ingress, around);
        var tone = judged.Verdict >= Verdict.Warn ? ToneOf.Of(judged.Verdict) : Tone.Text;
        if (ingress.ClassName.Length > 0)
        {
            var known = around.IngressClasses.Value?.FirstOrDefault(c => c.Name == ingress.ClassName);
            page.Field("class", ingress.ClassName + (known is not null ? $", served by {known.Controller}" : judged.Reason.Length > 0 ? $": {judged.Reason}" : ""),
                tone, known is null ? null : o.Link("IngressClass", "", ingress.ClassName));
        }
        else
        {
            page.Field("class", ingress.ClassAnnotation.Length > 0
                ? $"{ingress.ClassAnnotation}, by annotation"
                : $"none named{(judged.Reason.Length > 0 ? $": {judged.Reason}" : "")}", tone);
        }
    }
}
