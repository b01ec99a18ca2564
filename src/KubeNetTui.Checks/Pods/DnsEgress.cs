using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whether a pod whose egress is isolated may ask the cluster's DNS: by the servers' own ports, over UDP and TCP.</summary>
internal sealed class DnsEgress(CheckInfo info, Subject subject, PodScope scope, PolicyScope policies, IEvidence evidence)
{
    private readonly Reading<Pod> _pods = evidence.Pods(ClusterDns.Namespace);
    private readonly Reading<Service> _services = evidence.Services(ClusterDns.Namespace);

    /// <summary>Null where DNS is allowed, or nothing of it is judged.</summary>
    public Finding? Judge(IReadOnlyList<NetworkPolicy> egress)
    {
        // Nothing at all is let out: whoever wrote that did not forget DNS.
        if (egress.All(p => p.Egress.Count == 0))
        {
            return null;
        }

        // With Default or None the nameserver is not the cluster's: which one, its resolv.conf says, and pod.dns-lookup asks it.
        if (scope.Pod.DnsPolicy is "Default" or "None")
        {
            return null;
        }

        List<Pod> servers = [.. _pods.Items.Where(p => ClusterDns.IsServer(p) && !p.IsFinished && p.Meta.Deleting is null && p.Ips.Count > 0)];
        if (!_pods.IsRead || servers.Count == 0)
        {
            return info.Unknown(subject,
                $"its egress is isolated by {PolicyBook.Names(egress)}; whether DNS is allowed is not known: {(_pods.IsRead ? "no DNS server was found in kube-system" : _pods.Problem)}", _pods.HowToGet);
        }

        var service = ClusterDns.Service(_services.Items, servers);
        var udp = Ask(servers, service, "UDP");
        var tcp = Ask(servers, service, "TCP");
        return (udp.Outcome, tcp.Outcome) switch
        {
            (PolicyOutcome.Denied, _) => Forgotten(egress, servers, service, udp, tcp.Outcome == PolicyOutcome.Denied),
            (PolicyOutcome.Unknown, _) => info.Unknown(subject,
                $"whether its egress to the cluster's DNS is allowed can't be decided: {udp.Why}",
                "Reading namespaces (list) decides selectors of their labels."),
            (_, PolicyOutcome.Denied) => info.Warn(subject,
                $"{PolicyBook.Names(egress)} allow{(egress.Count == 1 ? "s" : "")} DNS over UDP and not over TCP: answers too long for UDP are lost") with
            {
                Remedy = "Allow TCP beside UDP in the rule for DNS.",
            },
            _ => null,
        };
    }

    /// <summary>The worst over the servers counts only if all are alike: one that may be asked is enough for most questions to be answered.</summary>
    private PolicyAnswer Ask(List<Pod> servers, Service? service, string protocol)
    {
        List<PolicyAnswer> answers = [.. servers.Select(s => policies.Book.Ask(scope.Pod, PolicyDirection.Egress,
            policies.End(s), protocol, TargetPort(s, service, protocol)))];
        return answers.Find(a => a.Outcome == PolicyOutcome.Allowed) ?? answers.Find(a => a.Outcome == PolicyOutcome.Unknown) ?? answers[0];
    }

    private static int TargetPort(Pod server, Service? service, string protocol)
    {
        var target = service?.Ports.FirstOrDefault(p => p.Port == 53 && p.Protocol == protocol)?.Target ?? new PortRef(53, "");
        return !target.IsName ? target.Number
            : server.Ports().FirstOrDefault(p => p.Name == target.Name && p.Protocol == protocol)?.Port ?? 53;
    }

    private Finding Forgotten(IReadOnlyList<NetworkPolicy> egress, List<Pod> servers, Service? service, PolicyAnswer udp, bool tcpToo)
    {
        var port = TargetPort(servers[0], service, "UDP");
        var vip = service?.ClusterIps is [var ip, ..] ? $" ({service.Name} {ip})" : "";
        var covers53 = port != 53 && egress.SelectMany(p => p.Egress).Any(r => r.Ports.Count > 0 && PolicyBook.Covers(r, null, "UDP", 53) == true);
        var names = PolicyBook.Names(egress);
        var title = covers53
            ? $"{names} allow{S(egress)} port 53, but the DNS servers{vip} listen on {port}: a policy sees the pod's port, not the service's"
            : $"{names} isolate{S(egress)} its egress and forget{S(egress)} DNS: no rule allows port {port}/UDP{(tcpToo ? " or TCP" : "")} of {servers[0].FullName}{vip}, so that no name resolves";
        var cache = _pods.Items.Any(ClusterDns.IsNodeCache);
        var (key, value) = Label(servers[0]);
        var peer = $"{{\"namespaceSelector\":{{\"matchLabels\":{{\"kubernetes.io/metadata.name\":\"{ClusterDns.Namespace}\"}}}},\"podSelector\":{{\"matchLabels\":{{\"{key}\":\"{value}\"}}}}}}";
        var ports = $"[{{\"protocol\":\"UDP\",\"port\":{port}}},{{\"protocol\":\"TCP\",\"port\":{port}}}]";
        var rule = $"{{\"to\":[{peer}],\"ports\":{ports}}}";
        var certain = policies.IsEnforced && !cache;
        return (certain ? info.Fail(subject, title) : info.Warn(subject, title)) with
        {
            Details =
            [
                $"{char.ToUpperInvariant(udp.Why[0])}{udp.Why[1..]}.",
                .. cache ? ["NodeLocal DNSCache runs here: what it answers on the node itself may pass, depending on the plugin."] : Array.Empty<string>(),
            ],
            Exhibits = [Exhibits.Of(_pods.Section!, servers[0], "metadata.labels", "status.podIPs")],
            Remedy = "Add a rule for the cluster's DNS to the egress of the policy, over UDP and TCP.",
            RemedyCommand = $"kubectl patch networkpolicy -n {egress[0].Namespace} {egress[0].Name} --type json -p '[{{\"op\":\"add\",\"path\":\"/spec/egress/-\",\"value\":{rule}}}]'",
            Explains = [subject],
            ExplainedChecks = ["pod.dns-lookup", "pod.egress", "pod.api-server", "pod.running"],
        };
    }

    private static string S(IReadOnlyList<NetworkPolicy> policies) => policies.Count == 1 ? "s" : "";

    private static KeyValuePair<string, string> Label(Pod server) =>
        server.Meta.Labels.Where(l => l.Key is "k8s-app" or "app.kubernetes.io/name").DefaultIfEmpty(new("k8s-app", ClusterDns.Label)).First();
}
