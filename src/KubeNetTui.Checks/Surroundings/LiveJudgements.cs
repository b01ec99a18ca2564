namespace KubeNetTui.Checks;

/// <summary>Judgements put together.</summary>
public static class LiveJudgements
{
    private const int Width = 40;

    /// <summary>The reason cut to what a cell holds.</summary>
    public static LiveJudgement Of(Verdict verdict, string reason) => new(verdict, Words.Cut(Words.OneLine(reason), Width));

    /// <summary>The gravest, with how many are as grave: <c>service cart is missing (+2)</c>. Nothing at all, or nothing to judge: NotApplicable.</summary>
    public static LiveJudgement Worst(IEnumerable<LiveJudgement> judgements)
    {
        LiveJudgement worst = new(Verdict.NotApplicable, "");
        HashSet<string> reasons = [];
        foreach (var judgement in judgements)
        {
            if (judgement.Verdict > worst.Verdict)
            {
                reasons.Clear();
                worst = judgement;
            }

            if (judgement.Verdict == worst.Verdict && judgement.Reason.Length > 0)
            {
                reasons.Add(judgement.Reason);
            }
        }

        if (worst.Verdict is Verdict.Pass)
        {
            return worst with { Reason = "" };
        }

        var more = reasons.Count > 1 ? $" (+{reasons.Count - 1})" : "";
        return more.Length == 0 ? worst : worst with { Reason = Words.Cut(worst.Reason, Width - more.Length) + more };
    }
}
