using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>
/// Words that name something of a person's to others, by a secret. A word is a run of letters, digits, <c>-</c> and <c>_</c>: a name with
/// dots is several. Names of Kubernetes' own parts stay, and so do the suffixes that it generates: <c>web-77b8c5bd8c-27mjp</c> becomes
/// <c>x2k3v…-77b8c5bd8c-27mjp</c>. New words stand in the order of the old ones, as far as they were known before the first was mapped:
/// checks that choose among many take the first, and have to choose the same again.
/// </summary>
internal sealed class NameMap(byte[] salt)
{
    private const string Letters = "234567abcdefghijklmnopqrstuvwxyz"; // in the order of their codes
    private const string Generated = "bcdfghjklmnpqrstvwxz2456789";
    private const int RankLength = 4;
    private const int HashLength = 6;

    // What checks know by name, and the words of formats and commands that a person may have used as a name too.
    private static readonly FrozenSet<string> Kept = FrozenSet.ToFrozenSet(
    [
        "default", "kube-system", "kube-public", "kube-node-lease", "kubernetes", "kube-dns", "coredns", "coredns-custom", "node-local-dns",
        "nodelocaldns", "kube-proxy", "kube-proxy-windows", "metrics-server", "konnectivity-agent", "konnectivity-agent-autoscaler", "aks-link",
        "tunnelfront", "calico-node", "calico-kube-controllers", "calico-system", "calico-typha", "calico", "tigera-operator", "cilium",
        "cilium-agent", "cilium-operator", "cilium-envoy", "flannel", "kube-flannel", "kube-flannel-ds", "kube-flannel-cfg", "weave", "weave-net",
        "canal", "antrea-agent", "antrea-controller", "antrea", "aws-node", "azure-cns", "azure-cni", "azure-ip-masq-agent", "ip-masq-agent",
        "kindnet", "kube-router", "kube-ovn-cni", "ovnkube-node", "multus", "kube-multus-ds", "kube-network-policies", "kube-apiserver",
        "kube-controller-manager", "kube-scheduler", "etcd", "kubelet", "kubeadm", "kubeadm-config", "kubelet-config", "node-exporter",
        "cluster-admin", "admin", "edit", "view", "system", "serviceaccount", "serviceaccounts", "masters", "authenticated", "unauthenticated",
        "nodes", "node", "pods", "pod", "service", "services", "svc", "cluster", "local", "namespace", "namespaces", "name", "app", "apps", "component",
        "controller", "server", "client", "host", "hostname", "localhost", "localdomain", "internal", "external", "linux", "windows", "amd64", "arm64",
        "true", "false", "yes", "null", "none", "all", "any", "on", "off", "tcp", "udp", "sctp", "icmp", "icmpv6", "http", "https", "http2", "h2c",
        "grpc", "dns", "dns-tcp", "tls", "ssh", "metrics", "health", "healthz", "livez", "readyz", "ready", "running", "error", "errors", "warning",
        "info", "status", "spec", "type", "kind", "default-scheduler", "containerd", "docker", "cri-o", "crio", "iptables", "nftables", "ipvs",
        "bridge", "host-local", "portmap", "loopback", "veth", "vxlan", "ipip", "lo", "eth0", "ens3", "cni0", "docker0", "cbr0", "kube-ipvs0",
        "filter", "nat", "mangle", "raw", "security", "input", "output", "forward", "accept", "drop", "reject", "return", "mark", "comment", "table",
        "chain", "rule", "set", "map", "element", "counter", "packets", "bytes", "from", "to", "via", "dev", "proto", "scope", "src", "dst", "link",
        "global", "main", "unicast", "broadcast", "blackhole", "unreachable", "prohibit", "kernel", "boot", "static", "nameserver", "search",
        "options", "domain", "com", "org", "net", "io", "dev", "example", "gov", "edu", "www", "api", "v1", "v2", "beta", "alpha", "stable", "image",
        "registry", "library", "latest", "endpointslice-controller", "endpointslice", "k8s", "k8s-app", "agent", "proxy", "listening", "started",
        "container", "containers", "sandbox", "plugin", "forwarder", "cache", "loop", "reload", "listen", "connection", "refused", "timeout",
        "master", "worker-node", "control-plane", "topology", "region", "zone", "kubectl", "network", "networks", "data", "config", "test",
        "gateway", "route", "routes", "mode", "hairpin", "hairpin_mode", "class", "sys", "proc", "etc", "var", "lib", "run", "flags", "brport",
        "net", "exit", "missing", "late", "denied", "cut", "reached", "timedout", "nc", "dig", "curl", "bash", "wget", "python", "ping",
        "nop", "noerror", "nxdomain", "servfail", "open", "max", "min", "count", "limit", "entries", "state", "pair", "unreplied",
    ]);

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _mapped = new(StringComparer.Ordinal);
    private Dictionary<string, int>? _ranks;

    /// <summary>All words of a name are a person's from now on.</summary>
    public void Add(string? name)
    {
        foreach (string word in (name ?? "").Split([.. ".:/ ,=@"], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsKept(word) && _words.Add(word) && Base(word) is { Length: > 2 } root && !IsKept(root))
            {
                _words.Add(root);
            }
        }
    }

    /// <summary>Another word for one that names something; else the word itself.</summary>
    public string Map(string word)
    {
        if (_mapped.TryGetValue(word, out string? known))
        {
            return known;
        }

        _ranks ??= _words.Order(StringComparer.Ordinal).Select((w, i) => (w, i)).ToDictionary(p => p.w, p => p.i, StringComparer.Ordinal);
        string mapped = Find(word);
        _mapped[word] = mapped;
        return mapped;
    }

    private string Find(string word)
    {
        if (IsKept(word))
        {
            return word;
        }

        string root = Base(word);
        if (root.Length > 0 && Kept.Contains(root))
        {
            return word;
        }

        return _words.Contains(root) && root.Length > 2 ? Hash(root) + word[root.Length..]
            : _words.Contains(word) ? Hash(word)
            : word;
    }

    private static bool IsKept(string word) =>
        word.Length <= 2 || Kept.Contains(word) || word.All(c => char.IsAsciiDigit(c) || c is '-' or '_') || IsGenerated(word);

    /// <summary>The name without the ends that Kubernetes made up: <c>web</c> of <c>web-77b8c5bd8c-27mjp</c>, <c>db</c> of <c>db-0</c>.</summary>
    private static string Base(string word)
    {
        string root = word;
        for (int i = 0; i < 2 && root.LastIndexOf('-') is > 0 and int at; i++)
        {
            string end = root[(at + 1)..];
            bool isNumber = i == 0 && end.Length is > 0 and <= 10 && end.All(char.IsAsciiDigit);
            if (!isNumber && !IsGenerated(end))
            {
                break;
            }

            root = root[..at];
        }

        return root;
    }

    private static bool IsGenerated(string word) => word.Length is 5 or (>= 8 and <= 10) && word.All(c => Generated.Contains(c, StringComparison.Ordinal));

    /// <summary>A letter, for names begin with one; the word's place among all; a hash.</summary>
    private string Hash(string word)
    {
        byte[] hash = HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(word));
        StringBuilder text = new("x", 1 + RankLength + HashLength);
        int rank = _ranks!.GetValueOrDefault(word, int.MaxValue);
        for (int i = RankLength - 1; i >= 0; i--)
        {
            text.Append(Letters[(rank >> (5 * i)) & 31]);
        }

        foreach (byte b in hash.AsSpan(0, HashLength))
        {
            text.Append(Letters[b & 31]);
        }

        return text.ToString();
    }
}
