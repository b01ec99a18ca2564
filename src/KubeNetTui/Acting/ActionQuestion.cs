using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Acting;

/// <summary>Shows what will be sent, asks, sends, and says how it ended. Enter is a no where it can't be undone.</summary>
internal sealed class ActionQuestion
{
    private const int RequestsShown = 2;

    private readonly IWorkspace _workspace;
    private readonly ActionPlan _plan;
    private readonly Action? _done;

    private ActionQuestion(IWorkspace workspace, ActionPlan plan, Action? done) => (_workspace, _plan, _done) = (workspace, plan, done);

    /// <summary>Asks, sends, and tells; in read-only mode it refuses, whatever way led here.</summary>
    /// <param name="done">On the UI thread, when everything was done without a problem.</param>
    public static void Ask(IWorkspace workspace, ActionPlan plan, Action? done = null)
    {
        ActionQuestion question = new(workspace, plan, done);
        Confirm(workspace, plan, question.Send);
    }

    /// <summary>Asks alone; what is agreed to is sent by the caller.</summary>
    public static void Confirm(IWorkspace workspace, ActionPlan plan, Action agreed)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say(SafeText.Clean($"{plan.Title}: the program was started read-only"), StatusTone.Warning);
            return;
        }

        workspace.Show(new YesNoOverlay(workspace, SafeText.Clean(plan.Title), Message(plan), plan.IsDestructive, yes =>
        {
            workspace.Say(SafeText.Clean(yes ? $"{plan.Title} …" : $"{plan.Title}: not done"));
            if (yes)
            {
                agreed();
            }
        }));
    }

    private void Send() => _workspace.Own(new ValueTask(SendAsync()));

    private static string Message(ActionPlan plan)
    {
        List<string> lines = [];
        if (plan.Effect.Length > 0)
        {
            lines.AddRange([SafeText.Clean(plan.Effect), ""]);
        }

        if (plan.Requests.Count > RequestsShown)
        {
            // All that will be changed, by name; one request stands for those that differ in the name alone.
            var names = plan.Requests.Select(r => SafeText.Clean(NameOf(r.Target))).Distinct(StringComparer.Ordinal).ToList();
            lines.AddRange([$"{names.Count} {plan.Requests[0].Target.Resource.Plural}:", string.Join("  ", names), ""]);
            lines.AddRange([SafeText.Clean(plan.Requests[0].Text), $"… and the same for the {plan.Requests.Count - 1} others"]);
        }
        else
        {
            lines.AddRange(plan.Requests.Select(r => SafeText.Clean(r.Text)));
        }

        lines.AddRange(["", "$ " + SafeText.Clean(plan.Requests[0].Kubectl)]);
        return string.Join('\n', lines);
    }

    private static string NameOf(Selection target) => target.Namespace.Length > 0 ? $"{target.Namespace}/{target.Name}" : target.Name;

    private async Task SendAsync()
    {
        try
        {
            var results = await ActionRun.SendAsync(_workspace.Session.Client, _plan, _workspace.Session.Ending).ConfigureAwait(false);
            _workspace.Post(() => Tell(results));
        }
        catch (OperationCanceledException)
        {
            // The session ended; what had been sent has been sent.
        }
    }

    private void Tell(IReadOnlyList<ActionResult> results)
    {
        List<string> problems = [.. results.Select(r => r.Problem).OfType<string>()];
        if (problems.Count == 0)
        {
            _workspace.Say(_plan.Done, StatusTone.Good);
            _done?.Invoke();
            return;
        }

        var head = results.Count == 1 ? $"{_plan.Title}: " : $"{_plan.Title}: {problems.Count} of {results.Count} were not done: ";
        _workspace.Say(SafeText.Clean(head + problems[0]), StatusTone.Bad);
        if (results.Count > 1)
        {
            List<string> lines = [.. results.OrderBy(r => r.Problem is null).Select(r => SafeText.Clean(r.Problem is { } problem ? $"✗ {r.Request.Target.Name}: {problem}" : $"✓ {r.Request.Target.Name}"))];
            _workspace.Open(new PageScreen(_workspace, "not done", new Page($"{_plan.Title}: {problems.Count} of {results.Count} were not done", [string.Join('\n', lines)], [("esc", "back")]) { Tone = StatusTone.Bad }));
        }
    }
}
