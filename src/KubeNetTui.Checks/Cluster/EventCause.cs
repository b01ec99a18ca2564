using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A network cause that Warning events are sorted into.</summary>
/// <param name="Title">Completes "… since 12:03": what happens.</param>
/// <param name="Remedy">Where to look next.</param>
internal sealed record EventCause(string Title, string Remedy)
{
    private static readonly EventCause NoAddress = new(
        "pods get no IP address: the range is used up", "Free addresses or widen the range of the node or subnet; pod.sandbox names the pods.");

    private static readonly EventCause Cni = new(
        "pod networks cannot be set up: the CNI plugin fails", "Look at the CNI's pod on the nodes named; pod.sandbox has the text for each pod.");

    private static readonly EventCause NetworkNotReady = new(
        "nodes say that their network is not ready", "Look at the CNI's pod on these nodes and at /etc/cni/net.d.");

    private static readonly EventCause Probe = new(
        "probes get no proper answer", "The text says which: refused = nothing listens, time-out = dropped or too slow, a status code = the program itself.");

    private static readonly EventCause LoadBalancer = new(
        "a load balancer cannot be made or updated", "The message is the cloud's own; quotas and permissions are the usual causes.");

    private static readonly EventCause Slices = new(
        "EndpointSlices cannot be written", "Services may point to pods that are gone; see kube-controller-manager's log.");

    private static readonly EventCause Webhook = new(
        "an admission webhook is not reached", "api.webhooks names the webhook and its service.");

    private static readonly EventCause Pull = new(
        "images cannot be pulled: the registry is not reached", "Try the name and the connection from the node: name resolution, egress, proxy, firewall.");

    private static readonly EventCause Ports = new(
        "host ports are taken", "service.conflicts names who holds them.");

    private static readonly EventCause ServiceIp = new(
        "service addresses or node ports cannot be had", "The range may be used up or the address taken; service.conflicts names duplicates.");

    private static readonly EventCause Node = new("nodes are not ready", "node.ready says why.");

    private static readonly EventCause Dns = new(
        "DNS configuration of pods is cut", "The node's resolv.conf has more nameservers or search domains than pods may have.");

    private static readonly EventCause Route = new(
        "routes for nodes cannot be made", "Pods of other nodes may not be reached; see the cloud controller's log and its permissions.");

    /// <summary>The cause, or null where the event is not about networks.</summary>
    public static EventCause? Of(KubeEvent e) => e.Reason switch
    {
        "FailedCreatePodSandBox" or "FailedPodSandBoxStatus" => SandboxCauses.IsOutOfAddresses(e.Message) ? NoAddress : Cni,
        "NetworkNotReady" or "NetworkUnavailable" => NetworkNotReady,
        "Unhealthy" or "ProbeError" => Probe,
        "SyncLoadBalancerFailed" or "CreatingLoadBalancerFailed" or "UpdateLoadBalancerFailed" or "DeletingLoadBalancerFailed"
            or "AllocationFailed" => LoadBalancer,
        "FailedToUpdateEndpointSlices" or "FailedToUpdateEndpoint" or "FailedToCreateEndpoint" => Slices,
        "HostPortConflict" => Ports,
        "FailedScheduling" when e.Message.Contains("free ports", StringComparison.OrdinalIgnoreCase) => Ports,
        "PortNotAllocated" or "PortAlreadyAllocated" or "PortOutOfRange" or "ClusterIPNotAllocated" or "ClusterIPAlreadyAllocated"
            or "ClusterIPOutOfRange" or "IPAddressNotAllocated" => ServiceIp,
        "NodeNotReady" => Node,
        "DNSConfigForming" or "CheckLimitsForResolvConf" => Dns,
        "FailedToCreateRoute" or "CIDRNotAvailable" or "CIDRAssignmentFailed" => Route,
        _ when e.Message.Contains("failed calling webhook", StringComparison.Ordinal) => Webhook,
        "Failed" when PullFails(e.Message) => Pull,
        _ => null,
    };

    private static bool PullFails(string message) =>
        message.Contains("pull", StringComparison.OrdinalIgnoreCase)
        && (message.Contains("dial tcp", StringComparison.Ordinal) || message.Contains("i/o timeout", StringComparison.Ordinal)
            || message.Contains("no such host", StringComparison.Ordinal) || message.Contains("connection refused", StringComparison.Ordinal)
            || message.Contains("TLS handshake", StringComparison.Ordinal) || message.Contains("context deadline exceeded", StringComparison.Ordinal));
}
