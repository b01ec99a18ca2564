using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// A Gateway by what its controller says of it and of its listeners. Guard: conditions about an older generation are not held against it.
/// </summary>
public static class GatewayVerdict
{
    public static LiveJudgement Of(Gateway gateway, ISurroundings around)
    {
        var classes = around.GatewayClasses;
        var named = classes.Value?.FirstOrDefault(c => c.Name == gateway.ClassName);
        if (gateway.Conditions.All(c => c.Status == "Unknown"))
        {
            return classes is { IsKnown: true } && named is null
                ? LiveJudgements.Of(Verdict.Fail, $"there is no class {gateway.ClassName}")
                : LiveJudgements.Of(Verdict.Warn, "no controller has taken it yet");
        }

        if (Behind(gateway.Conditions, gateway.Meta.Generation))
        {
            return LiveJudgements.Of(Verdict.Warn, "its last change is not taken up yet");
        }

        return LiveJudgements.Worst(
        [
            .. gateway.Conditions.Select(OfCondition),
            .. gateway.Listeners.SelectMany(l => l.Conditions.Select(c => OfListener(l, c))),
            named is not null ? OfClass(named) : new LiveJudgement(Verdict.NotApplicable, ""),
        ]);
    }

    public static LiveJudgement OfClass(GatewayClass value) => value.Conditions.FirstOrDefault(c => c.Type == "Accepted") switch
    {
        null or { Status: "Unknown" } => LiveJudgements.Of(Verdict.Warn, $"class {value.Name}: no controller took it"),
        { IsFalse: true } refused => LiveJudgements.Of(Verdict.Fail, $"class {value.Name} not accepted: {refused.Reason}"),
        _ => new LiveJudgement(Verdict.Pass, ""),
    };

    /// <summary>Whether conditions speak of an earlier state of the object than the one there is.</summary>
    internal static bool Behind(IReadOnlyList<Condition> conditions, int generation) =>
        generation > 0 && conditions.Count > 0 && conditions.All(c => c.ObservedGeneration > 0 && c.ObservedGeneration < generation);

    private static LiveJudgement OfCondition(Condition condition) => (condition.Type, condition.Status) switch
    {
        ("Accepted", "False") => LiveJudgements.Of(Verdict.Fail, $"not accepted: {condition.Reason}"),
        ("Programmed", "False") => LiveJudgements.Of(condition.Reason == "Pending" ? Verdict.Warn : Verdict.Fail, $"not programmed: {condition.Reason}"),
        ("Programmed", "Unknown") => LiveJudgements.Of(Verdict.Warn, "not programmed yet"),
        ("Accepted" or "Programmed", "True") => new LiveJudgement(Verdict.Pass, ""),
        _ => new LiveJudgement(Verdict.NotApplicable, ""),
    };

    private static LiveJudgement OfListener(GatewayListener listener, Condition condition) => (condition.Type, condition.Status) switch
    {
        ("Accepted" or "ResolvedRefs" or "Programmed", "False") => LiveJudgements.Of(Verdict.Fail, $"{listener.Name}: {condition.Reason}"),
        ("Conflicted", "True") => LiveJudgements.Of(Verdict.Fail, $"{listener.Name}: {condition.Reason}"),
        _ => new LiveJudgement(Verdict.NotApplicable, ""),
    };
}
