using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Footprint;

/// <summary>What the program made in clusters and is there, what it removed again, and which probes it sent; what was left can be deleted.</summary>
internal sealed class FootprintSource : ListSource
{
    private readonly IWorkspace _workspace;
    private readonly FootprintFeed _feed;

    public FootprintSource(IWorkspace workspace) : this(workspace, new FootprintFeed(workspace))
    {
    }

    private FootprintSource(IWorkspace workspace, FootprintFeed feed) : base(feed) => (_workspace, _feed) = (workspace, feed);

    public override string Title => "footprint";

    public override string Noun => "entries";

    public override string DefaultSort => "STATE";

    public override string OpenLabel => "copy";

    public override IReadOnlyList<Binding> Bindings =>
    [
        new("footprint.delete", ["ctrl-d", "x"], "delete", "Deletes a debug pod that was left in the cluster, after a question.", Ask)
        {
            Group = "Object", HintPriority = 90, WhyDisabled = WhyNoDelete,
        },
    ];

    public override IReadOnlyList<ListNote> Notes
    {
        get
        {
            var left = _feed.Entries.Count(e => e is { IsInUse: false, Item.StaysWithItsPod: false });
            var inPods = _feed.Entries.Count(e => e.Item.StaysWithItsPod);
            ListNote all = new(
                $"debug pods in clusters: {_feed.Entries.Count - inPods} · removed again: {_feed.RemovedCount} · probes sent: {_feed.ProbeCount}"
                + (inPods == 0 ? "" : $" · debug containers in pods: {inPods}"));
            return left == 0 ? [all] : [all, new($"! left by an earlier run: {left}; ctrl-d deletes the selected one", Tone.Warn)];
        }
    }

    public override Page Empty => new(
        "Nothing of this program is in a cluster, and no probe was sent",
        [
            $"Debug pods are made after a yes only. Each is noted down before it is made, in {_workspace.Session.Footprint.Folder}, and removed after use.",
            "Probes (connections, DNS questions) are sent by v and :check; --no-probes sends none.",
        ],
        [("esc", "back")]);

    public override Selection? SelectionOf(TableRow row) => null;

    public override Style? StyleOf(Theme theme, int cell, TableRow row) => cell != FootprintFeed.State ? null : row.Cells[cell] switch
    {
        FootprintFeed.LeftOver => theme.Warn,
        FootprintFeed.InUse => theme.Text,
        _ => theme.Dim,
    };

    /// <summary>A probe as it was sent; of a debug pod its name, and of one that was left the command that deletes it.</summary>
    public override void Open(TableRow row)
    {
        var text = row.Cells[FootprintFeed.What];
        if (_feed.Find(row) is { IsInUse: false, Item: { StaysWithItsPod: false } item })
        {
            _workspace.Copy(KubectlFor(item), "the command that deletes it");
            return;
        }

        _workspace.Copy(text, row.Cells[FootprintFeed.State] == FootprintFeed.Sent ? "the probe" : text);
    }

    private static string KubectlFor(FootprintObject item) => $"kubectl delete pod -n {item.Namespace} {item.Name}";

    private string? WhyNoDelete() => Model?.Targets is not { Count: > 0 } targets ? Model?.WhyNoTarget
        : targets is not [var row] ? "one at a time: ctrl-\\ takes the marks away"
        : _workspace.ReadOnly ? "the program was started read-only"
        : row.Cells[FootprintFeed.State] == FootprintFeed.Sent ? "a probe leaves nothing that could be deleted"
        : _feed.Find(row) is not { } entry ? "it is removed already"
        : entry.Item.StaysWithItsPod ? "it can't be taken out of its pod: it goes when the pod goes"
        : entry.IsInUse ? "the program works with it, and removes it after use"
        : LeftoverSweep.IsIn(_workspace.Session.Client, entry.Item) ? null
        : $"it is in another cluster: :ctx {entry.Item.Context} goes there, and removes it";

    private void Ask()
    {
        if (WhyNoDelete() is not null || Model?.Targets is not [var row] || _feed.Find(row) is not { Item: var item })
        {
            return;
        }

        var name = SafeText.Clean($"{item.Namespace}/{item.Name}");
        var message = SafeText.Clean(
            $"An earlier run left it on node {item.Node}. It is deleted only if it carries the label {DebugPod.OwnerLabel}={item.Owner}, "
            + $"and is still the same pod then.\n\n$ {KubectlFor(item)}",
            keepLines: true);
        _workspace.Show(new YesNoOverlay(_workspace, $"delete debug pod {name}?", message, isDestructive: true, yes =>
        {
            _workspace.Say(yes ? $"deleting {name} …" : $"{name}: not deleted");
            if (yes)
            {
                _workspace.Own(new ValueTask(DeleteAsync(item)));
            }
        }));
    }

    private async Task DeleteAsync(FootprintObject item)
    {
        var session = _workspace.Session;
        StatusTone tone;
        string told;
        try
        {
            (var outcome, told) = await LeftoverSweep.RemoveAsync(session.Client, session.Footprint, item, session.Ending).ConfigureAwait(false);
            tone = outcome switch { LeftoverOutcome.Gone => StatusTone.Good, LeftoverOutcome.NotOurs => StatusTone.Warning, _ => StatusTone.Bad };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (tone, told) = (StatusTone.Bad, $"it is deleted, but stays noted down: {e.Message}");
        }

        _workspace.Post(() => _workspace.Say(SafeText.Clean(told), tone));
    }
}
