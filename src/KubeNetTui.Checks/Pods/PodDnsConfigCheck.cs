using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.dns-config</c>: the pod asks the cluster's DNS, with the search list and ndots that its policy should give.</summary>
public sealed class PodDnsConfigCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "pod.dns-config", SubjectKind.Pod, "resolv.conf of the pod",
        "The nameserver is the cluster's DNS or NodeLocal DNSCache, the search list is that of its namespace; what ndots costs for names outside.",
        "The pod's /etc/resolv.conf, dnsPolicy and dnsConfig; service kube-dns, the kubelet's clusterDNS and clusterDomain on its node.",
        [
            "dnsPolicy Default and None are meant so: the node's servers, or those that the pod names.",
            "A pod on its node's network with ClusterFirst gets the node's servers: that is how Kubernetes does it, and it is told.",
            "NodeLocal DNSCache answers on 169.254.20.10, or on the service's own address.",
            "Without the pod's file the kubelet's configuration is compared, and it says so.",
            "What the pod's own dnsConfig adds is expected.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(subject.Namespace), Evidence.Needs.Services(ClusterDns.Namespace), Evidence.Needs.Pods(ClusterDns.Namespace), .. ClusterNames.Needs(soFar),
        .. PodScope.Asked(subject, soFar, hostNetworkToo: true) is { } pod ? [NodeNeeds.ResolvConf(Probes.From(pod)), Configz(pod)] : (Need[])[],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: true, out var scope, out var instead))
        {
            return [instead];
        }

        var resolv = evidence.ResolvConf(scope.Place);
        var kubelet = evidence.Raw(Configz(scope.Pod)) is { } raw ? KubeletConfig.Parse(raw.Text).Config : null;
        var service = ClusterDns.Service(evidence.Services(ClusterDns.Namespace).Items,
            [.. evidence.Pods(ClusterDns.Namespace).Items.Where(ClusterDns.IsServer)]);
        var policy = scope.Pod.DnsPolicy.Length == 0 ? "ClusterFirst" : scope.Pod.DnsPolicy;
        List<Exhibit> exhibits =
        [
            .. resolv.IsRead ? [Exhibits.Of(resolv.Section, resolv.Output,
                l => l.StartsWith("nameserver", StringComparison.Ordinal) || l.StartsWith("search", StringComparison.Ordinal)
                || l.StartsWith("options", StringComparison.Ordinal))] : Array.Empty<Exhibit>(),
            scope.Show("spec.dnsPolicy", "spec.dnsConfig", "spec.hostNetwork"),
        ];
        if (kubelet is { ClusterDns: [var told, ..] } && service is { IsHeadless: false, ClusterIps.Count: > 0 }
            && policy.StartsWith("ClusterFirst", StringComparison.Ordinal)
            && !(policy == "ClusterFirst" && scope.Pod.HostNetwork) && !IsCluster(told, service, null))
        {
            return [Info.Fail(subject,
                $"the kubelet of {scope.Pod.NodeName} gives pods nameserver {told}, but the cluster's DNS is {service.FullName} at {string.Join(", ", service.ClusterIps)}") with
            {
                Exhibits = [.. exhibits, Exhibits.Of(evidence.Services(ClusterDns.Namespace).Section!, service, "spec.clusterIPs")],
                Remedy = "Correct clusterDNS in the kubelet's configuration and restart it, then make the pods anew; or give the service that address.",
                RemedyCommand = Configz(scope.Pod).Command,
                Explains = [subject],
                ExplainedChecks = ["pod.dns-lookup", "pod.egress"],
            }];
        }

        return [!resolv.IsRead ? Unread(subject, scope, resolv, policy)
            : Judge(subject, scope, resolv.Value, policy, service, kubelet, evidence) with { Exhibits = exhibits }];
    }

    private static RawNeed Configz(Pod pod) => Evidence.Needs.Raw($"/api/v1/nodes/{pod.NodeName}/proxy/configz");

    private static bool IsCluster(string server, Service? service, KubeletConfig? kubelet) =>
        server == LookupTable.NodeLocal || service?.ClusterIps.Contains(server) == true || kubelet?.ClusterDns.Contains(server) == true;

    private Finding Unread(Subject subject, PodScope scope, CommandReading<ResolvConf> resolv, string policy) =>
        Info.Unknown(subject, $"its resolv.conf is not known: {resolv.Problem}", resolv.HowToGet.Or("Look at /etc/resolv.conf in the pod.")) with
        {
            Details = [$"Its dnsPolicy is {policy}{(scope.Pod.HostNetwork ? ", on its node's network" : "")}."],
        };

    private Finding Judge(Subject subject, PodScope scope, ResolvConf file, string policy, Service? service,
        KubeletConfig? kubelet, IEvidence evidence)
    {
        var servers = string.Join(", ", file.Nameservers);
        var own = scope.Pod.DnsConfig;
        if (file.Nameservers.Count == 0)
        {
            return Info.Fail(subject,
                "its resolv.conf has no nameserver: the resolver asks 127.0.0.1, which is the pod itself") with { Remedy = "Look at the resolv.conf that the kubelet hands on (resolvConf), and at dnsConfig." };
        }

        if (!scope.Pod.HostNetwork && file.LoopbackNameservers.FirstOrDefault() is { } stub && own?.Nameservers.Contains(stub) != true)
        {
            return Info.Fail(subject,
                $"its nameserver {stub} is the pod itself: the file of {scope.Pod.NodeName} names the stub of the node's own resolver") with
            {
                Details = [$"With dnsPolicy {policy} the kubelet hands on the node's file. systemd-resolved's stub (127.0.0.53) is reached from the node alone."],
                Remedy = "Set resolvConf: /run/systemd/resolve/resolv.conf in the kubelet's configuration, restart it, and make the pod anew.",
                RemedyCommand = Configz(scope.Pod).Command,
                Explains = [subject],
                ExplainedChecks = ["pod.dns-lookup", "pod.running"],
            };
        }

        if (policy is "Default" or "None" || (policy == "ClusterFirst" && scope.Pod.HostNetwork))
        {
            return Info.Pass(subject, $"asks {servers}, by dnsPolicy {policy}{(policy == "ClusterFirst" ? " on its node's network" : "")}",
                policy == "ClusterFirst" && !file.Nameservers.Any(n => IsCluster(n, service, kubelet))
                    ? ["Names of the cluster don't resolve in it; ClusterFirstWithHostNet would give it the cluster's DNS."]
                    : []);
        }

        if (service is not null && !file.Nameservers.Any(n => IsCluster(n, service, kubelet)))
        {
            return Info.Fail(subject,
                $"its nameserver is {servers}, and not the cluster's DNS {service.FullName} at {string.Join(", ", service.ClusterIps)}") with
            {
                Details = [$"dnsPolicy {policy} gives a pod the kubelet's clusterDNS{(kubelet is { ClusterDns.Count: > 0 } ? $", today {string.Join(", ", kubelet.ClusterDns)}: the file is older, or was changed in the image or by a hook" : "")}."],
                Remedy = "Make the pod anew; if it comes back so, correct clusterDNS of the kubelet.",
                RemedyCommand = Configz(scope.Pod).Command,
                Explains = [subject],
                ExplainedChecks = ["pod.dns-lookup", "pod.egress"],
            };
        }

        return Lists(subject, scope, file, servers, evidence, kubelet);
    }

    private Finding Lists(Subject subject, PodScope scope, ResolvConf file, string servers, IEvidence evidence, KubeletConfig? kubelet)
    {
        var domain = kubelet is { ClusterDomain.Length: > 0 } ? kubelet.ClusterDomain.TrimEnd('.') : ClusterNames.Domain(evidence);
        string[] expected = [$"{subject.Namespace}.svc.{domain}", $"svc.{domain}", domain];
        List<string> missing = [.. expected.Where(e => !file.Search.Any(s => string.Equals(s.TrimEnd('.'), e, StringComparison.OrdinalIgnoreCase)))];
        if (missing.Count > 0)
        {
            return Info.Warn(subject, $"its search list has not {string.Join(", ", missing)}: short names of services don't resolve in it") with
            {
                Details = [$"It has {(file.Search.Count > 0 ? string.Join(", ", file.Search) : "none")}; the cluster's domain is {domain}."],
                Remedy = "Compare clusterDomain of the kubelet with the zone of the plugin kubernetes in the Corefile (dns.corefile).", RemedyCommand = Configz(scope.Pod).Command,
            };
        }

        if (file.Nameservers.Count > ResolvConf.MostNameservers)
        {
            return Info.Warn(subject,
                $"{file.Nameservers.Count} nameservers ({servers}): resolvers ask the first {ResolvConf.MostNameservers} only") with { Remedy = "Take some away: the pod's dnsConfig, or the node's resolv.conf." };
        }

        var asked = file.Search.Count * 2;
        return Info.Pass(subject, $"asks {servers}, searches {Words.Some(file.Search)}, ndots {file.Ndots}", file.Ndots > 1
            ? [$"A name outside with fewer than {file.Ndots} dots is first asked with each of {file.Search.Count} suffixes: {asked} questions (A and AAAA) before the right ones. A dot at its end, or ndots:2 in dnsConfig, saves them."]
            : []);
    }
}
