using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>service.endpoints where the selector matches no pod at all: what it should have matched.</summary>
internal sealed class UnmatchedSelector(CheckInfo info, Subject subject, ServiceScope scope, IEvidence evidence)
{
    private const int GroupsShown = 3;

    private Service Service => scope.Service;

    public Finding Judge() => FromWorkload() ?? FromPods();

    /// <summary>A workload whose pods would match, and that has none.</summary>
    private Finding? FromWorkload()
    {
        Reading<Workload> deployments = evidence.Read<Workload>(Needs.Deployments(subject.Namespace));
        Reading<Workload> sets = evidence.Read<Workload>(Needs.StatefulSets(subject.Namespace));
        List<(Workload Workload, Section? Section)> matching =
        [
            .. deployments.Items.Select(w => (w, deployments.Section)),
            .. sets.Items.Select(w => (w, sets.Section)),
        ];
        matching.RemoveAll(m => !m.Workload.PodLabels.Matches(Service.Selector));
        if (matching.Count == 0)
        {
            return null;
        }

        (Workload workload, Section? section) = matching.Find(m => m.Workload.Desired > 0) is { Workload: not null } wanting ? wanting : matching[0];
        string kind = workload.Kind.ToLowerInvariant();
        return workload.Desired == 0
            ? info.Fail(subject, $"no pods: {workload.Kind} {workload.FullName}, whose pods selector {Service.Selector} matches, is scaled to 0") with
            {
                Exhibits = [Exhibits.Of(section!, workload, "spec.replicas", "spec.template.metadata.labels"), scope.Show("spec.selector")],
                Remedy = "Scale it up, if it is to serve.",
                RemedyCommand = $"kubectl scale {kind} -n {workload.Namespace} {workload.Name} --replicas=1",
            }
            : info.Fail(subject, $"no pods: {workload.Kind} {workload.FullName} wants {Words.Count(workload.Desired, "pod")} that selector {Service.Selector} would match, and none exists") with
            {
                Details = ["Something stops them from being made: a quota, an admission webhook, a missing service account."],
                Exhibits = [Exhibits.Of(section!, workload, "spec.replicas", "status"), .. FailedCreate(workload)],
                Remedy = "Read the events of the workload and of its ReplicaSet.",
                RemedyCommand = $"kubectl describe {kind} -n {workload.Namespace} {workload.Name}",
            };
    }

    private IEnumerable<Exhibit> FailedCreate(Workload workload)
    {
        Reading<KubeEvent> warnings = evidence.Warnings(subject.Namespace);
        List<KubeEvent> events = [.. warnings.Items
            .Where(e => e.Reason == "FailedCreate" && e.Regarding.Name.StartsWith(workload.Name, StringComparison.Ordinal))
            .OrderByDescending(e => e.Last).Take(3)];
        return events.Count == 0 ? [] : [Exhibits.Of(warnings.Section!, events)];
    }

    private Finding FromPods()
    {
        Reading<Pod> pods = evidence.Pods(subject.Namespace);
        IReadOnlyList<NearestPods> nearest = NearestPods.To(Service.Selector, pods.Items);
        IReadOnlyList<string> elsewhere = Elsewhere();
        string title = $"selector {Service.Selector} matches no pod in namespace {subject.Namespace}";
        if (nearest.Count == 0)
        {
            string rest = elsewhere.Count > 0 ? $"; it would match in {Words.Some(elsewhere)}"
                : pods.Items.Count == 0 ? ", which has no pods" : $"; none of its {Words.Count(pods.Items.Count, "pod")} comes near";
            return Fail(title + rest, [], null) with
            {
                Exhibits = [scope.Show(SelectorPaths(Service.Selector.Select(s => s.Key))), ShowLabels(pods)],
            };
        }

        NearestPods first = nearest[0];
        string has = string.Join(", ", first.Differences.Select(d => d.ToString()));
        string who = first.Pods.Count == 1 ? $"{first.Pods[0].FullName} has" : $"{first.Pods.Count} pods ({Words.Some(first.Pods.Select(p => p.FullName), 1)}) have";

        // Those that differ in more labels than the nearest are not what was meant.
        List<string> details = [.. nearest.Where(n => n.Differences.Count == first.Differences.Count).Take(GroupsShown).Select(Describe)];
        if (elsewhere.Count > 0)
        {
            details.Add($"It would match in {Words.Some(elsewhere)}; a service selects in its own namespace only.");
        }

        return Fail($"{title}; {who} {has}", details, first) with
        {
            Exhibits =
            [
                scope.Show(SelectorPaths(first.Differences.Select(d => d.Key))),
                Exhibits.Of(pods.Section!, first.Pods[0], [.. first.Differences.Select(d => $"metadata.labels.{d.HasKey}"), "metadata.name"]),
            ],
        };
    }

    private Finding Fail(string title, IReadOnlyList<string> details, NearestPods? nearest) =>
        info.Fail(subject, title) with
        {
            Details = details,
            Remedy = nearest is null
                ? "Look at the labels of the pods that it is to select, and set the selector to them."
                : "If these are the pods that were meant, set the selector to their labels.",
            RemedyCommand = nearest is not null && nearest.Differences.All(d => d.Has is not null)
                ? $"kubectl patch service -n {subject.Namespace} {subject.Name} -p '{{\"spec\":{{\"selector\":{{{string.Join(',', nearest.Differences.Select(PatchOf))}}}}}}}'"
                : $"kubectl get pods -n {subject.Namespace} --show-labels",
        };

    private static string PatchOf(LabelDifference d) =>
        d.HasKey == d.Key ? $"\"{d.Key}\":\"{d.Has}\"" : $"\"{d.Key}\":null,\"{d.HasKey}\":\"{d.Has}\"";

    private static string Describe(NearestPods near) =>
        $"{Words.Some(near.Pods.Select(p => p.FullName))}: {string.Join("; ", near.Differences.Select(d => $"{d.Key}={d.Wants} wanted, {d}"))}";

    private static string[] SelectorPaths(IEnumerable<string> keys) => ["spec.selector", .. keys.Select(k => $"spec.selector.{k}")];

    private static Exhibit ShowLabels(Reading<Pod> pods) =>
        Exhibits.Of(
            pods.Section!, "Labels of the pods", [.. pods.Items.Take(20).Select(p => $"{p.Name}  {p.Meta.Labels}")], _ => true);

    /// <summary>Only from what is at hand: reading all pods of a big cluster for a hint would be much.</summary>
    private IReadOnlyList<string> Elsewhere()
    {
        if (evidence.Pods(null) is not { IsRead: true, List: { } all })
        {
            return [];
        }

        PodsByLabel index = PodsByLabel.Of(all);
        return [.. index.Namespaces
            .Where(ns => ns != subject.Namespace)
            .Select(ns => (ns, count: index.Select(ns, Service.Selector).Count(p => !p.IsFinished)))
            .Where(m => m.count > 0)
            .OrderBy(m => m.ns, StringComparer.Ordinal)
            .Select(m => $"namespace {m.ns} ({Words.Count(m.count, "pod")})")];
    }
}
