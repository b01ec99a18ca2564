using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class ServiceDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json)
    {
        yield return Evidence.Needs.EndpointSlices(selection.Namespace);
        yield return CommonParts.EventsOf(selection);
        if (Service.TryParse(json.Span, out var service, out _) && service.Selector.Count > 0)
        {
            yield return PodsOf(service);
        }
    }

    public void Write(PageBuilder page, Described o)
    {
        if (!Service.TryParse(o.Json.Span, out var service, out var why))
        {
            page.Sentence($"This is no service that can be read: {why}", Tone.Error);
            return;
        }

        page.Head(o, CommonParts.StateOf(o, service));
        page.Heading("Service");
        WriteAddresses(page, service);
        page.Owners(o);
        WriteSelector(page, o, service);
        WritePorts(page, o, service);
        WriteEndpoints(page, o, service);
        page.Conditions(o, service.Conditions, static c => CommonParts.ConditionTone(c));
        page.Events(o);
        page.Labels(o);
    }

    private static ListNeed PodsOf(Service service) => Evidence.Needs.Pods(service.Namespace) with { LabelSelector = service.Selector.ToString() };

    private static void WriteAddresses(PageBuilder page, Service s)
    {
        page.Field("type", s.IsHeadless ? $"{s.Type}, headless: the name resolves to the pods themselves" : s.Type);
        page.Field("external name", s.ExternalName);
        page.Field("cluster IPs", s.IsHeadless ? "" : string.Join(", ", s.ClusterIps));
        page.Field("IP families", string.Join(", ", s.IpFamilies) + (s.IpFamilyPolicy.Length > 0 ? $" ({s.IpFamilyPolicy})" : ""));
        page.Field("external IPs", string.Join(", ", s.ExternalIps));
        if (s.Type == "LoadBalancer")
        {
            page.Field("load balancer", s.LoadBalancer.Count > 0
                ? string.Join(", ", s.LoadBalancer.Select(static l => l.Address + (l.IpMode.Length > 0 ? $" ({l.IpMode})" : "")))
                : "no address yet: <pending>", s.LoadBalancer.Count > 0 ? Tone.Text : Tone.Warn);
            page.Field("its class", s.LoadBalancerClass);
            page.Field("lets in", string.Join(", ", s.LoadBalancerSourceRanges));
        }

        Policy("from outside", s.ExternalTrafficPolicy);
        Policy("from inside", s.InternalTrafficPolicy);
        page.Field("health check", s.HealthCheckNodePort > 0 ? $"port {s.HealthCheckNodePort} of each node" : "");
        page.Field("affinity", s.SessionAffinity is "ClientIP" ? "a client keeps its pod (ClientIP)" : "");
        page.Field("distribution", s.TrafficDistribution);
        page.Field("not ready too", s.PublishNotReadyAddresses ? "addresses are published before pods are ready" : "");

        void Policy(string name, string policy) => page.Field(
            name,
            policy == "Local" ? "Local: only to pods of the node where the traffic arrives" : policy == "Cluster" ? "Cluster: to any pod" : policy,
            policy == "Local" ? Tone.Warn : Tone.Text);
    }

    private static void WriteSelector(PageBuilder page, Described o, Service service)
    {
        if (service.IsExternalName)
        {
            return;
        }

        if (service.Selector.Count == 0)
        {
            page.Field("selector", "none: whoever owns the service keeps its EndpointSlices");
            return;
        }

        var pods = o.Evidence.Read<Pod>(PodsOf(service));
        page.Field("selector", [
            new TextRun(service.Selector.ToString(), Tone.Accent),
            new TextRun(!pods.IsRead ? "" : pods.Items.Count == 0 ? "   matches no pod" : $"   matches {Words(pods.Items.Count, "pod")}",
                pods is { IsRead: true, Items.Count: 0 } ? Tone.Fail : Tone.Dim),
        ]);
    }

    private static void WritePorts(PageBuilder page, Described o, Service service)
    {
        if (service.Ports.Count == 0)
        {
            return;
        }

        page.Heading("Ports");
        var slices = o.Evidence.EndpointSlices(service.Namespace).Items.Where(s => s.ServiceName == service.Name).ToList();
        page.Table(["NAME", "PORT", "TARGET", "NODE PORT", "SERVED BY"], [.. service.Ports.Select(p =>
        {
            var serving = slices.SelectMany(s => s.Ports.Where(e => e.Name == p.Name && e.Protocol == p.Protocol)
                .SelectMany(e => s.Endpoints.Where(static x => x.Ready).SelectMany(x => x.Addresses.Select(a => $"{Bracketed(a)}:{e.Port}")))).Distinct().ToList();
            return new PageRow([
                new TextRun(p.Name.Length > 0 ? p.Name : "–"),
                new TextRun($"{p.Port}/{p.Protocol}"),
                new TextRun($"{p.Target}"),
                new TextRun(p.NodePort > 0 ? $"{p.NodePort}" : "–", Tone.Dim),
                serving.Count == 0
                    ? new TextRun(service.IsExternalName ? "–" : "nobody", service.IsExternalName ? Tone.Dim : Tone.Fail)
                    : new TextRun(string.Join(", ", serving.Take(6)) + (serving.Count > 6 ? $" and {serving.Count - 6} more" : "")),
            ]);
        })]);
    }

    private static void WriteEndpoints(PageBuilder page, Described o, Service service)
    {
        if (service.IsExternalName)
        {
            return;
        }

        var reading = o.Evidence.EndpointSlices(service.Namespace);
        var slices = reading.Items.Where(s => s.ServiceName == service.Name).ToList();
        page.Heading("Endpoints", reading.IsRead && slices.Count == 0 ? "no EndpointSlice belongs to this service" : "");
        if (page.SaysMissing(reading))
        {
            return;
        }

        foreach (var slice in slices)
        {
            EndpointSliceDescriber.WriteSlice(page, o, slice, withName: true);
        }
    }

    private static string Bracketed(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    private static string Words(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
