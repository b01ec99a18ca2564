using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class GatewayDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        Evidence.Needs.GatewayClasses(), Evidence.Needs.HttpRoutes(null), Evidence.Needs.GrpcRoutes(null), CommonParts.EventsOf(selection),
    ];

    public void Write(PageBuilder page, Described o)
    {
        if (!Gateway.TryParse(o.Json.Span, out var gateway, out var why))
        {
            page.Sentence($"This is no Gateway that can be read: {why}", Tone.Error);
            return;
        }

        var around = new EvidenceSurroundings(o.Evidence);
        page.Head(o, GatewayVerdict.Of(gateway, around));
        page.Heading("Gateway");
        var served = around.GatewayClasses.Value?.FirstOrDefault(c => c.Name == gateway.ClassName);
        page.Field("class", gateway.ClassName + (served is not null ? $", served by {served.Controller}" : ""), Tone.Text, o.Link("GatewayClass", "", gateway.ClassName));
        page.Field("address", gateway.Addresses.Count > 0 ? string.Join(", ", gateway.Addresses) : "none yet", gateway.Addresses.Count > 0 ? Tone.Text : Tone.Warn);
        page.Said(o, gateway.Conditions);
        foreach (var listener in gateway.Listeners)
        {
            page.Heading($"Listener {listener.Name}", $"{listener.Protocol} on {listener.Port}, {(listener.Hostname.Length > 0 ? listener.Hostname : "any host")}");
            page.Field("routes from", listener.AllowedFrom switch { "Same" => "this namespace only", "All" => "any namespace", _ => "namespaces with certain labels" });
            page.Field("attached", listener.AttachedRoutes is { } attached ? attached == 1 ? "1 route" : $"{attached} routes" : "not told yet");
            page.Field("certificates", listener.Certificates.Count > 0 ? "from secret " + string.Join(", ", listener.Certificates) : "");
            foreach (var bad in listener.Conditions.Where(static c => c.Type == "Conflicted" ? c.IsTrue : c.IsFalse))
            {
                page.Field(bad.Type, $"{bad.Status}  {bad.Reason}: {bad.Message}", Tone.Fail);
            }
        }

        WriteRoutes(page, o, gateway);
        page.Events(o);
        page.Labels(o);
    }

    private static void WriteRoutes(PageBuilder page, Described o, Gateway gateway)
    {
        var http = o.Evidence.Read<GatewayRoute>(Evidence.Needs.HttpRoutes(null));
        var grpc = o.Evidence.Read<GatewayRoute>(Evidence.Needs.GrpcRoutes(null));
        var own = http.Items.Concat(grpc.Items).Where(r => r.Parents.Any(p => p.IsGateway && p.Name == gateway.Name
            && (p.Namespace.Length > 0 ? p.Namespace : r.Namespace) == gateway.Namespace)).ToList();
        page.Heading("Routes that name it", http.IsRead && own.Count == 0 ? "none: it answers nothing" : "");
        page.SaysMissing(http);
        foreach (var route in own)
        {
            var hosts = route.Hostnames.Count > 0 ? string.Join(", ", route.Hostnames) : "any host";
            page.Sentence([new TextRun($"{route.Kind} {route.FullName}"), new TextRun($"  {hosts}", Tone.Dim)], o.Link(route.Kind, route.Namespace, route.Name));
        }
    }
}
