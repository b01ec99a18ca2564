using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// A route of the Gateway API: whether its gateways are there and take it, and whether what its rules lead to answers. Guards: parents
/// that are no gateways (a mesh) are not looked up; backends of weight 0 and of other kinds are not judged; conditions about an older
/// generation are not held against it.
/// </summary>
public static class RouteVerdict
{
    public static LiveJudgement Of(GatewayRoute route, ISurroundings around) => LiveJudgements.Worst(
    [
        .. BackendsOf(route).Select(b => BackendVerdict.Of(b, around)),
        .. route.Parents.Select(p => OfParent(route, p, around)),
        .. route.States.SelectMany(s => GatewayVerdict.Behind(s.Conditions, route.Meta.Generation)
            ? [LiveJudgements.Of(Verdict.Warn, "its last change is not taken up yet")]
            : s.Conditions.Select(c => OfCondition(s, c))),
        .. route.Rules.Where(r => r.Backends.Count == 0 && !r.AnswersItself)
            .Select(_ => LiveJudgements.Of(Verdict.Warn, "a rule has no backend: answers with 500")),
    ]);

    public static IReadOnlyList<Backend> BackendsOf(GatewayRoute route) =>
    [
        .. route.Rules.SelectMany(rule => rule.Backends.Where(b => b.Weight > 0).Select(b =>
        {
            var asked = rule.Matches.Count > 0 ? Words.Some(rule.Matches, 2) : "/";
            var ns = b.Namespace.Length > 0 ? b.Namespace : route.Namespace;
            return b.IsService
                ? new Backend(ns, b.Name, new PortRef(b.Port, ""), asked) { From = new BackendSender(Needs.GatewayGroup, route.Kind, route.Namespace) }
                : new Backend(ns, "", default, asked) { Other = $"{b.Kind} {b.Name}" };
        })),
    ];

    private static LiveJudgement OfParent(GatewayRoute route, RouteParent parent, ISurroundings around)
    {
        if (!parent.IsGateway)
        {
            return new LiveJudgement(Verdict.NotApplicable, "");
        }

        var ns = parent.Namespace.Length > 0 ? parent.Namespace : route.Namespace;
        var gateway = around.Gateway(ns, parent.Name);
        if (gateway.IsMissing)
        {
            return LiveJudgements.Of(Verdict.Fail, $"there is no gateway {parent.Name}");
        }

        if (gateway.Value is { } found && parent.Section.Length > 0 && found.Listeners.All(l => l.Name != parent.Section))
        {
            return LiveJudgements.Of(Verdict.Fail, $"{parent.Name} has no listener {parent.Section}");
        }

        return route.States.Any(s => s.Parent.Name == parent.Name && (s.Parent.Namespace.Length == 0 || s.Parent.Namespace == ns))
            ? new LiveJudgement(Verdict.Pass, "")
            : LiveJudgements.Of(Verdict.Warn, $"{parent.Name} has not taken it yet");
    }

    private static LiveJudgement OfCondition(RouteState state, Condition condition) => (condition.Type, condition.Status) switch
    {
        ("Accepted", "False") => LiveJudgements.Of(condition.Reason == "Pending" ? Verdict.Warn : Verdict.Fail, $"{state.Parent.Name}: {condition.Reason}"),
        ("ResolvedRefs", "False") => LiveJudgements.Of(Verdict.Fail, condition.Reason),
        ("PartiallyInvalid", "True") => LiveJudgements.Of(Verdict.Warn, $"partly invalid: {condition.Reason}"),
        _ => new LiveJudgement(Verdict.NotApplicable, ""),
    };
}
