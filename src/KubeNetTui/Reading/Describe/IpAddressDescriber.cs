using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class IpAddressDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        Evidence.Needs.ServiceCidrs(), CommonParts.EventsOf(selection),
        .. IpAddressClaim.TryParse(json.Span, out var claim, out _) && claim.IsOfService ? [Evidence.Needs.Services(claim.ParentNamespace)] : Array.Empty<Need>(),
    ];

    public void Write(PageBuilder page, Described o)
    {
        if (!IpAddressClaim.TryParse(o.Json.Span, out var claim, out var why))
        {
            page.Sentence($"This is no IPAddress that can be read: {why}", Tone.Error);
            return;
        }

        page.Head(o, IpAddressVerdict.Of(claim, new EvidenceSurroundings(o.Evidence), o.Now));
        page.Heading("Address");
        var service = o.Evidence.Services(claim.ParentNamespace).Find(claim.ParentNamespace, claim.ParentName);
        page.Field(
            "claimed for", claim.IsOfService ? $"service {claim.ParentNamespace}/{claim.ParentName}" : $"{claim.ParentResource} {claim.ParentNamespace}/{claim.ParentName}",
            Tone.Text, claim.IsOfService ? o.Link("Service", claim.ParentNamespace, claim.ParentName) : null);
        page.Field("it has", service is not null ? string.Join(", ", service.ClusterIps) : "");
        page.Labels(o);
    }
}
