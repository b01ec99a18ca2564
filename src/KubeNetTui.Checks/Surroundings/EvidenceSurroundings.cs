using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What stands around an object, from lists that were read once: for descriptions.</summary>
public sealed class EvidenceSurroundings(IEvidence evidence) : ISurroundings
{
    public Found<IReadOnlyList<IngressClass>> IngressClasses => All<IngressClass>(Needs.IngressClasses());

    public Found<IReadOnlyList<ServiceCidr>> ServiceCidrs => All<ServiceCidr>(Needs.ServiceCidrs());

    public Found<IReadOnlyList<GatewayClass>> GatewayClasses => All<GatewayClass>(Needs.GatewayClasses());

    public Found<Service> Service(string ns, string name) => Find(evidence.Services(ns), ns, name);

    public Found<IReadOnlyList<EndpointSlice>> Slices(string ns, string service)
    {
        var slices = evidence.EndpointSlices(ns);
        return slices.IsRead ? new([.. slices.Items.Where(s => s.ServiceName == service)], "") : new Found<IReadOnlyList<EndpointSlice>>(null, "endpointslices not read");
    }

    /// <summary>Whole secrets are not read for a description, so that it is not known which there are.</summary>
    public Found<IReadOnlySet<string>> SecretNames(string ns) => new Found<IReadOnlySet<string>>(null, "secrets not read");

    public Found<Gateway> Gateway(string ns, string name) => Find(evidence.Read<Gateway>(Needs.Gateways(ns)), ns, name);

    public Found<IReadOnlyList<ReferenceGrant>> ReferenceGrants(string ns) => All<ReferenceGrant>(Needs.ReferenceGrants(ns));

    private Found<IReadOnlyList<T>> All<T>(ListNeed need)
        where T : ApiObject
    {
        var reading = evidence.Read<T>(need);
        return reading.IsRead ? new(reading.Items, "") : new Found<IReadOnlyList<T>>(null, $"{need.Resource} not read");
    }

    private static Found<T> Find<T>(Reading<T> reading, string ns, string name)
        where T : ApiObject =>
        reading.IsRead ? new(reading.Find(ns, name), "") : new Found<T>(null, $"{reading.Need.Resource} not read");
}
