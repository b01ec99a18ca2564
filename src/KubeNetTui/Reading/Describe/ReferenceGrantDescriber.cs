using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class ReferenceGrantDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!ReferenceGrant.TryParse(o.Json.Span, out var grant, out var why))
        {
            page.Sentence($"This is no ReferenceGrant that can be read: {why}", Tone.Error);
            return;
        }

        page.Head(o, null);
        page.Heading("In words");
        foreach (var from in grant.From)
        {
            var targets = grant.To.Select(static t => $"{t.Kind} {(t.Name.Length > 0 ? t.Name : "of any name")}");
            page.Sentence($"{from.Kind} of namespace {from.Namespace} may refer to {string.Join(", or ", targets)} of namespace {o.Namespace}");
        }

        page.Events(o);
        page.Labels(o);
    }
}
