using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether a port of a service that something leads to is answered: the service is there, has the port, and an endpoint behind it.</summary>
public static class BackendVerdict
{
    // The AWS load balancer controller: the "service" is the name of an action that stands in an annotation.
    private const string Annotation = "use-annotation";

    public static LiveJudgement Of(Backend backend, ISurroundings around)
    {
        var judged = Judge(backend, around);
        return backend.IsOptional && judged.Verdict == Verdict.Fail ? judged with { Verdict = Verdict.Warn } : judged;
    }

    private static LiveJudgement Judge(Backend backend, ISurroundings around)
    {
        if (backend.Service.Length == 0 || backend.Port.Name == Annotation)
        {
            return new LiveJudgement(Verdict.NotApplicable, "");
        }

        var name = backend.Service;
        var (service, unknown) = around.Service(backend.Namespace, name);
        if (service is null)
        {
            return unknown is { Length: > 0 } ? Say(Verdict.Unknown, unknown) : Say(Verdict.Fail, $"service {name} is missing");
        }

        if (!IsGranted(backend, around))
        {
            return Say(Verdict.Fail, $"no ReferenceGrant in {backend.Namespace}");
        }

        if (service.IsExternalName)
        {
            return new LiveJudgement(Verdict.NotApplicable, "external name");
        }

        if (backend.Port.IsEmpty)
        {
            return Say(Verdict.Fail, $"{name}: no port is named");
        }

        // An Ingress, a route and a webhook are TCP; a UDPRoute is not, and a service rarely has one number for both.
        var port = service.Ports.FirstOrDefault(p => backend.Port.IsName ? p.Name == backend.Port.Name : p.Port == backend.Port.Number);
        if (port is null)
        {
            return Say(Verdict.Fail, $"{name} has no port {backend.Port}");
        }

        var (slices, noSlices) = around.Slices(backend.Namespace, name);
        return slices is null ? Say(Verdict.Unknown, noSlices is { Length: > 0 } ? noSlices : "endpointslices not read") : Of(service, port, slices);
    }

    /// <summary>True also where the grants could not be read.</summary>
    private static bool IsGranted(Backend backend, ISurroundings around) =>
        backend.From is not { } from || from.Namespace == backend.Namespace
        || around.ReferenceGrants(backend.Namespace).Value is not { } grants
        || grants.Any(g => g.Lets(from.Group, from.Kind, from.Namespace, "", "Service", backend.Service));

    private static LiveJudgement Of(Service service, ServicePort port, IReadOnlyList<EndpointSlice> slices)
    {
        // The usual case first: a list of thousands, sorted by verdict, asks for all of them at each change.
        if (slices.Any(s => s.Ports.Any(p => p.Name == port.Name && p.Protocol == port.Protocol && p.Port > 0) && s.Endpoints.Any(e => e.Ready)))
        {
            return new LiveJudgement(Verdict.Pass, "");
        }

        var tally = EndpointTally.Of(service, slices);
        if (tally.Ports.First(p => ReferenceEquals(p.Port, port)).ServingTerminating > 0)
        {
            return Say(Verdict.Warn, $"{service.Name}: only terminating endpoints");
        }

        var all = tally.Endpoints.Count(e => !e.Terminating);
        return Say(Verdict.Fail, all == 0 ? $"{service.Name}: no endpoints"
            : tally.Ready == 0 ? $"{service.Name}: 0 of {all} endpoints ready"
            : $"{service.Name}: no pod has port {port.Target}");
    }

    private static LiveJudgement Say(Verdict verdict, string reason) => LiveJudgements.Of(verdict, reason);
}
