using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.resolv-conf</c>: what the kubelet gives to pods that use the node's DNS, CoreDNS first among them.</summary>
public sealed class NodeResolvConfCheck : ICheck
{
    private const string Etc = "/etc/resolv.conf";
    private const int AskedPods = 2;
    private const string Systemd = "/run/systemd/resolve/resolv.conf";

    public CheckInfo Info { get; } = new(
        "node.resolv-conf", SubjectKind.Node, "The node's resolv.conf",
        "The file that the kubelet makes pods' resolv.conf from names servers that pods can reach, and not a stub on loopback, which would send CoreDNS its own questions.",
        "`/etc/resolv.conf` and `/run/systemd/resolve/resolv.conf` of the node, the kubelet's `resolvConf`, its pods.",
        [
            "A stub (127.0.0.53) in /etc/resolv.conf is healthy where the kubelet uses another file.",
            "Without a pod that takes its DNS from the node, a stub is a warning only.",
            "The node's own processes reach the stub; it is pods that do not.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Pods(null), NodeScope.KubeletNeed(subject.Name),
        NodeNeeds.ResolvConf(Place.Node(subject.Name)), NodeNeeds.SystemdResolvConf(subject.Name),
        .. NodeScope.Kubelet(soFar, subject.Name) is { ResolvConf: not ("" or Etc or Systemd) }
            ? Users(soFar, subject.Name).Take(AskedPods).Select(p => NodeNeeds.ResolvConf(Place.Pod(p.Namespace, p.Name)))
            : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var kubelet = NodeScope.Kubelet(evidence, subject.Name);
        var etc = evidence.ResolvConf(scope.Place);
        if (kubelet is null)
        {
            return [WithoutKubelet(subject, evidence, etc)];
        }

        // The kubelet's flag may be "" to take nothing at all from the node.
        var path = kubelet.ResolvConf is "" ? Etc : kubelet.ResolvConf;
        var used = path switch { Etc => etc, Systemd => evidence.SystemdResolvConf(subject.Name), _ => null };
        if (used is null)
        {
            return [ByItsPods(subject, evidence, path)];
        }

        if (!used.IsRead)
        {
            return [used.Section is { Status: SectionStatus.Read or SectionStatus.Absent } && path == Systemd
                ? Info.Fail(subject, $"the kubelet takes pods' DNS from {path}, and that file is not there: {used.Problem}") with
                {
                    Remedy = "systemd-resolved does not run here: point the kubelet's resolvConf to /etc/resolv.conf.", Explains = Affected.OfNode(evidence, subject.Name), ExplainedChecks = ["pod.sandbox", "dns.pods"],
                }
                : NodeScope.Missing(Info, subject, path, used)];
        }

        return [Judge(subject, evidence, path, used, kubelet)];
    }

    /// <summary>A file that is not among the sections: what it says is in the pods that got it.</summary>
    private Finding ByItsPods(Subject subject, IEvidence evidence, string path)
    {
        var users = Users(evidence, subject.Name);
        if (users.Count == 0)
        {
            return Info.NotApplicable(subject, $"the kubelet uses {path}, and no pod here takes its DNS from the node");
        }

        var own = users.Take(AskedPods).Select(p => (Pod: p, File: evidence.ResolvConf(Place.Pod(p.Namespace, p.Name)))).ToList();
        if (own.Find(o => o.File.Value is { } f && f.LoopbackNameservers.Any()) is { Pod: { } pod, File: { Value: { } file } found })
        {
            return Loop(subject, evidence, path, file.LoopbackNameservers.First(), [NodeScope.Show(found, l => l.Contains("nameserver", StringComparison.Ordinal))], [pod]);
        }

        return own.Find(o => o.File.IsRead) is { Pod: { } read, File: { Value: { } servers } section }
            ? Info.Pass(subject, $"pods take their DNS from {path}: {Servers(servers)}, as {read.FullName} has it") with { Exhibits = [NodeScope.Show(section, l => l.Contains("nameserver", StringComparison.Ordinal))] }
            : Info.Unknown(subject, $"the kubelet gives pods {path}, which was not read, nor was it in a pod that has it: {own[0].File.Problem}", $"cat {path}    # on {subject.Name}");
    }

    private static List<Pod> Users(IEvidence evidence, string node) =>
        [.. PodsByNode.All(evidence, node).Where(p => p is { HostNetwork: false, DnsPolicy: "Default", IsFinished: false, Meta.Deleting: null })];

    private Finding Loop(Subject subject, IEvidence evidence, string path, string stub, IReadOnlyList<Exhibit> exhibits, List<Pod> users)
    {
        var behind = evidence.SystemdResolvConf(subject.Name).Value;
        return new Finding(Info.Id, subject, users.Count > 0 ? Verdict.Fail : Verdict.Warn,
            $"the kubelet gives pods {path}, which names {stub}: in a pod that is the pod itself"
            + (users.Count == 0 ? "" : $"; {Words.Some(users.Select(p => p.FullName))} would ask {(users.Count == 1 ? "itself" : "themselves")}, which CoreDNS calls a loop and stops"))
        {
            Details = behind is { Nameservers.Count: > 0 } ? [$"{Systemd} has the servers behind the stub: {Servers(behind)}."] : [],
            Exhibits = exhibits,
            Remedy = $"Set the kubelet's resolvConf to {Systemd}, restart it, and delete the pods that have the old file.",
            RemedyCommand = $"kubectl get --raw /api/v1/nodes/{subject.Name}/proxy/configz",
            Explains = [.. Affected.Of(evidence, users), Subject.Cluster],
            ExplainedChecks = ["dns.pods", "dns.answers", "dns.service", "dns.corefile", "pod.dns-config", "pod.dns-lookup", "service.endpoints"],
        };
    }

    private Finding Judge(Subject subject, IEvidence evidence, string path, CommandReading<ResolvConf> used, KubeletConfig kubelet)
    {
        var file = used.Value!;
        List<Exhibit> exhibits = [NodeScope.Show(used, l => l.TrimStart().StartsWith("nameserver", StringComparison.Ordinal))];
        if (evidence.Find(NodeScope.KubeletNeed(subject.Name)) is { } section)
        {
            exhibits.Add(Exhibits.Of(section, $"The kubelet's configuration of {subject.Name}", [$"resolvConf: {(kubelet.ResolvConf.Length > 0 ? kubelet.ResolvConf : "\"\"")}"], _ => true));
        }

        var stub = file.LoopbackNameservers.ToList();
        if (stub.Count > 0 && stub.Count == file.Nameservers.Count)
        {
            return Loop(subject, evidence, path, stub[0], exhibits, Users(evidence, subject.Name));
        }

        if (file.Nameservers.Count == 0)
        {
            return Info.Warn(subject, $"{path} names no server: pods that take their DNS from the node, CoreDNS too, have nowhere to forward to") with { Exhibits = exhibits, Remedy = $"Write the nameservers of this network into {path}." };
        }

        List<string> details = [];
        if (file.Nameservers.Count > ResolvConf.MostNameservers)
        {
            details.Add($"It names {file.Nameservers.Count} servers; the kubelet leaves out all after the third.");
        }

        if (stub.Count > 0)
        {
            return Info.Warn(subject, $"{path} names {stub[0]} among others: in a pod that is the pod itself, and each lookup may wait for it") with { Details = details, Exhibits = exhibits, Remedy = $"Leave {stub[0]} out of the file that the kubelet uses." };
        }

        return Info.Pass(subject, $"pods take their DNS from {path}: {Servers(file)}", [.. details]) with { Exhibits = exhibits };
    }

    private Finding WithoutKubelet(Subject subject, IEvidence evidence, CommandReading<ResolvConf> etc)
    {
        var need = NodeScope.KubeletNeed(subject.Name);
        var why = evidence.Find(need) is { Status: SectionStatus.Read } ? "the kubelet did not answer with its configuration" : evidence.WhyMissing(need);
        return etc.Value is { } own && !own.LoopbackNameservers.Any() && own.Nameservers.Count > 0
            ? Info.Pass(subject, $"{Etc} names {Servers(own)}, no stub; which file the kubelet uses is not known ({why})") with { Exhibits = [NodeScope.Show(etc, l => l.Contains("nameserver", StringComparison.Ordinal))] }
            : Info.Unknown(subject, $"which file the kubelet gives to pods is not known: {why}", evidence.Find(need)?.HowToGet ?? "");
    }

    private static string Servers(ResolvConf file) => file.Nameservers.Count > 0 ? string.Join(", ", file.Nameservers) : "no server";
}
