namespace KubeNetTui.Checks;

/// <summary>Findings of a check, one word each.</summary>
internal static class Answers
{
    public static Finding Pass(this CheckInfo info, Subject subject, string title, params IReadOnlyList<string> details) =>
        new(info.Id, subject, Verdict.Pass, title) { Details = details };

    public static Finding Warn(this CheckInfo info, Subject subject, string title) => new(info.Id, subject, Verdict.Warn, title);

    public static Finding Fail(this CheckInfo info, Subject subject, string title) => new(info.Id, subject, Verdict.Fail, title);

    public static Finding NotApplicable(this CheckInfo info, Subject subject, string why) =>
        new(info.Id, subject, Verdict.NotApplicable, why);

    /// <param name="problem">What could not be had, in a sentence.</param>
    /// <param name="howToGet">What would give it; may be "".</param>
    public static Finding Unknown(this CheckInfo info, Subject subject, string problem, string howToGet = "") =>
        new(info.Id, subject, Verdict.Unknown, problem) { Remedy = howToGet };
}
