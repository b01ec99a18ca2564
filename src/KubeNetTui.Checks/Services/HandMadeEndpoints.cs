using System.Net;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>service.endpoints for a service without a selector: somebody else fills its EndpointSlices.</summary>
internal sealed class HandMadeEndpoints(CheckInfo info, Subject subject, ServiceScope scope, IEvidence evidence)
{
    private Service Service => scope.Service;

    public Finding Judge()
    {
        EndpointTally tally = scope.Tally;
        EndpointState state = tally.State();
        Finding finding = state switch
        {
            EndpointState.None => Empty(state),
            EndpointState.NoPorts or EndpointState.PortUnserved => WrongPorts(),
            EndpointState.NoneReady or EndpointState.OnlyTerminating => NotReady(state),
            _ => Served(),
        };
        return finding with { Exhibits = [.. finding.Exhibits, .. scope.ShowSlices("ports", "endpoints")] };
    }

    private Finding Empty(EndpointState state)
    {
        Finding finding = state.Verdict(Service) == Verdict.Warn
            ? info.Warn(subject, "no selector, and no EndpointSlice yet: whoever made this headless service has put nothing behind it")
            : info.Fail(subject, "no selector, and no EndpointSlice has an address: nobody fills this service");
        return finding with
        {
            Exhibits = [scope.Show("spec.selector", "spec.type", "spec.clusterIP")],
            Remedy = "Give it a selector, or make an EndpointSlice with the label kubernetes.io/service-name: " + Service.Name + ".",
            RemedyCommand = $"kubectl get endpointslices -n {Service.Namespace} -l kubernetes.io/service-name={Service.Name}",
        };
    }

    private Finding WrongPorts()
    {
        ServicePort port = scope.Tally.Ports.First(p => p.Ready == 0).Port!;
        string have = Words.Some(scope.Tally.Slices.SelectMany(s => s.Ports).Select(p => $"{(p.Name.Length > 0 ? p.Name : "(no name)")} {p.Port}/{p.Protocol}").Distinct());
        return info.Fail(
            subject, $"no EndpointSlice has a port named \"{port.Name}\" ({port.Protocol}) for port {port.Port}; they have {(have.Length > 0 ? have : "no ports")}") with
        {
            Details = ["Ports of a hand-made EndpointSlice are matched to the service's by name and protocol."],
            Exhibits = [scope.Show(scope.PathOf(port) + ".name", scope.PathOf(port) + ".protocol")],
            Remedy = "Give the slice's port the name of the service's port.",
            RemedyCommand = $"kubectl edit endpointslices -n {Service.Namespace} -l kubernetes.io/service-name={Service.Name}",
        };
    }

    private Finding NotReady(EndpointState state)
    {
        string addresses = Words.Some(scope.Tally.Endpoints.SelectMany(e => e.Addresses));
        return (state.Verdict(Service) == Verdict.Warn
            ? info.Warn(subject, $"its endpoints ({addresses}) are all terminating")
            : info.Fail(subject, $"its hand-made endpoints ({addresses}) are all marked not ready")) with
        {
            Remedy = "Whoever keeps the EndpointSlice sets conditions.ready.",
            RemedyCommand = $"kubectl get endpointslices -n {Service.Namespace} -l kubernetes.io/service-name={Service.Name} -o yaml",
        };
    }

    private Finding Served()
    {
        Reading<Pod> pods = evidence.Pods(null);
        List<string> gone = pods.IsRead
            ? [.. InPodRange(scope.Tally, evidence.Nodes()).Where(a => !pods.Items.Any(p => p.Ips.Contains(a)))]
            : [];
        string count = Words.Count(scope.Tally.Ready, "ready endpoint");
        return gone.Count == 0
            ? info.Pass(subject, $"no selector; {count} made by hand: {Words.Some(scope.Tally.Endpoints.SelectMany(e => e.Addresses))}")
            : info.Warn(subject, $"hand-made endpoint {Words.Some(gone)} lies in a node's pod range, and no pod has it") with
            {
                Details = ["If it was a pod's address once, that pod is gone; a selector would have followed it."],
                Remedy = "Point the EndpointSlice to an address that is there, or give the service a selector.",
                RemedyCommand = $"kubectl edit endpointslices -n {Service.Namespace} -l kubernetes.io/service-name={Service.Name}",
            };
    }

    /// <summary>Addresses that only a pod can have. Where there is one, all pods are worth reading.</summary>
    public static IEnumerable<string> InPodRange(EndpointTally tally, Reading<Node> nodes)
    {
        List<IPNetwork> ranges = [];
        foreach (string cidr in nodes.Items.SelectMany(n => n.PodCidrs))
        {
            if (IPNetwork.TryParse(cidr, out IPNetwork range))
            {
                ranges.Add(range);
            }
        }

        return tally.Endpoints.SelectMany(e => e.Addresses)
            .Where(a => IPAddress.TryParse(a, out IPAddress? ip) && ranges.Exists(r => r.Contains(ip)));
    }
}
