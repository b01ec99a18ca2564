using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether a component of Kubernetes wrote a rule: by its chain's or table's name, or by its comment.</summary>
public static class RuleOwners
{
    private static readonly string[] Chains =
    [
        "KUBE-", "cali-", "CILIUM_", "OLD_CILIUM_", "FLANNEL-", "CNI-", "WEAVE", "ANTREA-", "AWS-", "OVN-KUBE", "AZURE-NPM", "ISTIO_", "PROXY_INIT_", "LINKERD",
        "GKE-", "IP-MASQ", "ip-masq",
    ];

    private static readonly string[] Comments = ["kubernetes", "cali:", "cilium", "flanneld", "NodeLocal DNS", "CNI portfwd", "ip-masq-agent", "kube-router"];

    private static readonly string[] Tables = ["kube-proxy", "calico", "cilium", "flannel", "antrea", "knftables", "cni_hostport", "cni_plugins", "nodelocaldns"];

    public static bool IsKubernetesChain(string chain) => Array.Exists(Chains, c => chain.StartsWith(c, StringComparison.Ordinal));

    public static bool IsKubernetes(IptablesRule rule) =>
        IsKubernetesChain(rule.Chain) || (rule.Target is JumpTarget jump && IsKubernetesChain(jump.Chain)) || IsComment(rule.Comment);

    /// <summary>Of a step of a walk, in iptables or nftables.</summary>
    internal static bool IsKubernetes(WalkStep step) =>
        IsKubernetesChain(step.Chain)
        || IsComment(step.Rule)
        || (step.Table.IndexOf(' ') is >= 0 and var i && Array.Exists(Tables, t => step.Table.AsSpan(i + 1).StartsWith(t, StringComparison.Ordinal)));

    private static bool IsComment(string text) => Array.Exists(Comments, c => text.Contains(c, StringComparison.Ordinal));
}
