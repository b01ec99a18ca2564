using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>Who wrote a rule, by the names that each gives its chains, comments and tables.</summary>
internal static class RuleOwner
{
    public const string Kubernetes = "k8s";

    /// <summary>Nobody that is known: a person, a script, a security agent.</summary>
    public const string Other = "other";

    private static readonly (string Prefix, string Owner)[] Prefixes =
    [
        ("KUBE-", Kubernetes), ("cali-", "calico"), ("cali:", "calico"), ("FLANNEL", "flannel"), ("flanneld", "flannel"), ("CNI-", "cni"), ("CILIUM", "cilium"),
        ("OLD_CILIUM", "cilium"), ("AZURE", "azure"), ("AWS-", "aws"), ("WEAVE", "weave"), ("DOCKER", "docker"), ("NETAVARK", "podman"), ("LIBVIRT", "libvirt"),
        ("ufw", "ufw"), ("FWD", "firewalld"), ("firewalld", "firewalld"), ("f2b-", "fail2ban"), ("ISTIO", "istio"), ("IP-MASQ", "ip-masq-agent"), ("LOCALIP", "node-local-dns"),
    ];

    public static string OfChain(string chain) => Find(chain) ?? Other;

    /// <summary>A rule in a built-in chain is whose it jumps to, or whose comment it has; in a chain of somebody's, theirs.</summary>
    public static string Of(IptablesRule rule) =>
        Find(rule.Chain) ?? (rule.Target is JumpTarget jump ? Find(jump.Chain) : null)
        ?? (rule.Comment.Contains("kubernetes", StringComparison.OrdinalIgnoreCase) ? Kubernetes : Find(rule.Comment))
        ?? (rule.Comment.StartsWith("name: \"", StringComparison.Ordinal) ? "cni" : null) // the bridge plugin's own masquerade rules
        ?? Other;

    /// <summary>A table of nftables by its name, else a chain in it.</summary>
    public static string OfNft(string table, string chain) => table switch
    {
        "kube-proxy" => Kubernetes,
        "firewalld" => "firewalld",
        _ when table.StartsWith("calico", StringComparison.Ordinal) => "calico",
        _ when table.StartsWith("cni_", StringComparison.Ordinal) || table.StartsWith("cni-", StringComparison.Ordinal) => "cni",
        _ when table.StartsWith("docker", StringComparison.Ordinal) => "docker",
        _ when table.StartsWith("flannel", StringComparison.Ordinal) => "flannel",
        _ => OfChain(chain),
    };

    private static string? Find(string name)
    {
        foreach (var (prefix, owner) in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return owner;
            }
        }

        return null;
    }
}
