using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A PodDisruptionBudget: how many pods may go, and which they are.</summary>
internal sealed class BudgetDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [Evidence.Needs.Pods(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        var (spec, status) = (o.Root["spec"], o.Root["status"]);
        var selector = LabelQuery.Of(spec["selector"]);
        page.Head(o, null);
        page.Heading("Budget");
        page.Field("keeps", spec["minAvailable"].Exists ? $"at least {spec["minAvailable"].Text} available" : $"at most {spec["maxUnavailable"].Text} unavailable");
        var allowed = status["disruptionsAllowed"].Number ?? 0;
        page.Field("may go now", [new TextRun(allowed == 0 ? "none: a drain waits" : $"{allowed}", allowed == 0 ? Tone.Warn : Tone.Text)]);
        page.Field("healthy", $"{status["currentHealthy"].Number ?? 0} of {status["expectedPods"].Number ?? 0}, {status["desiredHealthy"].Number ?? 0} wanted");
        page.Field("selector", selector.ToString(), Tone.Accent);
        page.Owners(o);
        GenericDescriber.Conditions(page, o);
        var pods = o.Evidence.Pods(o.Namespace);
        List<Pod> own = [.. pods.Items.Where(p => selector.Matches(p.Meta.Labels))];
        page.Heading("Pods", pods.IsRead && own.Count == 0 ? "none" : "");
        if (!page.SaysMissing(pods) && own.Count > 0)
        {
            page.PodTable(o, own);
        }

        page.Events(o);
        page.Labels(o);
    }
}
