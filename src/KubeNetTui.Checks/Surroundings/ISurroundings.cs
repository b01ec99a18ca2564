using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// What stands around an object of the network, by name. The verdict column looks into live lists, a description into lists that were
/// read for it: both judge by the same code.
/// </summary>
public interface ISurroundings
{
    Found<Service> Service(string ns, string name);

    /// <summary>The EndpointSlices of a service.</summary>
    Found<IReadOnlyList<EndpointSlice>> Slices(string ns, string service);

    Found<IReadOnlyList<IngressClass>> IngressClasses { get; }

    /// <summary>Names of the secrets of a namespace; their values are nobody's business here and are never read.</summary>
    Found<IReadOnlySet<string>> SecretNames(string ns);

    Found<IReadOnlyList<ServiceCidr>> ServiceCidrs { get; }

    Found<IReadOnlyList<GatewayClass>> GatewayClasses { get; }

    Found<Gateway> Gateway(string ns, string name);

    /// <summary>The grants in the namespace of what is referred to.</summary>
    Found<IReadOnlyList<ReferenceGrant>> ReferenceGrants(string ns);
}
