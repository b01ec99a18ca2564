using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class LeaseDescriber : IDescriber
{
    private const string NodeNamespace = "kube-node-lease";

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [All(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!Lease.TryParse(o.Json.Span, out var lease, out var why))
        {
            page.Sentence($"This is no Lease that can be read: {why}", Tone.Error);
            return;
        }

        var others = o.Evidence.Read<Lease>(All(o.Namespace));
        page.Head(o, LeaseVerdict.Of(lease, others.Items.Max(static l => l.Renewed), o.Now));
        page.Heading("Lease");
        page.Field("holder", lease.Holder.Length > 0 ? lease.Holder : "nobody: it was given back");
        page.Field("renewed", lease.Renewed is { } at ? $"{o.Age(at)} ago, at {at.UtcDateTime:HH:mm:ss} UTC" : "never");
        page.Field("good for", lease.DurationSeconds > 0 ? $"{lease.DurationSeconds} s: after that another may take it" : "not told");
        page.Field("what for", Purpose(o, lease), Tone.Text, o.Namespace == NodeNamespace ? o.Link("Node", "", lease.Name) : null);
        page.Owners(o);
        page.Events(o);
        page.Labels(o);
    }

    private static string Purpose(Described o, Lease lease) =>
        o.Namespace == NodeNamespace ? $"the heartbeat of node {lease.Name}"
        : o.Labels["apiserver.kubernetes.io/identity"] is not null ? "an API server says that it is there"
        : "as a rule: who holds it leads, the others wait";

    private static ListNeed All(string ns) => new("coordination.k8s.io", "v1", "leases", ns);
}
