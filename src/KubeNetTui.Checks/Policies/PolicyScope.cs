using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The policies of a namespace with what is needed to evaluate them.</summary>
internal sealed record PolicyScope(PolicyBook Book, PolicyEnforcer? Enforcer, Reading<NetworkPolicy> Policies, Reading<NamespaceObject> Namespaces)
{
    /// <summary>Nothing known enforces them: what they forbid may pass all the same.</summary>
    public bool IsEnforced => Enforcer is { Name.Length: > 0 };

    public static IEnumerable<Need> Needs(string ns) =>
        [Evidence.Needs.NetworkPolicies(ns), Evidence.Needs.Namespaces(), .. PolicyEnforcer.Needs];

    /// <summary>Null where the policies could not be read.</summary>
    public static PolicyScope? Of(IEvidence evidence, string ns)
    {
        var policies = evidence.NetworkPolicies(ns);
        var enforcer = PolicyEnforcer.Of(evidence);
        return policies.IsRead
            ? new(new PolicyBook(policies.Items, enforcer is { Name.Length: > 0 } ? enforcer.BlocksMeanPods : null), enforcer,
                policies, evidence.Namespaces())
            : null;
    }

    public PolicyEnd End(Pod pod) => PolicyEnd.Of(pod, KnownLabels.Of(Namespaces, pod.Namespace));

    public IEnumerable<Exhibit> Show(IEnumerable<NetworkPolicy> policies, PolicyDirection direction) =>
        policies.Take(4).Select(p => Exhibits.Of(
            Policies.Section!, p, "spec.podSelector", "spec.policyTypes", direction == PolicyDirection.Ingress ? "spec.ingress" : "spec.egress"));
}
