using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Moving;

/// <summary>What selects a pod or leads to it, or leads to a service: read from each kind that may.</summary>
internal static class PodReach
{
    /// <summary>Kinds of the Gateway API that name services and gateways, where the cluster has them.</summary>
    private static readonly string[] Routes = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"];

    private const string GatewayGroup = "gateway.networking.k8s.io";

    /// <param name="labels">The pod's.</param>
    public static IEnumerable<UsePart> OfPod(Session session, string ns, string name, LabelSet labels)
    {
        yield return new(WellKnownKinds.Services, ns, (o, use) => o["spec"]["selector"].Pairs is { Count: > 0 } selector && labels.Matches(new LabelSet(selector))
            ? use with { How = "selects it" }
            : use); // one without a selector may have it in a slice
        yield return new(WellKnownKinds.EndpointSlices, ns, (o, use) => o["endpoints"].Items.FirstOrDefault(e => Targets(e, ns, name)) is { IsObject: true } endpoint
            ? use with { How = $"has it as an endpoint, {StateOf(endpoint["conditions"])}", Parents = [Use.Words("service", ns, o["metadata"]["labels"]["kubernetes.io/service-name"].Text)] }
            : null);
        yield return new(WellKnownKinds.NetworkPolicies, ns, (o, use) =>
            LabelQuery.Of(o["spec"]["podSelector"]).Matches(labels) ? use with { How = $"isolates it: {Directions(o["spec"])}" } : null);
        if (session.Find("poddisruptionbudgets") is { } budgets)
        {
            yield return new(budgets, ns, (o, use) => o["spec"]["selector"].Exists && LabelQuery.Of(o["spec"]["selector"]).Matches(labels) ? use with { How = "guards it from evictions" } : null);
        }

        foreach (var part in OfServices(session, ns))
        {
            yield return part;
        }
    }

    /// <summary>What leads to services: ingresses of their namespace, and routes and gateways of any.</summary>
    public static IEnumerable<UsePart> OfServices(Session session, string ns)
    {
        yield return new(WellKnownKinds.Ingresses, ns, (o, use) => use with { Leads = [.. Backends(o["spec"]).Select(b => Use.Words("service", ns, b))] });
        foreach (var resource in session.Catalog?.Resources.Where(r => r.Group == GatewayGroup) ?? [])
        {
            if (Routes.Contains(resource.Kind))
            {
                yield return new(resource, null, (o, use) => use with
                {
                    Leads = [.. o["spec"]["rules"].Items.SelectMany(r => r["backendRefs"].Items).Where(b => b["kind"].Text is "" or "Service").Select(b => Named("service", b, use.Namespace))],
                    Parents = [.. o["spec"]["parentRefs"].Items.Where(p => p["kind"].Text is "" or "Gateway").Select(p => Named("gateway", p, use.Namespace))],
                });
            }
            else if (resource.Kind == "Gateway")
            {
                yield return new(resource, null, (_, use) => use);
            }
        }
    }

    private static string Named(string kind, Fields reference, string ns) =>
        Use.Words(kind, reference["namespace"].Text is { Length: > 0 } other ? other : ns, reference["name"].Text);

    private static IEnumerable<string> Backends(Fields spec) =>
        spec["rules"].Items.SelectMany(r => r["http"]["paths"].Items).Select(p => p["backend"]).Append(spec["defaultBackend"])
            .Select(b => b["service"]["name"].Text).Where(n => n.Length > 0).Distinct();

    private static bool Targets(Fields endpoint, string ns, string pod)
    {
        var target = endpoint["targetRef"];
        return target["kind"].Text == "Pod" && target["name"].Text == pod && target["namespace"].Text is var where && (where.Length == 0 || where == ns);
    }

    // discovery/v1: an absent "ready" means ready.
    private static string StateOf(Fields conditions) => conditions["terminating"].IsTrue ? "terminating" : conditions["ready"].Text == "false" ? "not ready" : "ready";

    private static string Directions(Fields spec)
    {
        List<string> types = [.. spec["policyTypes"].Items.Select(t => t.Text)];
        bool ingress = types.Count == 0 || types.Contains("Ingress"), egress = types.Count == 0 ? spec["egress"].Items.Any() : types.Contains("Egress");
        return (ingress, egress) switch { (true, true) => "in and out", (false, true) => "out", (true, false) => "in", _ => "in no direction" };
    }
}
