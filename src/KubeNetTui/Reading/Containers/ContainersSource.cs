using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Plugins;
using KubeNetTui.Screens;
using KubeNetTui.Shell;

namespace KubeNetTui.Reading;

/// <summary>The containers of a pod. Rows are of the pod: describe, YAML and verify mean it; logs and shell mean the container.</summary>
internal sealed class ContainersSource : ListSource
{
    private static readonly TimeSpan UseAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);

    /// <summary>No kind of the API: what plugins name it by.</summary>
    private static readonly ApiResource Kind = new("", "v1", "containers", "container", "Container", true, ["co"], [], []);

    private readonly IWorkspace _workspace;
    private readonly Selection _pod;
    private readonly ContainersFeed _feed;
    private readonly CancellationTokenSource _ending = new();
    private IDisposable? _timer;

    public ContainersSource(IWorkspace workspace, Selection pod)
        : this(workspace, pod, new ContainersFeed(workspace.Session.Feeds.List(
            pod.Resource.Path(pod.Namespace), new ListQuery(pod.Namespace, FieldSelector: $"metadata.name={pod.Name}"), Parse)))
    {
    }

    private ContainersSource(IWorkspace workspace, Selection pod, ContainersFeed feed) : base(feed)
    {
        (_workspace, _pod, _feed) = (workspace, pod, feed);
        AskUse();
    }

    public override string Title => $"containers({_pod.Namespace}/{_pod.Name})";

    public override string Noun => "containers";

    public override bool HasObjects => true;

    public override string OpenLabel => "logs";

    public override string? DefaultSort => "KIND";

    public override Selection Whole => _pod;

    /// <summary>The container selected; null: none.</summary>
    public ChosenContainer? Chosen =>
        Model?.SelectedRow is { } row ? new ChosenContainer(_pod, row.Name, row.Cells[ContainersFeed.StateCell] == "Running") : null;

    public override IReadOnlyList<Binding> Bindings
    {
        get
        {
            List<Binding> personal = [.. PersonalKeys.Of(_workspace, _workspace.Config, Kind, () => Chosen is null ? null : _pod, Variables)];
            var overriding = PersonalKeys.Overriding(_workspace.Config);
            return [.. personal.Where(b => overriding.Contains(b.Id)), .. OwnBindings(), .. personal.Where(b => !overriding.Contains(b.Id))];
        }
    }

    private IEnumerable<Binding> OwnBindings() =>
    [
        On("container.logs", "l", "logs", "The container's log, followed.", 75, c => Logs(c)),
        On("container.previous", "p", "previous log", "The log of the run before the last restart.", 60, c => Logs(c, previous: true)),
        On("container.shell", "s", "shell", "A shell in the container.", 65, c => PodShell.Open(_workspace, c.Pod, c.Name)) with { WhyDisabled = WhyNotInto },
        On("container.attach", "a", "attach", "The terminal of the container's own process; ctrl-p ctrl-q leaves it running.", 28, c => PodShell.Attach(_workspace, c.Pod, c.Name)) with
        {
            WhyDisabled = WhyNotInto,
        },
        On("container.copy", "c", "copy", "Copy the container's name to the clipboard.", 20, c => _workspace.Copy(c.Name, $"the name {c.Name}")),
    ];

    public override Page Empty => new(
        $"Pod {_pod.Namespace}/{_pod.Name} is gone", ["It was deleted; what made it may have made another."], [("esc", "back to the pods")]) { Tone = StatusTone.Warning };

    public override Selection SelectionOf(TableRow row) => _pod;

    public override void Open(TableRow row)
    {
        if (Chosen is { } container)
        {
            Logs(container);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _timer?.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    /// <summary>As k9s has it: NAME is the container, POD the pod.</summary>
    private PluginVariables Variables()
    {
        var container = Chosen?.Name ?? "";
        return PluginVariables.Of(_workspace.Session, _pod, Model?.SelectedRow, [.. Feed.Columns.Select(static c => c.Name)], Model?.Filter.Text ?? "")
            .With("NAME", container).With("CONTAINER", container).With("RESOURCE_NAME", Kind.Plural);
    }

    private static Pod? Parse(ReadOnlySpan<byte> json) => Pod.TryParse(json, out var pod, out _) ? pod : null;

    private void Logs(ChosenContainer container, bool previous = false) =>
        _workspace.Open(ReadingScreens.Logs(_workspace, container.Pod, container.Name, previous));

    // Where the cluster has no metrics, it is not asked again and again.
    private void AskUse()
    {
        var catalog = _workspace.Session.Catalog;
        if (catalog is not null && !catalog.Resources.Any(static r => r is { Group: "metrics.k8s.io", Plural: "pods" }))
        {
            return;
        }

        var (session, ending) = (_workspace.Session, _ending.Token);
        _workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            ContainerUse? use = null;
            try
            {
                var path = $"/apis/metrics.k8s.io/v1beta1/namespaces/{Uri.EscapeDataString(_pod.Namespace)}/pods/{Uri.EscapeDataString(_pod.Name)}";
                use = ContainerUse.Parse(await session.Feeds.GetAsync(path, ending).ConfigureAwait(false));
            }
            catch (ApiException)
            {
                // Refused, no metrics server, or none yet of this pod: its columns are left out.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            _workspace.Post(() => Take(use));
        }
    }

    private void Take(ContainerUse? use)
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        if (use is not null)
        {
            _feed.Take(use);
            Model?.Pull();
            _workspace.Invalidate();
        }

        _timer = _workspace.Schedule(use is null ? TryAgain : UseAgain, AskUse);
    }

    private string? WhyNotInto() => _workspace.ReadOnly ? "the program was started read-only"
        : Chosen is not { } c ? "nothing is selected" : c.IsRunning ? null : $"{c.Name} is not running";

    private Binding On(string id, string key, string label, string help, int priority, Action<ChosenContainer> run) =>
        new(id, [key], label, help, () =>
        {
            if (Chosen is { } container)
            {
                run(container);
            }
        })
        {
            Group = "Object", HintPriority = priority, WhyDisabled = () => Chosen is null ? "nothing is selected" : null,
        };
}
