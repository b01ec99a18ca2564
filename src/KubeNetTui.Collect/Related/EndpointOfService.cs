using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>One address behind a service, as its EndpointSlices say it.</summary>
/// <param name="Address">An IP address, or a name in a slice of FQDNs.</param>
/// <param name="Pod">Name of the pod; "" for a hand-made endpoint.</param>
/// <param name="Node">"" where the slice does not say.</param>
/// <param name="Ports"><c>http 8080/TCP</c>, … ; none: all ports.</param>
public sealed record EndpointOfService(
    string Address, string Namespace, string Pod, string Node, string Zone, bool Ready, bool Serving, bool Terminating,
    IReadOnlyList<string> Ports, string Slice)
{
    /// <summary><c>ready</c>, <c>serving, terminating</c>, <c>not ready</c>.</summary>
    public string State => (Ready, Serving, Terminating) switch
    {
        (_, true, true) => "serving, terminating",
        (_, false, true) => "terminating",
        (true, _, false) => "ready",
        (false, true, false) => "serving, not ready",
        _ => "not ready",
    };

    /// <summary>All endpoints of a service, by address; an endpoint that stands in several slices comes once with all its ports.</summary>
    public static IReadOnlyList<EndpointOfService> Of(string ns, string service, IEnumerable<EndpointSlice> slices)
    {
        Dictionary<(string Address, string Pod), EndpointOfService> found = [];
        foreach (EndpointSlice slice in slices.Where(s => s.Namespace == ns && s.ServiceName == service))
        {
            string[] ports = [.. slice.Ports.Select(p => $"{p.Name}{(p.Name.Length > 0 ? " " : "")}{p.Port}/{p.Protocol}")];
            foreach (Endpoint endpoint in slice.Endpoints)
            {
                foreach (string address in endpoint.Addresses)
                {
                    EndpointOfService one = new(
                        address, endpoint.TargetNamespace.Length > 0 ? endpoint.TargetNamespace : ns,
                        endpoint.TargetKind == "Pod" ? endpoint.TargetName : "", endpoint.NodeName, endpoint.Zone,
                        endpoint.Ready, endpoint.Serving, endpoint.Terminating, ports, slice.Name);
                    var key = (address, one.Pod);
                    found[key] = found.TryGetValue(key, out EndpointOfService? before)
                        ? before with
                        {
                            Ready = before.Ready || one.Ready,
                            Serving = before.Serving || one.Serving,
                            Ports = [.. before.Ports.Union(ports)],
                        }
                        : one;
                }
            }
        }

        return [.. found.Values.OrderBy(e => e.Pod, StringComparer.Ordinal).ThenBy(e => e.Address, StringComparer.Ordinal)];
    }
}
