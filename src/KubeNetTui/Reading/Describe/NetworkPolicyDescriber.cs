using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class NetworkPolicyDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        [Evidence.Needs.Pods(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        var spec = o.Root["spec"];
        var selector = LabelQuery.Of(spec["podSelector"]);
        var pods = o.Evidence.Pods(o.Namespace);
        var selected = pods.Items.Where(p => !p.IsFinished && selector.Matches(p.Meta.Labels)).ToList();
        page.Head(o, null);
        page.Heading("In words");
        page.Sentence(selector.TakesAll ? $"For all pods of namespace {o.Namespace}:" : $"For pods of namespace {o.Namespace} with {selector}:");
        PolicyWords.WriteRules(page, spec, 2);
        page.Sentence("What other policies let through comes on top; whether it is enforced depends on the network plug-in.", Tone.Dim);
        page.Heading("Pods it selects", pods.IsRead ? selected.Count == 0 ? "none" : $"{selected.Count}" : "");
        if (!page.SaysMissing(pods) && selected.Count > 0)
        {
            page.PodTable(o, selected);
            var host = selected.Where(static p => p.HostNetwork).Select(static p => p.Name).ToList();
            if (host.Count > 0)
            {
                page.Sentence($"! in the node's own network, where policies don't apply: {string.Join(", ", host)}", Tone.Warn);
            }
        }

        page.Events(o);
        page.Labels(o);
    }
}
