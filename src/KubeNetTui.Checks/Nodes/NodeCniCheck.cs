using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.cni</c>: the container runtime finds a CNI configuration, and the programs that it names.</summary>
public sealed class NodeCniCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.cni", SubjectKind.Node, "CNI installed and configured",
        "There is a valid configuration in /etc/cni/net.d, which one is in force, and every plugin that it names is in /opt/cni/bin.",
        "Files of `/etc/cni/net.d`, programs in `/opt/cni/bin`, the node's conditions, pods and their events.",
        [
            "Some distributions (k3s, MicroK8s, Talos) keep both folders elsewhere: where pods get addresses, a folder that is not there is no fault.",
            "Several configurations are healthy: the first by name is in force.",
            "Backups and kubeconfigs beside the configuration are not read.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), Evidence.Needs.Pods(null), Evidence.Needs.Warnings(null), NodeNeeds.CniConfigurations(subject.Name), NodeNeeds.CniPrograms(subject.Name)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var files = evidence.CniConfigurations(subject.Name);
        var programs = evidence.CniPrograms(subject.Name);
        var works = Works(evidence, scope.Node);
        if (!files.IsRead)
        {
            var absent = files.Section is { Status: SectionStatus.Absent or SectionStatus.Read };
            return [absent && !works && !scope.Node.IsReady
                ? Info.Fail(subject, "there is no CNI configuration: /etc/cni/net.d is not there, and no pod of this node has an address") with
                {
                    Details = [files.Problem], Remedy = "Install the cluster's CNI, or look why its DaemonSet does not run here.", RemedyCommand = $"kubectl get pods -A --field-selector spec.nodeName={subject.Name}",
                    Explains = [.. Waiting(evidence, subject.Name)], ExplainedChecks = ["pod.sandbox", "node.ready"],
                }
                : Info.Unknown(subject, $"the CNI's configuration could not be read: {files.Problem}" + (works ? " (pods of this node get addresses; some distributions keep it elsewhere)" : ""), files.HowToGet)];
        }

        if (files.IsCut)
        {
            return [Info.Unknown(subject, "the CNI's configuration was cut off in reading")];
        }

        return [Judge(subject, evidence, files, programs, works)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, CommandReading<CniConfigurations> files, CommandReading<CniPrograms> programs, bool works)
    {
        var broken = files.Value!.Items.Where(f => f.Problem.Length > 0 || f.Plugins.Count == 0).ToList();
        var exhibit = NodeScope.Show(files, l => l.StartsWith("# /", StringComparison.Ordinal) || l.Contains("\"type\"", StringComparison.Ordinal));
        if (files.Value.Active is not { } active)
        {
            var what = broken.Count == 0 ? "/etc/cni/net.d is empty: no CNI is configured" : $"no valid CNI configuration: {string.Join("; ", broken.Select(Problem))}";
            return new Finding(Info.Id, subject, works ? Verdict.Warn : Verdict.Fail, what + (works ? "; pods that run got their addresses before, or by a configuration elsewhere" : "; no new pod gets an address"))
            {
                Exhibits = [exhibit],
                Remedy = "The CNI's DaemonSet writes it; look at its pod on this node.",
                RemedyCommand = $"kubectl get pods -A -o wide --field-selector spec.nodeName={subject.Name}",
                Explains = works ? [] : [.. Waiting(evidence, subject.Name), Subject.Node(subject.Name)],
                ExplainedChecks = ["pod.sandbox", "node.ready"],
            };
        }

        var before = broken.Where(b => string.CompareOrdinal(b.File, active.File) < 0).ToList();
        List<string> missing = [.. programs.Value is { } installed ? active.Programs.Where(p => !installed.Items.ContainsKey(p)) : []];
        List<string> locked = [.. programs.Value is { } there ? active.Programs.Where(p => there.Items.TryGetValue(p, out var runs) && !runs) : []];
        List<string> details = [.. Others(files.Value, active)];
        if (missing.Count + locked.Count > 0 && !programs.IsCut)
        {
            var text = missing.Count > 0 ? $"{active.File} names {Words.Some(missing)}, which {(missing.Count == 1 ? "is" : "are")} not in /opt/cni/bin" : $"{Words.Some(locked)} in /opt/cni/bin may not be executed";
            return new Finding(Info.Id, subject, works && missing.Count > 0 ? Verdict.Warn : Verdict.Fail, text + (works ? "" : ": no new pod gets an address"))
            {
                Details = [.. details, .. works ? (string[])["Pods of this node get addresses: the programs may be in another folder (the runtime's bin_dir)."] : []],
                Exhibits = [exhibit, NodeScope.Show(programs, _ => false)],
                Remedy = "Install the plugins (package containernetworking-plugins, or the CNI's own image).",
                Explains = works ? [] : [.. Waiting(evidence, subject.Name), Subject.Node(subject.Name)],
                ExplainedChecks = ["pod.sandbox", "node.ready"],
            };
        }

        if (before.Count > 0)
        {
            return Info.Warn(subject, $"{string.Join("; ", before.Select(Problem))}: containerd stops there when it starts again, before {active.File}") with { Details = details, Exhibits = [exhibit], Remedy = "Mend it or move it away." };
        }

        if (!programs.IsRead)
        {
            details.Add($"Whether its programs are installed is not known: {programs.Problem}");
            return works
                ? Info.Pass(subject, $"{active.File} ({active.Name}: {string.Join(", ", active.Plugins.Select(p => p.Type))}) is in force, and pods get addresses", [.. details]) with { Exhibits = [exhibit] }
                : Info.Unknown(subject, $"{active.File} is in force; {details[^1]}", programs.HowToGet);
        }

        return Info.Pass(subject, $"{active.File} ({active.Name}: {string.Join(", ", active.Plugins.Select(p => p.Type))}) is in force, its programs are installed", [.. details]) with { Exhibits = [exhibit] };
    }

    private static IEnumerable<string> Others(CniConfigurations files, CniConfiguration active) =>
        files.Items.Where(f => f != active && f.Problem.Length == 0 && f.Plugins.Count > 0 && f.Plugins[0].Type != "loopback")
            .Select(f => $"{f.File} ({f.Name}) is there too, and not in force: {active.File} comes first by name.");

    private static string Problem(CniConfiguration file) => $"{file.File} is no configuration: {(file.Problem.Length > 0 ? Words.OneLine(file.Problem) : "it names no plugin")}";

    /// <summary>The CNI does its work here: the node is Ready, and pods have addresses.</summary>
    private static bool Works(IEvidence evidence, Node node) =>
        node.IsReady && PodsByNode.WithNetwork(evidence, node.Name).Any() && !Waiting(evidence, node.Name).Any();

    /// <summary>Pods of the node that wait for their sandbox, by the kubelet's words.</summary>
    private static IEnumerable<Subject> Waiting(IEvidence evidence, string node)
    {
        var failed = evidence.Warnings(null).Items.Where(e => e.Reason == "FailedCreatePodSandBox").Select(e => (e.Regarding.Namespace, e.Regarding.Name)).ToHashSet();
        return PodsByNode.All(evidence, node).Where(p => p is { HostNetwork: false, IsFinished: false, Ips.Count: 0 } && failed.Contains((p.Namespace, p.Name))).Select(p => Subject.Pod(p.Namespace, p.Name));
    }
}
