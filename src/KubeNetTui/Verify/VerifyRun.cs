using KubeNetTui.Checks;

namespace KubeNetTui.Verify;

/// <summary>One run of the checks against one subject, as far as it has come. For the UI thread.</summary>
/// <param name="checks">The checks that were to run.</param>
/// <param name="former">The last finished run of the same subject, to compare with.</param>
internal sealed class VerifyRun(Subject subject, IReadOnlyList<CheckInfo> checks, DateTimeOffset started, VerifyRun? former)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _answered = [];

    public Subject Subject { get; } = subject;

    public IReadOnlyList<CheckInfo> Checks { get; } = checks;

    public DateTimeOffset Started { get; } = started;

    public DateTimeOffset? Finished { get; private set; }

    public bool IsRunning => Finished is null;

    /// <summary>Why it ended before all checks had answered; null as a rule.</summary>
    public string? Problem { get; private set; }

    /// <summary>What is being read; "" when nothing is.</summary>
    public string Reading { get; set; } = "";

    public VerifyRun? Former { get; private set; } = former;

    public IReadOnlyList<Finding> Findings => _findings;

    public int Answered => _answered.Count;

    /// <summary>Checks that were to run, or more where others answered too.</summary>
    public int Expected => Math.Max(Checks.Count, _answered.Count);

    /// <summary>The worst so far; null before the first finding.</summary>
    public Verdict? Overall => _findings.Count == 0 ? null : _findings.Max(static f => f.Verdict);

    public bool HasAnswered(string checkId) => _answered.Contains(checkId);

    public CheckInfo? InfoOf(string checkId) => Checks.FirstOrDefault(c => c.Id == checkId);

    public void Add(Finding finding)
    {
        _findings.Add(finding);
        _answered.Add(finding.CheckId);
    }

    public void Finish(DateTimeOffset at, string? problem = null)
    {
        Finished = at;
        Problem = problem;
        Reading = "";

        // A run is compared with the one before it, not with all before that.
        Former?.ForgetFormer();
    }

    private void ForgetFormer() => Former = null;
}
