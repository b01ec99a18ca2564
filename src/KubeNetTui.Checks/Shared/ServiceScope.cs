using System.Diagnostics.CodeAnalysis;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A service and its slices, as all checks of services begin: read, there, and not a mere DNS alias.</summary>
internal sealed record ServiceScope(Service Service, Reading<Service> Services, Reading<EndpointSlice> Slices)
{
    public EndpointTally Tally { get; } = EndpointTally.Of(Service, SlicesByService.Of(Slices, Service.Namespace, Service.Name));

    public static IEnumerable<Need> Needs(Subject subject) =>
        [Evidence.Needs.Services(subject.Namespace), Evidence.Needs.EndpointSlices(subject.Namespace)];

    /// <param name="instead">What the check answers when there is nothing to look at.</param>
    public static bool TryOpen(
        Subject subject, IEvidence evidence, CheckInfo info,
        [NotNullWhen(true)] out ServiceScope? scope, [NotNullWhen(false)] out Finding? instead)
    {
        scope = null;
        if (!TryFind(subject, evidence, info, out Reading<Service> services, out Service? service, out instead))
        {
            return false;
        }

        Reading<EndpointSlice> slices = evidence.EndpointSlices(subject.Namespace);
        if (!slices.IsRead)
        {
            instead = info.Unknown(subject, $"the EndpointSlices are not known: {slices.Problem}", slices.HowToGet);
            return false;
        }

        scope = new ServiceScope(service, services, slices);
        return true;
    }

    public static bool TryFind(
        Subject subject, IEvidence evidence, CheckInfo info, out Reading<Service> services,
        [NotNullWhen(true)] out Service? service, [NotNullWhen(false)] out Finding? instead)
    {
        services = evidence.Services(subject.Namespace);
        service = services.Find(subject.Name);
        instead = !services.IsRead ? info.Unknown(subject, $"the services are not known: {services.Problem}", services.HowToGet)
            : service is null ? info.Unknown(subject, $"there is no service {subject.Name} in namespace {subject.Namespace}", "Look at its name: kubectl get services -A")
            : service.IsExternalName ? info.NotApplicable(subject, $"ExternalName: the cluster's DNS answers with the alias {service.ExternalName}; it has no endpoints")
            : null;
        return instead is null;
    }

    /// <summary>The service with some fields marked.</summary>
    public Exhibit Show(params string[] paths) => Exhibits.Of(Services.Section!, Service, paths);

    public IEnumerable<Exhibit> ShowSlices(params string[] paths) =>
        Tally.Slices.Take(3).Select(s => Exhibits.Of(Slices.Section!, s, paths));

    /// <summary>The slices, with one field marked of each endpoint that decides.</summary>
    /// <param name="field">Below the endpoint: <c>conditions.ready</c>, <c>nodeName</c>.</param>
    public IEnumerable<Exhibit> ShowEndpoints(string field, Predicate<Endpoint> decides) =>
        Tally.Slices.Take(3).Select(s => Exhibits.Of(
            Slices.Section!, s,
            [.. s.Endpoints.Index().Where(e => decides(e.Item)).SelectMany(e => (string[])[$"endpoints[{e.Index}].addresses", $"endpoints[{e.Index}].{field}"]), "ports"]));

    /// <summary>Where in the service's YAML a port stands.</summary>
    public string PathOf(ServicePort port) => $"spec.ports[{Service.Ports.TakeWhile(p => p != port).Count()}]";
}
