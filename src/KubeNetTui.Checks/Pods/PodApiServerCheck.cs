using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.api-server</c>: whether the pod reaches the API server: through its service, each endpoint by itself, and by name.</summary>
public sealed class PodApiServerCheck : ICheck
{
    private const int MostEndpoints = 3;

    public CheckInfo Info { get; } = new(
        "pod.api-server", SubjectKind.Pod, "The pod reaches the API server",
        "From the pod, the service default/kubernetes and each of its endpoints answer; if not, whether the network, the service on that node, one endpoint, or a policy is at fault.",
        "Service default/kubernetes and its EndpointSlices, NetworkPolicies; HTTPS and connects from the pod, the same from its node.",
        [
            "401 and 403 prove that the network works: what the pod may do there is pod.rbac's.",
            "A pod that a NetworkPolicy keeps from the API server is kept from it on purpose.",
            "Probes ask without the pod's token, which is a Secret and is not read.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(subject.Namespace), Evidence.Needs.Services("default"), Evidence.Needs.EndpointSlices("default"),
        .. PolicyScope.Needs(subject.Namespace),
        .. PodScope.Asked(subject, soFar) is { } pod && Ways(pod, soFar) is { } ways ? ways.Needs : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: false, out var scope, out var instead))
        {
            return [instead];
        }

        if (Ways(scope.Pod, evidence) is not { } ways)
        {
            var services = evidence.Services("default");
            return [Info.Unknown(subject, services.IsRead ? "there is no service default/kubernetes with a virtual IP"
                : $"service default/kubernetes is not known: {services.Problem}",
                services.HowToGet.Or("kubectl get service -n default kubernetes"))];
        }

        List<Tried> all = [.. ways.Needs.Select(n => Tried.Of(evidence, n))];
        List<Tried> own = all.FindAll(t => t.Need.From == scope.Place);
        var finding = own.TrueForAll(t => t.IsMissing) ? Probes.NotTried(Info, subject, "the API server from the pod", own)
            : Judge(subject, scope, ways, evidence);
        return [finding with { Exhibits = Probes.Show(all) }];
    }

    private static ApiWays? Ways(Pod pod, IEvidence evidence)
    {
        if (evidence.Services("default").Find("kubernetes") is not { IsHeadless: false, ClusterIps: [var vip, ..] } service)
        {
            return null;
        }

        var port = service.Ports.FirstOrDefault(p => p.Name == "https")?.Port ?? (service.Ports is [var first, ..] ? first.Port : 443);
        List<(string, int)> endpoints =
        [
            .. SlicesByService.Of(evidence.EndpointSlices("default"), "default", "kubernetes")
                .SelectMany(s => s.Ports.Take(1).SelectMany(p => s.Endpoints.Where(e => e.Ready).SelectMany(e => e.Addresses.Take(1), (_, a) => (a, p.Port)))).Distinct().Take(MostEndpoints),
        ];
        return new ApiWays(Probes.From(pod), Place.Node(pod.NodeName), vip, port, endpoints);
    }

    private Finding Judge(Subject subject, PodScope scope, ApiWays ways, IEvidence evidence)
    {
        var service = Tried.Of(evidence, ways.Service);
        List<Tried> endpoints = [.. ways.Endpoints.Select(n => Tried.Of(evidence, n))];
        List<Tried> lost = endpoints.FindAll(t => t.IsFailed);
        if (service.IsReached && lost.Count == 0)
        {
            var status = service.Result!.HttpStatus;
            return Info.Pass(
                subject, $"{ways.Vip}:{ways.Port} answers {(status > 0 ? Words.OneLine(service.Result.Detail) : "")} in {service.Result.Took.TotalMilliseconds:0} ms{Probes.Untried(endpoints)}",
                status is 401 or 403 ? [$"{status} without a login is what a server that is well answers; what the pod may do says pod.rbac."] : []);
        }

        if (Closed(scope, ways, evidence) is { Length: > 0 } closed)
        {
            return Info.NotApplicable(subject, $"a NetworkPolicy keeps it from the API server: {closed}");
        }

        if (service.Result is { Outcome: ProbeOutcome.BadAnswer })
        {
            return Info.Fail(subject, $"{ways.Vip}:{ways.Port} is answered by something that does not speak TLS: not the API server") with
            {
                Remedy = "See where the service leads on the pod's node: service.rules of default/kubernetes, a proxy in between.", RemedyCommand = service.Need.Command,
            };
        }

        return service.IsReached ? OneEndpoint(subject, endpoints, lost) : NotReached(subject, scope, ways, service, endpoints, evidence);
    }

    private Finding OneEndpoint(Subject subject, List<Tried> endpoints, List<Tried> lost)
    {
        var names = Words.Some(lost.Select(t => $"{t.Need.Host}:{t.Need.Port} ({Tried.Word(t.Result!)})"));
        return Info.Fail(subject,
            $"{lost.Count} of {endpoints.Count} API servers {(lost.Count == 1 ? "is" : "are")} not reached from the pod: {names}") with
        {
            Details = [$"The service picks one of {endpoints.Count} for each connection: so many of them fail now and then."],
            Remedy = "Look at that API server's machine and the firewall before it; api.kubernetes-service has the cluster's view.", RemedyCommand = lost[0].Need.Command,
        };
    }

    private Finding NotReached(Subject subject, PodScope scope, ApiWays ways, Tried service, List<Tried> endpoints, IEvidence evidence)
    {
        var nodeService = Tried.Of(evidence, ways.ServiceFromNode);
        List<Tried> nodeEndpoints = [.. ways.EndpointsFromNode.Select(n => Tried.Of(evidence, n))];
        var said = service.Result is { } r ? Tried.Word(r) : $"not tried: {service.Problem}";
        var node = scope.Pod.NodeName;
        if (service.IsMissing && endpoints.TrueForAll(e => !e.IsFailed))
        {
            return Info.Unknown(subject, $"the service default/kubernetes was not tried from the pod: {service.Problem}",
                (service.Section?.HowToGet
                ?? "").Or("Run the check where probes may be made from pods.")) with { Details = [.. endpoints.Where(e => e.IsReached).Select(e => $"{e}.")] };
        }

        var (title, remedy) = endpoints.Exists(e => e.IsReached)
            ? ($"API servers are reached by their own addresses, but not through the service {ways.Vip} ({said}): the service does not work on {node}", $"Look at service.rules of default/kubernetes and node.kube-proxy on {node}.")
            : nodeService.IsReached || nodeEndpoints.Exists(e => e.IsReached)
                ? ($"its node {node} reaches the API server, the pod does not ({said}): the pod's way is at fault",
                    $"Look at pod.interface, pod.routes, and node.forward of {node}.")
                : nodeEndpoints.Exists(e => e.IsFailed)
                    ? ($"neither the pod ({said}) nor its node {node} reaches the API server",
                        $"Look at node.routes and node.egress of {node}, and at firewalls before the API servers.")
                    : ($"the API server is not reached from the pod ({said})", $"Try the same from the node {node}.");
        return Info.Fail(subject, title) with { Remedy = remedy, RemedyCommand = service.Need.Command,
            Details = [.. endpoints.Where(e => e.IsFailed).Take(3).Select(e => $"{e}.")] };
    }

    private static string Closed(PodScope scope, ApiWays ways, IEvidence evidence)
    {
        if (PolicyScope.Of(evidence, scope.Pod.Namespace) is not { } policies || ways.Addresses.Count == 0)
        {
            return "";
        }

        List<PolicyAnswer> answers = [.. ways.Addresses.Select(e => policies.Book.Ask(scope.Pod, PolicyDirection.Egress,
            PolicyEnd.OfAddress(e.Address), "TCP", e.Port))];
        return answers.TrueForAll(a => a.Outcome == PolicyOutcome.Denied) ? answers[0].Why : "";
    }

    private sealed record ApiWays(Place Pod, Place Node, string Vip, int Port, IReadOnlyList<(string Address, int Port)> Addresses)
    {
        public ProbeNeed Service => new(Pod, ProbeMethod.Https, Vip, Port, "/version");

        public ProbeNeed ServiceFromNode => new(Node, ProbeMethod.Https, Vip, Port, "/version");

        public IEnumerable<ProbeNeed> Endpoints => Addresses.Select(e => Probes.Tcp(Pod, e.Address, e.Port));

        public IEnumerable<ProbeNeed> EndpointsFromNode => Addresses.Select(e => Probes.Tcp(Node, e.Address, e.Port));

        public IEnumerable<ProbeNeed> Needs => [Service, ServiceFromNode, .. Endpoints, .. EndpointsFromNode];
    }
}
