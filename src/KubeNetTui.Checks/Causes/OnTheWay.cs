using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// What traffic of a subject passes, and what therefore may be why it fails: the node of a pod, endpoints and nodes of a service, the
/// cluster's DNS. Checked beside the subject; only what is wrong there is told.
/// </summary>
/// <param name="Only">Ids; null: all checks of the subject's kind.</param>
internal readonly record struct OnTheWay(Subject Subject, IReadOnlySet<string>? Only)
{
    /// <summary>More endpoints than these show nothing new as a rule, and each costs the reading of a network namespace.</summary>
    private const int Endpoints = 3;

    /// <summary>Beyond so many subjects their pods are not added: they mostly are subjects themselves.</summary>
    private const int FewSubjects = 8;

    private static readonly HashSet<string> Dns = ["dns.pods", "dns.service"];

    /// <summary>Lists that it takes to know them.</summary>
    public static IEnumerable<Need> Needs(Subject subject) => subject.Kind switch
    {
        SubjectKind.Pod => [Evidence.Needs.Pods(subject.Namespace)],
        SubjectKind.Service => [Evidence.Needs.EndpointSlices(subject.Namespace)],
        _ => [],
    };

    /// <param name="subjects">How many were asked for.</param>
    public static IEnumerable<OnTheWay> Of(Subject subject, IEvidence evidence, int subjects)
    {
        switch (subject.Kind)
        {
            case SubjectKind.Pod:
                if (evidence.Pods(subject.Namespace).Find(subject.Name) is { NodeName.Length: > 0 } pod)
                {
                    yield return new(Checks.Subject.Node(pod.NodeName), null);
                }

                yield return new(Checks.Subject.Cluster, Dns);
                break;
            case SubjectKind.Service:
                var endpoints = SlicesByService.Of(evidence.EndpointSlices(subject.Namespace), subject.Namespace, subject.Name)
                    .SelectMany(s => s.Endpoints).ToList();
                foreach (var node in endpoints.Select(e => e.NodeName).Where(n => n.Length > 0).Distinct().Take(Endpoints))
                {
                    yield return new(Checks.Subject.Node(node), null);
                }

                foreach (var target in endpoints.Where(e => e.TargetKind == "Pod").Take(subjects <= FewSubjects ? Endpoints : 0))
                {
                    yield return new(Checks.Subject.Pod(subject.Namespace, target.TargetName), null);
                }

                break;
        }
    }
}
