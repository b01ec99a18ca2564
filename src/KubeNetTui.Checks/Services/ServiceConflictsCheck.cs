using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.conflicts</c>: two claims on one port or address.</summary>
public sealed class ServiceConflictsCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "service.conflicts", SubjectKind.Service, "Conflicting claims",
        "Nobody else claims the service's virtual IP, node ports, external addresses with their ports, or the host ports of its pods.",
        "Services of all namespaces; host ports in the templates of DaemonSets, Deployments and StatefulSets where it has node ports; pods where its own have host ports; node addresses where it has externalIPs.",
        [
            "One address with different ports or protocols is shared, not in conflict.",
            "Host ports conflict only on the same node, with the same protocol and overlapping hostIP.",
            "A load balancer's address in ipMode Proxy is not answered for by nodes.",
            "Host ports of pods that no template makes (static pods, made by hand) are not compared with node ports.",
            "An external IP that is a node's own address works, and hides that port of the node: Warn.",
        ]);

    private static readonly Func<string?, ListNeed>[] Templates = [Evidence.Needs.DaemonSets, Evidence.Needs.Deployments, Evidence.Needs.StatefulSets];

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Services(null);
        if (soFar.Services(subject.Namespace).Find(subject.Name) is not { } service || service.IsExternalName)
        {
            // Where all services may not be listed, those of the namespace at least tell what the subject is.
            if (soFar.Find(Evidence.Needs.Services(null)) is { Status: not SectionStatus.Read })
            {
                yield return Evidence.Needs.Services(subject.Namespace);
            }

            yield break;
        }

        // Of a hundred thousand pods a handful has host ports: the templates that they are made from tell the same in a thousandth of the bytes.
        if (service.Ports.Any(p => p.NodePort > 0))
        {
            foreach (Func<string?, ListNeed> template in Templates)
            {
                yield return template(null);
            }
        }

        // All pods are read only where the service's own have host ports.
        yield return Evidence.Needs.Pods(subject.Namespace);
        if (Selected(service, soFar).Any(p => HostPorts.Of(p).Any()))
        {
            yield return Evidence.Needs.Pods(null);
        }

        if (service.ExternalIps.Count > 0)
        {
            yield return Evidence.Needs.Nodes();
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryFind(subject, evidence, Info, out Reading<Service> own, out Service? service, out Finding? instead))
        {
            return [instead];
        }

        Reading<Service> all = evidence.Services(null);
        List<Claim> claims = [.. ServiceClaims.Claims(service).Distinct()];
        List<Finding> findings =
        [
            .. AmongServices(subject, service, claims, all),
            .. WithHostPorts(subject, service, claims, own, evidence),
            .. AmongHostPorts(subject, service, evidence),
            .. WithNodes(subject, service, own, evidence.Nodes()),
        ];
        if (findings.Count > 0)
        {
            return findings;
        }

        return all.IsRead
            ? [Info.Pass(subject, claims.Count == 0 ? "it claims no address and no port for itself" : $"nobody else claims {Words.Some(claims.Select(c => c.ToString()))}")]
            : [Info.Unknown(subject, $"services of other namespaces are not known: {all.Problem}", all.HowToGet)];
    }

    private IEnumerable<Finding> AmongServices(Subject subject, Service service, List<Claim> claims, Reading<Service> all)
    {
        if (all.List is not { } list)
        {
            yield break;
        }

        ServiceClaims index = ServiceClaims.Of(list);
        foreach (Claim claim in claims)
        {
            List<Service> others = [.. index.Others(claim, service)];
            if (others.Count == 0)
            {
                continue;
            }

            // 2 of them: the first name is enough; the rest is counted.
            yield return Info.Fail(subject, $"{claim} is claimed by {Words.Some(others.Select(o => o.FullName))} too") with
            {
                Details = ["Which of them gets the traffic is left to the order of rules on each node."],
                Exhibits = [Exhibits.Of(all.Section!, service, claim.Path), Exhibits.Of(all.Section!, others[0], PathOf(claim, others[0]))],
                Remedy = claim.Kind switch
                {
                    ClaimKind.ClusterIp => "Make one of the services anew, so that it gets another virtual IP.",
                    ClaimKind.NodePort => "Give one of them another node port.",
                    _ => "Give one of them another address or port.",
                },
                RemedyCommand = $"kubectl get services -n {others[0].Namespace} {others[0].Name} -o wide",
                Explains = [.. others.Select(o => Subject.Service(o.Namespace, o.Name))],
            };
        }
    }

    private IEnumerable<Finding> WithHostPorts(Subject subject, Service service, List<Claim> claims, Reading<Service> own, IEvidence evidence)
    {
        foreach (Claim claim in claims.Where(c => c.Kind == ClaimKind.NodePort))
        {
            foreach (Func<string?, ListNeed> template in Templates)
            {
                Reading<Workload> workloads = evidence.Read<Workload>(template(null));
                if (workloads.Items.FirstOrDefault(w => w.HostPorts.Any(h => h.HostPort == claim.Port && h.Protocol == claim.Protocol)) is { } taker)
                {
                    yield return Info.Fail(subject, $"{claim} is a host port of the pods of {taker.Kind} {taker.FullName} too") with
                    {
                        Details = ["On nodes where such a pod runs one of the two gets the traffic, by the order of rules."],
                        Exhibits = [Exhibits.Of(own.Section!, service, claim.Path), Exhibits.Of(workloads.Section!, taker, "spec.template.spec.containers")],
                        Remedy = "Give the service another node port, or the pods another host port (outside of 30000-32767).",
                        RemedyCommand = $"kubectl get {taker.Kind.ToLowerInvariant()} -n {taker.Namespace} {taker.Name} -o yaml",
                    };
                }
            }
        }
    }

    private IEnumerable<Finding> AmongHostPorts(Subject subject, Service service, IEvidence evidence)
    {
        Reading<Pod> pods = evidence.Pods(null);
        if (pods.List is not { } list)
        {
            yield break;
        }

        HostPorts index = HostPorts.Of(list);
        foreach (Pod pod in Selected(service, evidence).Where(p => !p.IsFinished && p.NodeName.Length > 0))
        {
            foreach (ContainerPort port in HostPorts.Of(pod))
            {
                if (index.Rivals(pod, port).FirstOrDefault() is { } rival)
                {
                    yield return Info.Fail(subject, $"host port {port.HostPort}/{port.Protocol} of pod {pod.FullName} is taken by {rival.FullName} on {pod.NodeName} too") with
                    {
                        Exhibits = [Exhibits.Of(pods.Section!, pod, "spec.containers", "spec.nodeName"), Exhibits.Of(pods.Section!, rival, "spec.containers", "spec.nodeName")],
                        Remedy = "Give one of them another host port, or keep them off the same node.",
                    };
                }
            }
        }
    }

    private IEnumerable<Finding> WithNodes(Subject subject, Service service, Reading<Service> own, Reading<Node> nodes)
    {
        foreach (string ip in service.ExternalIps)
        {
            if (nodes.Items.FirstOrDefault(n => n.Addresses.Any(a => a.Address == ip)) is { } node)
            {
                yield return Info.Warn(subject, $"external IP {ip} is the own address of node {node.Name}") with
                {
                    Details = [$"On every node, what is sent to {ip} on port {string.Join(", ", service.Ports.Select(p => p.Port))} goes to this service, and not to what listens on {node.Name}."],
                    Exhibits = [Exhibits.Of(own.Section!, service, "spec.externalIPs", "spec.ports"), Exhibits.Of(nodes.Section!, node, "status.addresses")],
                    Remedy = "Use an address that is routed to the nodes and belongs to none of them.",
                };
            }
        }
    }

    private static IReadOnlyList<Pod> Selected(Service service, IEvidence evidence) =>
        evidence.Pods(service.Namespace).List is { } list ? PodsByLabel.Of(list).Select(service.Namespace, service.Selector) : [];

    private static string PathOf(Claim claim, Service other) => ServiceClaims.Claims(other).First(c => c == claim).Path;
}
