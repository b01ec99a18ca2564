using System.Net;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kinds;

namespace KubeNetTui.Reading;

internal sealed class ServiceCidrDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [Evidence.Needs.IpAddresses(), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!ServiceCidr.TryParse(o.Json.Span, out var value, out var why))
        {
            page.Sentence($"This is no ServiceCIDR that can be read: {why}", Tone.Error);
            return;
        }

        var claims = o.Evidence.Read<IpAddressClaim>(Evidence.Needs.IpAddresses());
        List<(string Cidr, long Used, long Size)> ranges =
        [
            .. value.Cidrs.Select(cidr => AddressRange.Parse(cidr) is { } range
                ? (cidr, claims.Items.LongCount(c => IPAddress.TryParse(c.Name, out var ip) && range.Contains(ip)), AddressRange.Size(range)) : (cidr, 0L, 0L)),
        ];
        page.Head(o, LiveJudgements.Worst(ranges.Select(r => ServiceCidrVerdict.Of(value, claims.IsRead ? r.Used : null, r.Size))));
        page.Heading("Service addresses");
        foreach (var (cidr, used, size) in ranges)
        {
            var free = size > 0 ? $", {Math.Max(0, size - used)} of {size} free" : "";
            page.Field("range", claims.IsRead ? $"{cidr}: {used} in use{free}" : cidr);
        }

        page.SaysMissing(claims);
        page.Said(o, value.Conditions);
        page.Events(o);
        page.Labels(o);
    }
}
