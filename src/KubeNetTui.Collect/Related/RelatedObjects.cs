using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>What came back for a question; <see cref="Problem"/> says why there is nothing where it could not be had.</summary>
public sealed record Related<T>(IReadOnlyList<T> Items, string Problem = "", string HowToGet = "");

/// <summary>What stands around an object, for its description: read when asked, from the server.</summary>
public sealed class RelatedObjects(IEvidenceSource source)
{
    /// <summary>Services whose selector takes the pod.</summary>
    public async Task<Related<Service>> ServicesOfPodAsync(string ns, LabelSet podLabels, CancellationToken cancellation)
    {
        Related<Service> services = await ReadAsync<Service>(Needs.Services(ns), cancellation).ConfigureAwait(false);
        return services with { Items = [.. services.Items.Where(s => Selects(s, podLabels))] };
    }

    /// <summary>A service's endpoints by its EndpointSlices, not by its selector: what kube-proxy goes by.</summary>
    public async Task<Related<EndpointOfService>> EndpointsOfServiceAsync(string ns, string service, CancellationToken cancellation)
    {
        ListNeed need = Needs.EndpointSlices(ns) with { LabelSelector = $"kubernetes.io/service-name={service}" };
        Related<EndpointSlice> slices = await ReadAsync<EndpointSlice>(need, cancellation).ConfigureAwait(false);
        return new Related<EndpointOfService>(EndpointOfService.Of(ns, service, slices.Items), slices.Problem, slices.HowToGet);
    }

    /// <summary>Events about an object, the newest first.</summary>
    /// <param name="ns">"" for what is in no namespace; its events are then in <c>default</c>.</param>
    public async Task<Related<KubeEvent>> EventsOfAsync(string kind, string ns, string name, CancellationToken cancellation)
    {
        ListNeed need = new(
            "", "v1", "events", ns.Length > 0 ? ns : "default",
            FieldSelector: $"involvedObject.kind={kind},involvedObject.name={name}");
        Related<KubeEvent> events = await ReadAsync<KubeEvent>(need, cancellation).ConfigureAwait(false);
        return events with { Items = [.. events.Items.OrderByDescending(e => e.Last)] };
    }

    /// <summary>Pods that run on a node, or are to.</summary>
    public Task<Related<Pod>> PodsOfNodeAsync(string node, CancellationToken cancellation) =>
        ReadAsync<Pod>(Needs.Pods(null) with { FieldSelector = $"spec.nodeName={node}" }, cancellation);

    /// <summary>An empty selector takes nothing: whoever owns the service makes its slices.</summary>
    public static bool Selects(Service service, LabelSet podLabels) =>
        service.Selector.Count > 0 && podLabels.Matches(service.Selector);

    private async Task<Related<T>> ReadAsync<T>(ListNeed need, CancellationToken cancellation)
        where T : ApiObject
    {
        EvidenceStore store = new(DateTimeOffset.MinValue);
        await foreach (Section section in source.CollectAsync([need], cancellation).ConfigureAwait(false))
        {
            store.Add(section);
        }

        Reading<T> reading = store.Read<T>(need);
        return new Related<T>(reading.Items, reading.Problem, reading.HowToGet);
    }
}
