using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Forwarding;

/// <summary>The forwarded ports, live, and those kept from an earlier run; of one object, or all.</summary>
/// <param name="about">Only those to this object, or whose connections go to this pod; null: all.</param>
internal sealed class ForwardsSource(IWorkspace workspace, Selection? about = null) : ListSource(new ForwardsFeed(workspace, about))
{
    public override string Title => about is null ? "port-forwards" : $"port-forwards({about.Name})";

    public override string Noun => "port-forwards";

    public override string OpenLabel => "copy or start";

    public override IReadOnlyList<Binding> Bindings =>
    [
        new("forward.stop", ["ctrl-d", "x"], "stop", "Ends the forward, and its connections; one that waits is offered no more. All that are marked, where some are.", Stop)
        {
            Group = "Object", HintPriority = 90, WhyDisabled = () => Model is { Targets.Count: > 0 } ? null : Model?.WhyNoTarget,
        },
        new("forward.keep", ["p"], "keep", "Offer it again after a restart; again: not.", Keep)
        {
            Group = "Object", HintPriority = 89, WhyDisabled = () => Selected is null ? "only a forward that runs can be kept" : null,
        },
        new("forward.startAll", ["R"], "start kept", "Start all that were kept.", StartAll)
        {
            Group = "Object", HintPriority = 88,
            WhyDisabled = () => workspace.ReadOnly ? "the program was started read-only" : Forwards.Waiting.Any() ? null : "none waits",
        },
    ];

    public override IReadOnlyList<ListNote> Notes => Forwards.Waiting.Count() is > 0 and var waiting
        ? [new($"kept from before, not started: {waiting}; enter starts the selected one, R all", Tone.Warn)]
        : [];

    public override Page Empty => about is null
        ? new("No port is forwarded", ["F on a pod, service or workload forwards one."], [("esc", "back")])
        : new($"No port of {about.Name} is forwarded", ["F in the list before forwards one; :pf shows all."], [("esc", "back")]);

    private PortForwards Forwards => workspace.Session.Forwards;

    private PortForward? Selected => Model?.SelectedRow is { } row ? Find(row) : null;

    public override Selection? SelectionOf(TableRow row) => null;

    public override void Open(TableRow row)
    {
        if (Find(row) is { } forward)
        {
            workspace.Copy(forward.Request.Local.ToString(), $"the address {forward.Request.Local}");
        }
        else if (FindWaiting(row) is { } kept)
        {
            StartKept(kept);
        }
    }

    private PortForward? Find(TableRow row) => Forwards.All.FirstOrDefault(f => f.Request.Local.ToString() == row.Name && row.Uid == ForwardsFeed.UidOf(f));

    private KeptForward? FindWaiting(TableRow row) => Forwards.Waiting.FirstOrDefault(k => row.Uid == ForwardsFeed.UidOf(k));

    private bool StartKept(KeptForward kept)
    {
        if (workspace.ReadOnly)
        {
            workspace.Say("not forwarded: the program was started read-only", StatusTone.Warning);
            return false;
        }

        var (forward, why) = Forwards.Start(kept, workspace.Time.GetUtcNow());
        workspace.Say(SafeText.Clean(forward is null ? why : $"{forward.Request.Local} → {kept.Name}:{kept.Port}"), forward is null ? StatusTone.Bad : StatusTone.Good);
        return forward is not null;
    }

    private void StartAll()
    {
        KeptForward[] waiting = [.. Forwards.Waiting];
        var started = waiting.Count(StartKept);
        if (started == waiting.Length)
        {
            workspace.Say($"started {started}", StatusTone.Good);
        }
    }

    private void Keep()
    {
        if (Selected is not { } forward)
        {
            return;
        }

        var keep = !Forwards.IsKept(forward);
        Noting(() => Forwards.Keep(forward, keep), keep ? $"{forward.Request.Local} is offered again after a restart" : $"{forward.Request.Local} ends with the program");
    }

    private void Stop()
    {
        // All found before the first ends: ending one changes the rows.
        var rows = Model?.Targets ?? [];
        List<PortForward> running = [.. rows.Select(Find).OfType<PortForward>()];
        List<KeptForward> waiting = [.. rows.Select(FindWaiting).OfType<KeptForward>()];
        foreach (var forward in running)
        {
            workspace.Own(Forwards.StopAsync(forward));
            workspace.Say($"{forward.Request.Local} is forwarded no more");
        }

        foreach (var kept in waiting)
        {
            Noting(() => Forwards.Forget(kept), $"{kept.Local} is offered no more");
        }

        if (running.Count + waiting.Count > 1)
        {
            workspace.Say($"ended: {running.Count}; offered no more: {waiting.Count}");
        }
    }

    private void Noting(Action note, string done)
    {
        try
        {
            note();
            workspace.Say(SafeText.Clean(done), StatusTone.Good);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            workspace.Say(SafeText.Clean($"it can't be noted down: {e.Message}"), StatusTone.Bad);
        }
    }
}
