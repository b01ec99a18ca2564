using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class IngressClassDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        [Evidence.Needs.IngressClasses(), Evidence.Needs.Ingresses(null), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!IngressClass.TryParse(o.Json.Span, out var value, out var why))
        {
            page.Sentence($"This is no IngressClass that can be read: {why}", Tone.Error);
            return;
        }

        page.Head(o, IngressClassVerdict.Of(value, new EvidenceSurroundings(o.Evidence)));
        page.Heading("Class");
        page.Field("controller", value.Controller);
        page.Field("default", value.IsDefault ? "yes: ingresses that name no class get it when they are made" : "no");
        page.Field("parameters", value.Parameters);
        var ingresses = o.Evidence.Read<Ingress>(Evidence.Needs.Ingresses(null));
        var own = ingresses.Items.Where(i => (i.ClassName.Length > 0 ? i.ClassName : i.ClassAnnotation) == value.Name).ToList();
        page.Heading("Ingresses of it", ingresses.IsRead ? own.Count == 0 ? "none" : $"{own.Count}" : "");
        if (!page.SaysMissing(ingresses))
        {
            foreach (var ingress in own)
            {
                page.Sentence(ingress.FullName, link: o.Link("Ingress", ingress.Namespace, ingress.Name));
            }
        }

        page.Events(o);
        page.Labels(o);
    }
}
