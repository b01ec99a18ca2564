using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Of several default classes the newest is taken (DefaultIngressClass admission), which hardly anybody means.</summary>
public static class IngressClassVerdict
{
    public static LiveJudgement Of(IngressClass value, ISurroundings around) =>
        value.IsDefault && around.IngressClasses.Value?.FirstOrDefault(c => c.IsDefault && c.Name != value.Name) is { } other
            ? LiveJudgements.Of(Verdict.Warn, $"{other.Name} is the default, too")
            : new LiveJudgement(Verdict.NotApplicable, "");
}
