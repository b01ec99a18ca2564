using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Kinds;

/// <summary>Who holds a lease and when it was renewed, against how long that is good for; Enter leads to the node or the pod that holds it.</summary>
internal sealed class LeaseKind() : NetworkKind("coordination.k8s.io", "leases")
{
    private const string NodeNamespace = "kube-node-lease";

    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Long("Holder"), new("Renewed", "date", Screens.ListColumn.Past, "", 0), Text("Good for"), Age];

    public override string OpenLabel => "holder";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        Lease.TryParse(json, out var lease, out _, strings: strings)
            ? new KindItem(
                lease.Meta,
                [
                    lease.Name, OrNone(lease.Holder), lease.Renewed?.ToString("O") ?? "<never>",
                    lease.DurationSeconds > 0 ? $"{lease.DurationSeconds}s" : "<none>", "",
                ],
                new LeaseFacts(lease, null))
            : null;

    public override RowsBeside Beside(IClusterFeeds feeds, ListQuery query) => new NewestRenewal();

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is LeaseFacts facts ? LeaseVerdict.Of(facts.Lease, facts.Newest?.At, now) : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        ObjectReading.Then(workspace, selection, json =>
        {
            var holder = Lease.TryParse(json.Span, out var lease, out _) ? lease.Holder : "";
            var (resource, name) = selection.Namespace == NodeNamespace
                ? (WellKnownKinds.Nodes, selection.Name)
                : (WellKnownKinds.Pods, PodOf(holder));
            if (name.Length == 0)
            {
                Describe(selection);
                return;
            }

            var found = new Selection(resource, resource.Namespaced ? selection.Namespace : "", name, "");
            ObjectReading.Then(workspace, found, _ => Describe(found), () => Describe(selection));
        });
        return true;

        void Describe(Selection what) => workspace.Open(ReadingScreens.Describe(workspace, what));
    }

    // client-go's leader election: "<hostname>_<uuid>", where the hostname of a pod is its name; others write the name alone.
    private static string PodOf(string holder) => holder.IndexOf('_', StringComparison.Ordinal) is > 0 and var at ? holder[..at] : holder;
}

/// <param name="Newest">The newest renewal in the list, which moves on with it; null before the list is read.</param>
internal sealed record LeaseFacts(Lease Lease, RenewalMark? Newest);

/// <summary>One for a list: leases of thousands of nodes are renewed all the time, and their rows must not be made anew for that.</summary>
internal sealed class RenewalMark
{
    public DateTimeOffset? At { get; set; }
}

/// <summary>Needs no other list: the newest renewal is among the leases themselves.</summary>
internal sealed class NewestRenewal : RowsBeside
{
    private readonly RenewalMark _mark = new();

    public override long Generation => 0;

    public override event Action? Changed
    {
        add { }
        remove { }
    }

    public override void Take(IReadOnlyCollection<KindItem> items) =>
        _mark.At = items.Max(static i => ((LeaseFacts)i.Source).Lease.Renewed);

    public override KindItem Complete(KindItem item) => item with { Source = ((LeaseFacts)item.Source) with { Newest = _mark } };

    public override void Refresh()
    {
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
