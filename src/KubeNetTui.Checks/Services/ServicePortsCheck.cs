using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.ports</c>: the service's ports held against what its pods declare.</summary>
public sealed class ServicePortsCheck : ICheck
{
    // Protocols on top of TCP: on a UDP port one of these is a slip.
    private static readonly string[] OverTcp = ["http", "https", "tcp", "tls", "grpc", "mysql", "redis", "mongo", "kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"];

    public CheckInfo Info { get; } = new(
        "service.ports", SubjectKind.Service, "Ports and protocols",
        "Each targetPort is a port that the pods declare, with the same protocol; or which is not, and what they declare instead.",
        "Service ports, the container ports of the pods that its selector selects.",
        [
            "containerPort is documentation: a number that no container declares is a Warn at most, and none where the pods declare nothing at all.",
            "Two service ports on one targetPort are legitimate; they are told beside.",
            "A service without a selector, or without pods, has nothing to be held against.",
            "A targetPort name that no pod has is told by service.endpoints, once; here only while no pod is Ready.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Services(subject.Namespace), Evidence.Needs.Pods(subject.Namespace)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryFind(subject, evidence, Info, out Reading<Service> services, out Service? service, out Finding? instead))
        {
            return [instead];
        }

        if (service.Selector.Count == 0 || service.Ports.Count == 0)
        {
            return [Info.NotApplicable(subject, service.Ports.Count == 0 ? "the service has no ports" : "no selector: there are no pods to hold the ports against")];
        }

        Reading<Pod> pods = evidence.Pods(subject.Namespace);
        if (pods.List is not { } list)
        {
            return [Info.Unknown(subject, $"the pods are not known: {pods.Problem}", pods.HowToGet)];
        }

        List<Pod> live = [.. PodsByLabel.Of(list).Select(subject.Namespace, service.Selector).Where(p => !p.IsFinished && p.Meta.Deleting is null)];
        if (live.Count == 0)
        {
            return [Info.NotApplicable(subject, "no pod to hold the ports against; service.endpoints says why")];
        }

        // service.endpoints fails for a name that no pod has, and says which names there are: one fault is told once.
        List<ServicePort> left = [.. service.Ports.Where(p => IsToldByEndpoints(service, p, live))];
        if (left.Count == service.Ports.Count)
        {
            return [Info.NotApplicable(subject, $"{Left(left)}: service.endpoints says what the pods have instead")];
        }

        List<Finding> findings = [];
        for (int i = 0; i < service.Ports.Count; i++)
        {
            if (!left.Contains(service.Ports[i]) && Judge(subject, service, service.Ports[i], live) is { } finding)
            {
                string path = $"spec.ports[{i}]";
                findings.Add(finding with
                {
                    Details = [.. finding.Details, .. Beside(service)],
                    Exhibits =
                    [
                        Exhibits.Of(services.Section!, service, $"{path}.targetPort", $"{path}.protocol", $"{path}.appProtocol"),
                        Exhibits.Of(pods.Section!, live[0], [.. PortPaths.Of(live[0])]),
                    ],
                });
            }
        }

        return findings.Count > 0
            ? findings
            : [Info.Pass(subject, $"{string.Join("; ", service.Ports.Except(left).Select(p => $"{p} to {p.Target}"))}: as its pods declare",
                [.. left.Count > 0 ? [$"{Left(left)}: service.endpoints says what the pods have instead."] : (string[])[], .. Beside(service), .. Silent(live)])];
    }

    /// <summary>While no pod is Ready, service.endpoints tells that first, and a wrong name would wait behind it.</summary>
    private static bool IsToldByEndpoints(Service service, ServicePort port, List<Pod> live) =>
        port.Target.IsName && live.Exists(p => p.IsReady) && NamedPort.Of(service, port, live) is not null;

    private static string Left(List<ServicePort> left) =>
        $"targetPort {string.Join(", ", left.Select(p => $"\"{p.Target.Name}\" of port {p}"))} is in no pod";

    private Finding? Judge(Subject subject, Service service, ServicePort port, List<Pod> pods)
    {
        if (port.Protocol == "UDP" && OverTcp.Contains(port.AppProtocol, StringComparer.OrdinalIgnoreCase))
        {
            return Info.Warn(subject, $"port {port} is UDP, and its appProtocol {port.AppProtocol} runs over TCP") with
            {
                Remedy = "Set the protocol that the program speaks; gateways and meshes go by appProtocol.",
            };
        }

        return port.Target.IsName ? JudgeName(subject, service, port, pods) : JudgeNumber(subject, port, pods);
    }

    private Finding? JudgeName(Subject subject, Service service, ServicePort port, List<Pod> pods)
    {
        if (NamedPort.Of(service, port, pods) is { } nowhere)
        {
            return Info.Fail(subject, nowhere.Title) with { Details = nowhere.Details, Remedy = nowhere.Remedy, RemedyCommand = nowhere.Command };
        }

        List<Pod> without = pods.FindAll(p => !p.Ports().Any(c => c.Name == port.Target.Name && c.Protocol == port.Protocol));
        return without.Count == 0
            ? null
            : Info.Warn(subject, $"{without.Count} of {pods.Count} pods have no port named \"{port.Target.Name}\" and get no traffic of port {port}: {Words.Some(without.Select(p => p.FullName))}") with
            {
                Remedy = "Give the port the same name in all pods that the selector selects, or select fewer.",
                RemedyCommand = $"kubectl get pods -n {subject.Namespace} -l '{service.Selector}'",
            };
    }

    private Finding? JudgeNumber(Subject subject, ServicePort port, List<Pod> pods)
    {
        int number = port.Target.Number;
        List<ContainerPort> declared = [.. pods.SelectMany(p => p.Ports()).Distinct()];
        if (declared.Count == 0 || declared.Exists(c => c.Port == number && c.Protocol == port.Protocol))
        {
            return null;
        }

        return declared.Find(c => c.Port == number) is { } mixed
            ? Info.Warn(subject, $"port {port} sends {port.Protocol} to {number}, which the containers declare as {mixed.Protocol}") with
            {
                Details = ["Declared ports are documentation, so it may work; a DNS server, say, needs both protocols in the service."],
                Remedy = $"If the program listens on {mixed.Protocol} only, change the service port's protocol.",
            }
            : Info.Warn(subject, $"targetPort {number} of port {port} is declared by no container; they declare {Words.Some(declared.Select(c => $"{c.Port}/{c.Protocol}"))}") with
            {
                Details = ["Declared ports are documentation: it works if something listens there all the same."],
                Remedy = "See what listens in the pod; if it is another port, change targetPort.",
                RemedyCommand = $"kubectl exec -n {subject.Namespace} {pods[0].Name} -- sh -c 'ss -lntu || netstat -lntu'",
            };
    }

    private static IEnumerable<string> Beside(Service service) =>
        service.Ports.GroupBy(p => (p.Target, p.Protocol)).Where(g => g.Count() > 1)
            .Select(g => $"Ports {string.Join(" and ", g.Select(p => p.ToString()))} lead to the same targetPort {g.Key.Target}.");

    private static IEnumerable<string> Silent(List<Pod> pods) =>
        pods.Exists(p => p.Ports().Any()) ? [] : ["The pods declare no ports at all; that is allowed."];
}
