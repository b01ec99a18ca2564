namespace KubeNetTui.Checks;

/// <summary>Why a DNS server ends, by a line of its log.</summary>
/// <param name="Cause">A sentence's end: "… is in CrashLoopBackOff: {Cause}".</param>
internal sealed record DnsCrashCause(string Cause, string Line, string Remedy)
{
    private static readonly (string[][] Words, string Cause, string Remedy)[] Known =
    [
        ([["Loop (", "detected"], ["plugin/loop"]],
            "it forwards to itself (a loop)",
            "The node's resolv.conf, which CoreDNS forwards to, leads back to it: often the stub 127.0.0.53 of systemd-resolved. Give the kubelet resolvConf: /run/systemd/resolve/resolv.conf, or name the upstream servers in the Corefile's forward."),
        ([["bind: address already in use"], ["listen tcp", "address already in use"]],
            "its port is in use already",
            "Something else on that node or in that pod listens there (a host-network DNS server, NodeLocal DNSCache, dnsmasq); find it with ss -lntup."),
        ([["bind: permission denied"], ["listen", "permission denied"]],
            "it may not bind its port",
            "It needs the capability NET_BIND_SERVICE, or a port above 1023; look at the container's securityContext."),
        ([["Corefile:", "Error during parsing"], ["Corefile:", "Unknown directive"], ["Corefile:", "Wrong argument"], ["/etc/coredns/Corefile:"], ["Corefile:", "plugin/"]],
            "its Corefile has an error",
            "Correct the ConfigMap kube-system/coredns at the line that the log names."),
        ([["is forbidden", "cannot list"], ["Failed to watch", "forbidden"], ["Unauthorized", "reflector"]],
            "the API server refuses it (RBAC)",
            "Its ServiceAccount needs the ClusterRole system:coredns (list and watch endpoints, services, pods, namespaces, endpointslices)."),
        ([["dial tcp", ":443", "i/o timeout"], ["Failed to watch", "i/o timeout"], ["Failed to watch", "connection refused"], ["Failed to list", "dial tcp"]],
            "it does not reach the API server",
            "Look at kube-proxy and the network plugin on its node: default/kubernetes must work from a pod there."),
        ([["permission denied"]],
            "it may not do what it needs on this node",
            "SELinux or AppArmor, or a missing capability: look at the node's audit log and the container's securityContext."),
        ([["no such host"], ["HINFO", "i/o timeout"], ["[ERROR] plugin/errors", "i/o timeout"], ["[ERROR] plugin/errors", "connection refused"], ["read udp", "i/o timeout"]],
            "its upstream does not answer",
            "Ask the upstream from the pod's node; look at egress, firewall, and the forward of the Corefile."),
    ];

    /// <summary>The first cause in the order of weight; of the log, the last line that says so. Null where no line is known.</summary>
    public static DnsCrashCause? Of(IReadOnlyList<string> log)
    {
        foreach ((string[][] words, string cause, string remedy) in Known)
        {
            for (int i = log.Count - 1; i >= 0; i--)
            {
                string line = log[i];
                if (words.Any(all => all.All(w => line.Contains(w, StringComparison.OrdinalIgnoreCase))))
                {
                    return new DnsCrashCause(cause, line, remedy);
                }
            }
        }

        return null;
    }
}
