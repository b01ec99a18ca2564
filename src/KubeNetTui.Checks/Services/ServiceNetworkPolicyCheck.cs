using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.network-policy</c>: who may reach the service's endpoints, and the policy that stops the others.</summary>
public sealed class ServiceNetworkPolicyCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "service.network-policy", SubjectKind.Service, "Who may reach the endpoints",
        "Which sources NetworkPolicies let through to the endpoints, on the port they listen on, and which policy stops all others.",
        "The service, its EndpointSlices, NetworkPolicies and pods of the namespace, namespaces; the network plugin's pods.",
        [
            "A policy sees the pod's port (targetPort), not the service's.",
            "Several policies add up; none takes away what another allows.",
            "That some sources are stopped is what a policy is for: only one that lets nobody through, or nobody that there is, is a fault.",
            "The endpoint's own node is always let through.",
            "Endpoints that are no pods, or hostNetwork pods, are not reached by policies.",
            "Without a plugin that is known to enforce policies it is a warning.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [.. ServiceScope.Needs(subject), Evidence.Needs.Pods(subject.Namespace), .. PolicyScope.Needs(subject.Namespace)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var pods = evidence.Pods(subject.Namespace);
        if (PolicyScope.Of(evidence, subject.Namespace) is not { } policies || !pods.IsRead)
        {
            var reading = evidence.NetworkPolicies(subject.Namespace);
            return [reading.IsRead ? Info.Unknown(subject, $"the pods are not known: {pods.Problem}", pods.HowToGet)
                : Info.Unknown(subject, $"the NetworkPolicies are not known: {reading.Problem}", reading.HowToGet)];
        }

        List<Pod> endpoints = [.. scope.Tally.Endpoints.Where(e => e.TargetKind == "Pod").Select(e => pods.Find(e.TargetName)).OfType<Pod>()];
        if (endpoints.Count == 0)
        {
            return [Info.NotApplicable(subject, scope.Tally.Endpoints.Count == 0
                ? "it has no endpoints; service.endpoints says why"
                : "its endpoints are no pods: NetworkPolicies don't reach them")];
        }

        List<Pod> isolated = endpoints.FindAll(p => policies.Book.Isolating(p, PolicyDirection.Ingress).Count > 0);
        if (isolated.Count == 0)
        {
            return [Info.Pass(subject,
                $"no NetworkPolicy isolates its {Words.Count(endpoints.Count, "endpoint pod")}: any source may reach {(endpoints.Count == 1 ? "it" : "them")}")];
        }

        // Endpoints of one service carry the labels of one workload as a rule: one of each set of policies stands for the others.
        var groups = isolated.GroupBy(p => string.Join(',', policies.Book.Isolating(p, PolicyDirection.Ingress).Select(x => x.Name)));
        return [.. groups.Select(g => Judge(subject, scope, evidence, policies, [.. g], endpoints.Count))];
    }

    private Finding Judge(Subject subject, ServiceScope scope, IEvidence evidence, PolicyScope policies, List<Pod> pods, int all)
    {
        var pod = pods[0];
        var isolating = policies.Book.Isolating(pod, PolicyDirection.Ingress);
        var names = PolicyBook.Names(isolating);
        var some = pods.Count < all ? $" ({pods.Count} of {all} endpoints)" : "";
        List<string> open = [], stopped = [];
        foreach (var port in Ports(scope, pod))
        {
            List<PolicyRule> rules = [.. isolating.SelectMany(p => p.Ingress).Where(r => PolicyBook.Covers(r, pod, port.Protocol,
                port.Target) != false)];
            if (rules.Count == 0)
            {
                stopped.Add(Closed(port, isolating));
            }
            else
            {
                List<string> nobody = NobodyIsThere(rules, isolating, evidence, policies);
                (nobody.Count > 0 ? stopped : open).Add(nobody.Count > 0
                    ? $"on {port.Target}/{port.Protocol} only {Words.Some(nobody)}, which selects no pod that there is"
                    : $"{Words.Some(rules.SelectMany(r => r.Peers.Count == 0 ? ["everyone"] : r.Peers.Select(p => p.ToString())).Distinct(), 5)} on {port.Target}/{port.Protocol}");
            }
        }

        List<string> details = [.. isolating.Take(5).Select(p => p.Ingress.Count == 0 ? $"{p.Name} allows nobody."
            : $"{p.Name} allows {Words.Some(p.Ingress.Select(PolicyBook.Describe), 5)}."),
            PolicyEnforcer.Text(policies.Enforcer)];
        List<Exhibit> exhibits = [.. policies.Show(isolating, PolicyDirection.Ingress), scope.Show("spec.ports", "spec.selector")];
        if (stopped.Count > 0)
        {
            var title = $"{names} let{(isolating.Count == 1 ? "s" : "")} nobody reach the endpoints{some}: {string.Join("; ", stopped)}";
            return (policies.IsEnforced ? Info.Fail(subject, title) : Info.Warn(subject, title)) with
            {
                Details = [.. open.Count > 0 ? [$"Open: {string.Join("; ", open)}."] : Array.Empty<string>(), .. details],
                Exhibits = exhibits,
                Remedy = "Add an ingress rule for the sources that are meant, with the port that the pods listen on.",
                RemedyCommand = $"kubectl get networkpolicy -n {subject.Namespace} {isolating[0].Name} -o yaml",
                Explains = [subject],
                ExplainedChecks = ["service.pod-reach", "service.vip-reach"],
            };
        }

        if (ClosedOutside(scope.Service, isolating, pod, policies) is { } outside)
        {
            return Info.Warn(subject, outside) with
            {
                Details = [$"Inside, it may be reached by {string.Join("; ", open)}.", .. details],
                Exhibits = exhibits,
                Remedy = "Allow the clients' addresses by an ipBlock; where externalTrafficPolicy is Cluster, the pod sees the node's address.",
                RemedyCommand = $"kubectl edit networkpolicy -n {subject.Namespace} {isolating[0].Name}",
            };
        }

        return Info.Pass(subject,
            $"may be reached by {string.Join("; ", open)}{some}; {names} stop{(isolating.Count == 1 ? "s" : "")} all others",
            details) with { Exhibits = exhibits };
    }

    private static string Closed(ServedPort port, IReadOnlyList<NetworkPolicy> isolating)
    {
        var byService = port.Target != port.Port
            && isolating.SelectMany(p => p.Ingress).Any(r => PolicyBook.Covers(r, null, port.Protocol, port.Port) == true);
        return byService
            ? $"they allow port {port.Port}, the service's, but the pods listen on {port.Target}/{port.Protocol}, and a policy sees the pod's port"
            : $"no rule is for port {port.Target}/{port.Protocol}";
    }

    /// <summary>The peers of rules that can be told to select no pod at all; empty as soon as one of them selects something or can't be told.</summary>
    private static List<string> NobodyIsThere(List<PolicyRule> rules, IReadOnlyList<NetworkPolicy> isolating, IEvidence evidence,
        PolicyScope policies)
    {
        if (rules.Exists(r => r.Peers.Count == 0))
        {
            return [];
        }

        List<string> nobody = [];
        foreach (var peer in rules.SelectMany(r => r.Peers))
        {
            if (peer.Block is not null || Selects(peer, isolating[0].Namespace, evidence, policies) != false)
            {
                return [];
            }

            nobody.Add(peer.ToString());
        }

        return [.. nobody.Distinct()];
    }

    private static bool? Selects(PolicyPeer peer, string ns, IEvidence evidence, PolicyScope policies)
    {
        if (peer.Namespaces is { } selector)
        {
            return policies.Namespaces.IsRead ? policies.Namespaces.Items.Any(n => selector.Matches(n.Meta.Labels) != false) : null;
        }

        return peer.Pods is { } pods && evidence.Pods(ns).Items.Any(p => !p.HostNetwork && !p.IsFinished && pods.Matches(p.Meta.Labels) != false);
    }

    /// <summary>A service for clients outside whose endpoints let in pods only.</summary>
    private static string? ClosedOutside(Service service, IReadOnlyList<NetworkPolicy> isolating, Pod pod, PolicyScope policies) =>
        service.Type is "LoadBalancer" or "NodePort"
        && isolating.SelectMany(p => p.Ingress).All(r => r.Peers.Count > 0 && r.Peers.All(x => x.Block is null))
            ? $"type {service.Type}, but {PolicyBook.Names(isolating)} let{(isolating.Count == 1 ? "s" : "")} only pods in: clients from outside are stopped, but for those that come by {pod.NodeName} itself{(policies.IsEnforced ? "" : ", if policies are enforced")}"
            : null;

    private static IEnumerable<ServedPort> Ports(ServiceScope scope, Pod pod)
    {
        foreach (var port in scope.Service.Ports)
        {
            var target = port.Target.IsName
                ? pod.Ports().FirstOrDefault(p => p.Name == port.Target.Name && p.Protocol == port.Protocol)?.Port ?? 0
                : port.Target.Number;
            if (target > 0)
            {
                yield return new ServedPort(port.Port, target, port.Protocol);
            }
        }
    }

    private readonly record struct ServedPort(int Port, int Target, string Protocol);
}
