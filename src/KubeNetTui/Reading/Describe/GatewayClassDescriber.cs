using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class GatewayClassDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [Evidence.Needs.Gateways(null), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!GatewayClass.TryParse(o.Json.Span, out var value, out var why))
        {
            page.Sentence($"This is no GatewayClass that can be read: {why}", Tone.Error);
            return;
        }

        page.Head(o, GatewayVerdict.OfClass(value));
        page.Heading("Class");
        page.Field("controller", value.Controller);
        page.Field("description", value.Description);
        page.Said(o, value.Conditions);
        var gateways = o.Evidence.Read<Gateway>(Evidence.Needs.Gateways(null));
        var own = gateways.Items.Where(g => g.ClassName == value.Name).ToList();
        page.Heading("Gateways of it", gateways.IsRead ? own.Count == 0 ? "none" : $"{own.Count}" : "");
        if (!page.SaysMissing(gateways))
        {
            foreach (var gateway in own)
            {
                page.Sentence(gateway.FullName, link: o.Link("Gateway", gateway.Namespace, gateway.Name));
            }
        }

        page.Events(o);
        page.Labels(o);
    }
}
