using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.network-policy</c>: in which directions policies isolate the pod, what they let through, and whether DNS was forgotten.</summary>
public sealed class PodNetworkPolicyCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "pod.network-policy", SubjectKind.Pod, "NetworkPolicies of the pod",
        "Which policies isolate the pod, in which direction, and what they allow; that a pod whose egress is isolated may still ask the cluster's DNS.",
        "NetworkPolicies, pods of the namespace, namespaces; DNS servers and the network plugin's pods in kube-system.",
        [
            "policyTypes that are not given mean Ingress, and Egress only where there are egress rules.",
            "Policies see the port of the pod that is reached, not the service's: DNS servers may listen on another than 53.",
            "A name of a port is looked up in the pod that is reached.",
            "Pods on their node's network are not reached by policies.",
            "Closed egress without any rule, DNS included, is meant so: told, not failed.",
            "Without a plugin that is known to enforce policies it is a warning.",
            "Policies of other kinds (Cilium's, Calico's, AdminNetworkPolicy) are not read, and it says so where such a plugin runs.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(subject.Namespace), .. PolicyScope.Needs(subject.Namespace),
        Evidence.Needs.Pods(ClusterDns.Namespace), Evidence.Needs.Services(ClusterDns.Namespace),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: false, out var scope, out var instead))
        {
            return [instead];
        }

        if (PolicyScope.Of(evidence, subject.Namespace) is not { } policies)
        {
            var reading = evidence.NetworkPolicies(subject.Namespace);
            return [Info.Unknown(subject, $"the NetworkPolicies are not known: {reading.Problem}", reading.HowToGet)];
        }

        var ingress = policies.Book.Isolating(scope.Pod, PolicyDirection.Ingress);
        var egress = policies.Book.Isolating(scope.Pod, PolicyDirection.Egress);
        if (ingress.Count + egress.Count == 0)
        {
            var all = policies.Book.Policies.Count;
            return [Info.Pass(subject, all == 0 ? "no NetworkPolicy in its namespace: open in both directions"
                : $"none of the {Words.Count(all, "NetworkPolicy", "NetworkPolicies")} selects it: open in both directions")];
        }

        List<string> details = [.. Tell(ingress, PolicyDirection.Ingress), .. Tell(egress, PolicyDirection.Egress),
            PolicyEnforcer.Text(policies.Enforcer)];
        var exhibits = policies.Show(egress, PolicyDirection.Egress).Concat(policies.Show(ingress.Except(egress), PolicyDirection.Ingress)).ToList();
        var finding = egress.Count > 0 ? new DnsEgress(Info, subject, scope, policies, evidence).Judge(egress) : null;
        finding ??= Info.Pass(subject, Title(ingress, egress));
        return [finding with { Details = [.. finding.Details, .. details], Exhibits = [.. exhibits, .. finding.Exhibits] }];
    }

    private static string Title(IReadOnlyList<NetworkPolicy> ingress, IReadOnlyList<NetworkPolicy> egress) =>
        (ingress.Count > 0
            ? $"ingress isolated by {PolicyBook.Names(ingress)}{(ingress.All(p => p.Ingress.Count == 0) ? ", which lets nobody in" : "")}" : "ingress open")
        + (egress.Count > 0
            ? $"; egress isolated by {PolicyBook.Names(egress)}{(egress.All(p => p.Egress.Count == 0) ? ", which lets nothing out" : ", DNS allowed")}" : "; egress open");

    private static IEnumerable<string> Tell(IReadOnlyList<NetworkPolicy> policies, PolicyDirection direction)
    {
        foreach (var policy in policies.Take(5))
        {
            var rules = direction == PolicyDirection.Ingress ? policy.Ingress : policy.Egress;
            yield return rules.Count == 0
                ? $"{policy.Name} isolates its {PolicyBook.Word(direction)} and allows nothing."
                : $"{policy.Name} allows {(direction == PolicyDirection.Ingress ? "from" : "to")} {Words.Some(rules.Select(PolicyBook.Describe), 5)}.";
        }
    }
}
