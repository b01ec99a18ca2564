using KubeNetTui.Checks;

namespace KubeNetTui.Verify;

/// <summary>The last finished run of each subject, for as long as the session lives; the oldest go when there are many.</summary>
internal sealed class RunHistory
{
    private const int Kept = 200;
    private readonly Dictionary<Subject, VerifyRun> _runs = [];
    private readonly Queue<Subject> _order = new();

    /// <summary>In no particular order.</summary>
    public IReadOnlyCollection<VerifyRun> All => _runs.Values;

    public VerifyRun? Of(Subject subject) => _runs.GetValueOrDefault(subject);

    public void Add(VerifyRun run)
    {
        if (!_runs.ContainsKey(run.Subject))
        {
            _order.Enqueue(run.Subject);
        }

        _runs[run.Subject] = run;
        while (_order.Count > Kept)
        {
            _runs.Remove(_order.Dequeue());
        }
    }
}
