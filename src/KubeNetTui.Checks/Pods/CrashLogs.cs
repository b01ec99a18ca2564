using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What the containers of a pod that is not Ready said last.</summary>
/// <param name="Cause">With a DNS server, what its log is known to mean.</param>
internal sealed record CrashLogs(DnsCrashCause? Cause, IReadOnlyList<string> Details, IReadOnlyList<Exhibit> Exhibits)
{
    /// <summary>Logs worth reading: of containers that have ended, the instance before first, because it is the one that ended.</summary>
    public static IEnumerable<LogNeed> Of(Pod pod)
    {
        foreach (var container in pod.Containers.Where(c => c.Status is { Ready: false } && !c.IsOrdinaryInit).Take(2))
        {
            if (container.Status!.RestartCount > 0)
            {
                yield return Needs.Log(pod.Namespace, pod.Name, container.Name, previous: true);
            }

            if (container.Status.State.Phase is ContainerPhase.Running or ContainerPhase.Terminated)
            {
                yield return Needs.Log(pod.Namespace, pod.Name, container.Name, previous: false);
            }
        }
    }

    public static CrashLogs Read(Pod pod, IEvidence evidence, bool isDns)
    {
        DnsCrashCause? cause = null;
        List<string> details = [];
        List<Exhibit> exhibits = [];
        foreach (var need in Of(pod))
        {
            if (evidence.Log(need) is not { } lines)
            {
                details.Add($"The log of container {need.Container}{(need.Previous ? ", the instance before," : "")} is not known: {evidence.WhyMissing(need)}.");
                continue;
            }

            var found = isDns && cause is null ? DnsCrashCause.Of(lines) : null;
            cause ??= found;
            var last = lines.LastOrDefault(l => !string.IsNullOrWhiteSpace(l));
            if (last is null)
            {
                continue;
            }

            var telling = found?.Line ?? last;
            exhibits.Add(Checks.Exhibits.Of(evidence.Find(need)!,
                $"Log of {pod.FullName}, container {need.Container}{(need.Previous ? ", the instance before" : "")}", lines,
                l => l == telling));
            if (need.Previous || found is not null)
            {
                details.Add($"{(found is null ? "The last line of the instance before" : "Its log")}: {Words.Cut(telling.Trim(), 300)}");
            }
        }

        return new(cause, details, exhibits);
    }
}
