using System.Collections.Frozen;

namespace KubeNetTui.Evidence;

/// <summary>One section that a node or a pod's network namespace can give.</summary>
/// <param name="Name">File name in a bundle, and the word in a node script.</param>
/// <param name="Command">POSIX sh; what a person types there to see the same. Its exit status and stderr are kept with the output.</param>
/// <param name="Tool">The program without which there is no answer; "" where <c>sh</c> and <c>cat</c> do.</param>
public sealed record SectionCommand(string Name, string Command, string Tool = "")
{
    /// <summary>Makes sense in a pod's network namespace too.</summary>
    public bool InPods { get; init; }

    /// <summary>Asked for when a bundle is taken.</summary>
    public bool InBundles { get; init; } = true;

    /// <summary>For so long it watches, and tells what happened, not how things are: each answer stands beside the ones before. Else none.</summary>
    public TimeSpan Watches { get; init; }
}

/// <summary>The sections there are. Names of outputs that the captures have are the captures' names.</summary>
public static class SectionCommands
{
    public static IReadOnlyList<SectionCommand> All { get; } =
    [
        // Netfilter. Counters included: which rule a packet met is the evidence.
        new("iptables-save", "iptables-save -c", "iptables-save") { InPods = true },
        new("ip6tables-save", "ip6tables-save -c", "ip6tables-save") { InPods = true },
        new("iptables-legacy-save", "iptables-legacy-save -c", "iptables-legacy-save"),
        new("iptables-nft-save", "iptables-nft-save -c", "iptables-nft-save"),
        new("nft-json", "nft -j list ruleset", "nft"),
        new("nft", "nft list ruleset", "nft"),
        new("ipset", "ipset save", "ipset"),
        new("ipvsadm", "ipvsadm -Ln", "ipvsadm"),
        new("ipvsadm-stats", "ipvsadm -Ln --stats", "ipvsadm"),
        new("proc-net-ip-vs", "cat /proc/net/ip_vs"),
        new("ufw", "ufw status verbose", "ufw"),

        // Links, addresses, routes.
        new("ip-addr", "ip -j -d addr", "ip") { InPods = true },
        new("ip-addr.txt", "ip addr", "ip") { InPods = true },
        new("ip-route", "ip -j route show table all", "ip") { InPods = true },
        new("ip-route.txt", "ip route show table all", "ip") { InPods = true },
        new("ip-rule", "ip -j rule", "ip") { InPods = true },
        new("ip-neigh", "ip -j neigh", "ip") { InPods = true },
        new("bridge-link", "bridge -j -d link", "bridge"),
        new("bridge-fdb", "bridge -j fdb", "bridge"),
        new("hairpin", "grep -H . /sys/class/net/*/brport/hairpin_mode"),
        new("link-flags", "grep -H . /sys/class/net/*/flags"),

        // Connections and sockets.
        new("conntrack", "conntrack -L", "conntrack") { InBundles = false },
        new("conntrack-stats", "conntrack -S", "conntrack"),
        new("conntrack-events", "timeout 4 conntrack -E -o timestamp", "conntrack") { InBundles = false, Watches = TimeSpan.FromSeconds(4) },
        new("proc-nf-conntrack", "cat /proc/net/nf_conntrack"),
        new("stat-nf-conntrack", "cat /proc/net/stat/nf_conntrack"),
        new("conntrack-summary", ConntrackSummaryCommand),
        new("ss-listen", "ss -H -lntup", "ss") { InPods = true },
        new("ss-established", "ss -H -tan", "ss") { InPods = true },
        new("proc-net-tcp", "cat /proc/net/tcp") { InPods = true },
        new("proc-net-tcp6", "cat /proc/net/tcp6") { InPods = true },
        new("proc-net-udp", "cat /proc/net/udp") { InPods = true },
        new("proc-net-udp6", "cat /proc/net/udp6") { InPods = true },

        // Kernel.
        new("sysctl", "sysctl -a 2>/dev/null | grep -E '^net\\.(bridge|ipv4|ipv6|netfilter|core)'") { InPods = true },
        new("kernel-log", "dmesg -T | grep -iE 'conntrack|oom|killed process|martian|neighbour|segfault|link is (up|down)|nf_|blocked for' | tail -n 200", "dmesg"),
        new("getenforce", "getenforce", "getenforce"),
        new("uname", "uname -a"),

        // Names.
        new("resolv-conf", "cat /etc/resolv.conf") { InPods = true },
        new("systemd-resolv-conf", "cat /run/systemd/resolve/resolv.conf"),

        // Kubernetes on the node.
        new("kubelet-configz", "kubectl get --raw /api/v1/nodes/NODE/proxy/configz"),
        new("kubelet-healthz", "kubectl get --raw /api/v1/nodes/NODE/proxy/healthz"),
        new("kube-proxy-healthz", "curl -sS -m 3 http://127.0.0.1:10256/healthz"),
        new("kube-proxy-mode", "curl -sS -m 3 http://127.0.0.1:10249/proxyMode"),
        new("kube-proxy-metrics", "curl -sS -m 3 http://127.0.0.1:10249/metrics"),
        new("kube-proxy-cmdline", "tr '\\0' ' ' < /proc/$(pidof kube-proxy)/cmdline"),

        // Not the kubeconfigs that stand beside them; old Calico files have a token in them.
        new("cni-config", """(cd /etc/cni/net.d || exit 127; for f in *.conflist *.conf *.json; do [ -f "$f" ] && { echo "# $PWD/$f"; sed 's/\("k8s_auth_token": *"\)[^"]*/\1(hidden)/' "$f"; echo; }; done; true)"""),
        new("cni-bin", "ls -l /opt/cni/bin"),
        new("cni-ipam", "(cd /var/lib/cni/networks || exit 127; grep -rH . . | tr -d '\\r')"),

        // Which process is which pod: pid, pod uid, namespace inode.
        new("pod-pids", "crictl pods and inspectp, or /proc/*/cgroup"),
        new("cgroup", "cat /proc/self/cgroup") { InPods = true, InBundles = false },
    ];

    /// <summary>
    /// The connection table, counted where it is: 500,000 entries are 100 MB, this is a few kilobytes. For mawk, gawk and busybox's awk. The
    /// format is in docs/node-script.md; <see cref="ConntrackSummary"/> reads it.
    /// </summary>
    private const string ConntrackSummaryCommand =
        """
        (if [ -r /proc/net/nf_conntrack ]; then set -- cat /proc/net/nf_conntrack; else command -v conntrack >/dev/null || exit 127; set -- conntrack -L; fi; { "$@" 2>/dev/null || echo failed; } | awk 'function add(k,v){if(!((k,v) in c)){if(m[k]>=20000){x[k]++;return}m[k]++}c[k,v]++;if(u)r[k,v]++} $0=="failed"{bad=1;next} {if(split($0,t,/ src=/)!=3)next;split(t[1],h," ");i=(h[1]~/^ipv/)?3:1;split(t[2],o,/[ =]/);split(t[3],q,/[ =]/);p=h[i];u=(t[2]~/UNREPLIED/);n++;if(u)w++;add("state",p " " (h[i+3]==""?"-":h[i+3]));add("dst",o[3]);add("src",o[1]);if(p!="tcp"&&p!="udp"&&p!="sctp")next;if(o[3]!=q[1]||o[7]!=q[5])add("dnat-" p,o[3] " " o[7] " " q[1] " " q[5]);else if(p=="udp"&&u)add("silent-udp",o[3] " " o[7]);if(o[1]!=q[3]){add("snat-" p,q[3] " " q[1] " " q[5]);add("masq",o[1])}} END{print "total",n+0,w+0;for(k in c){split(k,a,SUBSEP);print a[1],c[k],r[k]+0,a[2]}for(k in x)print "cut",x[k],0,k;if(bad)print "failed"}' | LC_ALL=C sort -k1,1 -k2,2nr -k4 | awk '{l=($1~/^dnat|^silent/)?2000:50;if($1=="cut"){z[$4]+=$2;next}if(++s[$1]<=l||$1=="total")print;else z[$1]++} END{for(k in z)print "cut",z[k],0,k;print "end"}')
        """;

    private static readonly FrozenDictionary<string, SectionCommand> ByName = All.ToFrozenDictionary(s => s.Name);

    public static SectionCommand? Find(string name) => ByName.GetValueOrDefault(name);
}
