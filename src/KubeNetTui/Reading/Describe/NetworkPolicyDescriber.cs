using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class NetworkPolicyDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
        [Evidence.Needs.Pods(selection.Namespace), Evidence.Needs.NetworkPolicies(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        if (!NetworkPolicy.TryParse(o.Json.Span, out var policy, out var why))
        {
            page.Sentence($"This is no NetworkPolicy that can be read: {why}", Tone.Error);
            return;
        }

        var pods = o.Evidence.Pods(o.Namespace);
        var live = pods.Items.Where(static p => !p.IsFinished).ToList();
        var selected = live.Where(p => policy.PodSelector.Matches(p.Meta.Labels) == true).ToList();
        var policies = o.Evidence.NetworkPolicies(o.Namespace);
        page.Head(o, PolicyVerdict.Of(
            policy, policies.IsRead ? policies.Items : [policy], pods.IsRead ? [.. live.Where(static p => !p.HostNetwork).Select(static p => new PodGroup(p.Meta.Labels, 1))] : null));
        page.Heading("In words");
        page.Sentence(policy.PodSelector.IsEmpty ? $"For all pods of namespace {o.Namespace}:" : $"For pods of namespace {o.Namespace} with {policy.PodSelector}:");
        PolicyWords.WriteRules(page, policy, 2);
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
