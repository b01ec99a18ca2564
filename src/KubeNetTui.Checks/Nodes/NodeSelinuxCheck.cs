using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.selinux</c>: SELinux is not what keeps the CNI from its work.</summary>
public sealed class NodeSelinuxCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.selinux", SubjectKind.Node, "SELinux",
        "SELinux is off, permissive, or enforcing with the CNI's pod at work; or it is enforcing, and a container of the CNI is denied permission.",
        "getenforce on the node; the CNI's pod there and the log of its container that fails.",
        [
            "Enforcing alone is no fault: most distributions that have it work with it.",
            "A node without getenforce has no SELinux.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [NodeNeeds.SelinuxMode(subject.Name), .. CniDaemons.Needs(soFar), .. OfNode(soFar, subject.Name).Where(p => !p.IsReady).Select(CniDaemons.Log).OfType<Need>()];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var need = NodeNeeds.SelinuxMode(subject.Name);
        var mode = evidence.SelinuxMode(subject.Name);
        if (mode.Section is { Status: SectionStatus.Absent } || evidence.Find(need) is { Status: SectionStatus.Absent })
        {
            return [Info.NotApplicable(subject, "getenforce is not there: the node has no SELinux")];
        }

        if (!mode.IsRead)
        {
            return [Info.Unknown(subject, $"whether SELinux is enforcing is not known: {mode.Problem}", mode.HowToGet)];
        }

        Exhibit[] exhibits = [Exhibits.Of(mode.Section, mode.Output, _ => true)];
        if (!mode.Value.IsEnforcing)
        {
            return [Info.Pass(subject, $"SELinux is {mode.Value.Mode.ToLowerInvariant()}: it denies nothing") with { Exhibits = exhibits }];
        }

        var pods = OfNode(evidence, subject.Name).ToList();
        if (pods.Select(p => (Pod: p, Line: CniDaemons.Denied(evidence, p))).FirstOrDefault(x => x.Line is not null) is { Line: { } line, Pod: var pod })
        {
            return [Info.Fail(subject, $"SELinux is enforcing on {subject.Name}, and {pod.FullName} is denied permission: the node's pods get no network") with
            {
                Details = [$"Its log: {Words.Cut(line.Trim(), 200)}"],
                Exhibits = exhibits,
                Remedy = "Try it permissive (setenforce 0; for good in /etc/selinux/config); better, install the policy that the CNI's documentation names.",
                RemedyCommand = "ausearch -m avc -ts recent | audit2why",
                Explains = [Subject.Cluster, subject], ExplainedChecks = ["cni.pods", "node.ready", "node.cni"],
            }];
        }

        return [Info.Pass(subject, pods.Count > 0 && pods.TrueForAll(p => p.IsReady)
            ? $"SELinux is enforcing, and the CNI's pod runs ({Words.Some(pods.Select(p => p.FullName))})"
            : "SELinux is enforcing; nothing of the CNI is denied by what is known") with { Exhibits = exhibits }];
    }

    private static IEnumerable<Pod> OfNode(IEvidence evidence, string node) => CniDaemons.Of(evidence).SelectMany(d => CniDaemons.Pods(evidence, d)).Where(p => p.NodeName == node);
}
