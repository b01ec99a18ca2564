using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// Who enforces NetworkPolicies: the API server only stores them. Told by the network plugin's pods; without one that is known they may
/// have no effect at all (flannel, kubenet, the plain bridge plugin).
/// </summary>
/// <param name="Name">What enforces them; "" where nothing known does.</param>
/// <param name="BlocksMeanPods">Whether an ipBlock also matches pods' addresses; null where that is not known.</param>
/// <param name="HasOwnKinds">It has policies of kinds of its own besides, which are not read here.</param>
internal sealed record PolicyEnforcer(string Name, bool? BlocksMeanPods, bool HasOwnKinds)
{
    // The plugins' operators put them into these; a namespace that is not there lists no pods.
    private static readonly string[] Namespaces = ["kube-system", "calico-system"];

    private static readonly (string Prefix, string Name, bool? BlocksMeanPods, bool HasOwnKinds)[] Known =
    [
        ("cilium-", "Cilium", false, true), ("anetd-", "GKE Dataplane V2 (Cilium)", false, true), ("calico-node", "Calico", true, true),
        ("canal-", "Canal (Calico)", true, true), ("antrea-agent", "Antrea", true, true), ("kube-router", "kube-router", true, false),
        ("kube-network-policies", "kube-network-policies", true, false), ("weave-net", "Weave Net", true, false), ("azure-npm",
            "Azure NPM", true, false),
        ("kindnet", "kindnet", true, false), ("ovnkube-node", "OVN-Kubernetes", true, true), ("kube-ovn-cni", "Kube-OVN", true, true),
    ];

    public static IEnumerable<Need> Needs => Namespaces.Select(Evidence.Needs.Pods);

    /// <summary>Null where the plugin's pods could not be read.</summary>
    public static PolicyEnforcer? Of(IEvidence evidence)
    {
        var read = false;
        foreach (var pods in Namespaces.Select(evidence.Pods))
        {
            read |= pods.IsRead;
            foreach (var (prefix, name, blocks, own) in Known)
            {
                // Operators beside the agents enforce nothing.
                if (pods.Items.Any(p => p.Name.StartsWith(prefix, StringComparison.Ordinal) && !p.Name.Contains("operator", StringComparison.Ordinal)
                    && p.Meta.Controller is null or { Kind: "DaemonSet" }))
                {
                    return new(name, blocks, own);
                }
            }

            // On EKS the VPC plugin enforces them where its pods have the policy agent as a second container.
            if (pods.Items.Any(p => p.Name.StartsWith("aws-node-", StringComparison.Ordinal) && p.Containers.Any(c => c.Name == "aws-eks-nodeagent")))
            {
                return new("the AWS VPC plugin's policy agent", true, false);
            }
        }

        return read ? new("", null, false) : null;
    }

    public static string Text(PolicyEnforcer? enforcer) => enforcer switch
    {
        null => "Whether something enforces them is not known: the network plugin's pods could not be read.",
        { Name: "" } => "No plugin that enforces NetworkPolicies was recognised (flannel, kubenet and the bridge plugin do not): they may have no effect.",
        { HasOwnKinds: true } => $"{enforcer.Name} enforces them; its own kinds of policies, which may allow or deny more, are not read here.",
        _ => $"{enforcer.Name} enforces them.",
    };
}
