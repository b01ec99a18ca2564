using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Labels that pods of one namespace share, and how many have them.</summary>
public sealed record PodGroup(LabelSet Labels, int Pods);

/// <summary>
/// What can be said of a network policy from the API: whether it selects anything, and whether it forgets DNS for pods that it selects.
/// Guards: what any other policy of these pods lets out counts too; a policy that lets nothing at all out means it; whether anything
/// enforces policies is not looked at, so that it is a warning at most.
/// </summary>
public static class PolicyVerdict
{
    /// <param name="policies">All of its namespace.</param>
    /// <param name="pods">All of its namespace; null: not known.</param>
    public static LiveJudgement Of(NetworkPolicy policy, IReadOnlyCollection<NetworkPolicy> policies, IReadOnlyCollection<PodGroup>? pods)
    {
        if (pods is null)
        {
            return LiveJudgements.Of(Verdict.Unknown, "pods not read");
        }

        var selected = Selected(policy, pods);
        if (selected.Count == 0)
        {
            return new LiveJudgement(Verdict.NotApplicable, "selects no pod");
        }

        if (!policy.IsolatesEgress || policy.Egress.Count == 0)
        {
            return new LiveJudgement(Verdict.Pass, "");
        }

        var without = selected.Where(g => !policies.Any(p => p.IsolatesEgress && p.PodSelector.Matches(g.Labels) != false && LetsDnsOut(p))).Sum(g => g.Pods);
        return without == 0
            ? new LiveJudgement(Verdict.Pass, "")
            : LiveJudgements.Of(Verdict.Warn, $"no rule lets DNS out of {Words.Count(without, "pod")}");
    }

    public static IReadOnlyList<PodGroup> Selected(NetworkPolicy policy, IEnumerable<PodGroup> pods) =>
        [.. pods.Where(g => policy.PodSelector.Matches(g.Labels) == true)];

    /// <summary>Whether some rule has port 53, or every port, of UDP and of TCP. To whom, is not looked at.</summary>
    public static bool LetsDnsOut(NetworkPolicy policy) => Lets(policy, "UDP") && Lets(policy, "TCP");

    private static bool Lets(NetworkPolicy policy, string protocol) =>
        policy.Egress.Any(r => r.Ports.Count == 0 || r.Ports.Any(p => p.Protocol == protocol && Covers53(p)));

    // By name: as CoreDNS calls its ports. 5353 and 8053: what a DNS server behind port 53 of its service may listen on.
    private static bool Covers53(PolicyPort port) =>
        port.Port.IsEmpty || port.Port.Name is "dns" or "dns-tcp" || port.Port.Number is 53 or 5353 or 8053
        || (port.Port.Number is > 0 and <= 53 && port.EndPort >= 53);
}
