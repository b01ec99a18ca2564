using System.Text.RegularExpressions;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>dns.service</c>: the service that pods ask has an address, both protocols on port 53, and endpoints.</summary>
public sealed partial class DnsServiceCheck : ICheck
{
    /// <summary>NodeLocal DNSCache answers on this link-local address on every node.</summary>
    private const string NodeLocal = "169.254.20.10";

    // kubeadm writes the kubelets' configuration here; other installers keep it on the nodes alone.
    private static readonly ListNeed KubeletConfig = Evidence.Needs.ConfigMap(ClusterDns.Namespace, "kubelet-config");

    public CheckInfo Info { get; } = new(
        "dns.service", SubjectKind.Cluster, "DNS service",
        "The service kube-dns has a virtual IP, port 53 for UDP and TCP, a ready endpoint for each, and is the one that kubelets write into pods.",
        "Services, EndpointSlices and pods of kube-system; clusterDNS in the ConfigMap kubelet-config, where there is one.",
        [
            "CoreDNS's service is called kube-dns too; another name is found by the label k8s-app=kube-dns, or by port 53 and the pods selected.",
            "NodeLocal DNSCache answers on 169.254.20.10 and on the service's own address; it is told beside.",
            "One of several endpoints down is no fault of the service; dns.pods names the replica.",
            "Without the ConfigMap kubelet-config the kubelets' clusterDNS is not compared, and it says so: that takes evidence of the nodes.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Services(ClusterDns.Namespace), Evidence.Needs.EndpointSlices(ClusterDns.Namespace), Evidence.Needs.Pods(ClusterDns.Namespace), KubeletConfig];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        Reading<Service> services = evidence.Services(ClusterDns.Namespace);
        Reading<EndpointSlice> slices = evidence.EndpointSlices(ClusterDns.Namespace);
        Reading<Pod> pods = evidence.Pods(ClusterDns.Namespace);
        if (!services.IsRead || !slices.IsRead)
        {
            return [services.IsRead
                ? Info.Unknown(subject, $"the EndpointSlices of {ClusterDns.Namespace} are not known: {slices.Problem}", slices.HowToGet)
                : Info.Unknown(subject, $"the services of {ClusterDns.Namespace} are not known: {services.Problem}", services.HowToGet)];
        }

        List<Pod> servers = [.. pods.Items.Where(ClusterDns.IsServer)];
        if (ClusterDns.Service(services.Items, servers) is not { } service)
        {
            return [servers.Count > 0
                ? Info.Fail(subject, $"there are DNS servers ({Words.Some(servers.Select(p => p.Name))}), and no service kube-dns in {ClusterDns.Namespace}") with
                {
                    Remedy = "Make the service anew; pods ask the address that the kubelet's clusterDNS names, so it must have that one.",
                    RemedyCommand = $"kubectl get services -n {ClusterDns.Namespace}",
                }
                : Info.Unknown(subject, $"no service of {ClusterDns.Namespace} is the cluster's DNS by name, label or port 53", "If this cluster has its DNS elsewhere, look at the nameserver in a pod's /etc/resolv.conf.")];
        }

        ServiceScope scope = new(service, services, slices);
        List<Finding> findings = [.. Judge(subject, scope)];
        if (KubeletsDisagree(subject, scope, evidence, out string compared) is { } disagree)
        {
            findings.Add(disagree);
        }

        return findings.Count > 0 ? findings : [Pass(subject, scope, pods, compared)];
    }

    private IEnumerable<Finding> Judge(Subject subject, ServiceScope scope)
    {
        Service service = scope.Service;
        if (service.ClusterIps.Count == 0 || service.IsHeadless)
        {
            yield return Info.Fail(subject, $"service {service.FullName} has no virtual IP, so that no pod can be given it as a nameserver") with
            {
                Exhibits = [scope.Show("spec.clusterIP", "spec.type")],
                Remedy = "Make it anew with the address that the kubelet's clusterDNS names.",
            };
        }

        List<string> unserved = [];
        foreach (string protocol in (string[])["UDP", "TCP"])
        {
            PortTally? tally = scope.Tally.Ports.FirstOrDefault(p => p.Port is { Port: 53 } port && port.Protocol == protocol);
            if (tally is null)
            {
                string title = $"service {service.FullName} has no port 53/{protocol}";
                yield return (protocol == "UDP" ? Info.Fail(subject, title) : Info.Warn(subject, $"{title}: answers too long for UDP are lost")) with
                {
                    Exhibits = [scope.Show("spec.ports")],
                    Remedy = $"Add the port to the service: name dns{(protocol == "TCP" ? "-tcp" : "")}, port 53, protocol {protocol}.",
                    RemedyCommand = $"kubectl edit service -n {service.Namespace} {service.Name}",
                };
            }
            else if (tally.Ready == 0)
            {
                unserved.Add($"53/{protocol}");
            }
        }

        if (unserved.Count > 0)
        {
            bool serving = scope.Tally.Ports.Any(p => p.ServingTerminating > 0);
            string effect = unserved.Count == 2 ? "no name is resolved in the cluster" : "what asks by it gets no answer";
            yield return Info.Fail(subject, $"service {service.FullName} has no ready endpoint for {string.Join(" and ", unserved)}: {effect}{(serving ? "; only terminating ones still answer" : "")}") with
            {
                Exhibits = [.. scope.ShowSlices("endpoints", "ports"), scope.Show("spec.selector", "spec.ports")],
                Remedy = "dns.pods says why the servers are not Ready; service.endpoints why they are no endpoints.",
                RemedyCommand = $"kubectl get pods -n {service.Namespace} -l '{service.Selector}' -o wide",
                Explains = [Subject.Service(service.Namespace, service.Name)],
            };
        }
    }

    private Finding? KubeletsDisagree(Subject subject, ServiceScope scope, IEvidence evidence, out string compared)
    {
        Reading<ConfigMap> maps = evidence.Read<ConfigMap>(KubeletConfig);
        ConfigMap? map = maps.Find("kubelet-config");
        List<string> addresses = map?.Data["kubelet"] is { } text ? ClusterDnsOf(text) : [];
        if (map is null || addresses.Count == 0)
        {
            compared = $"Not compared with the kubelets' clusterDNS: {(maps.IsRead ? "there is no ConfigMap kubelet-config" : maps.Problem)}.";
            return null;
        }

        compared = $"The kubelets give pods {string.Join(", ", addresses)}.";
        if (addresses.Any(a => a == NodeLocal || scope.Service.ClusterIps.Contains(a)))
        {
            return null;
        }

        return Info.Fail(subject, $"the kubelets give pods nameserver {string.Join(", ", addresses)}, but {scope.Service.FullName} is {string.Join(", ", scope.Service.ClusterIps)}") with
        {
            Details = ["Kubelets that were configured by hand may differ from the ConfigMap; evidence of the nodes tells what is in force."],
            Exhibits = [Exhibits.Of(maps.Section!, map, "data.kubelet"), scope.Show("spec.clusterIPs")],
            Remedy = "Make the service anew with the address that the kubelets have, or change clusterDNS and restart the kubelets.",
            RemedyCommand = $"kubectl get configmap -n {ClusterDns.Namespace} kubelet-config -o yaml",
        };
    }

    private static List<string> ClusterDnsOf(string kubeletConfig)
    {
        Match list = ClusterDnsList().Match(kubeletConfig);
        return [.. ListItem().Matches(list.Value).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"^clusterDNS:[ \t]*\r?\n((?:[ \t]*-[ \t]*\S+[ \t]*\r?\n?)+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ClusterDnsList();

    [GeneratedRegex(@"^[ \t]*-[ \t]*[""']?([0-9a-fA-F.:]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ListItem();

    private Finding Pass(Subject subject, ServiceScope scope, Reading<Pod> pods, string compared)
    {
        int caches = pods.Items.Count(p => ClusterDns.IsNodeCache(p) && p.IsReady);
        int down = scope.Tally.Endpoints.Count(e => e is { Ready: false, Terminating: false });
        return Info.Pass(
            subject, $"{scope.Service.FullName} ({string.Join(", ", scope.Service.ClusterIps)}) has {Words.Count(scope.Tally.Ready, "ready endpoint")} for 53/UDP and 53/TCP",
            [
                .. down > 0 ? [$"{Words.Count(down, "more endpoint")} not ready; dns.pods says why."] : Array.Empty<string>(),
                .. caches > 0 ? [$"NodeLocal DNSCache runs on {Words.Count(caches, "node")}: pods may be given 169.254.20.10 instead."] : Array.Empty<string>(),
                compared,
            ]);
    }
}
