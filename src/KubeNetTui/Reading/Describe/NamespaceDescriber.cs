using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A namespace: its services with their verdicts, pods that are not well, quotas, policies.</summary>
internal sealed class NamespaceDescriber : IDescriber
{
    private static ListNeed Quotas(string ns) => new("", "v1", "resourcequotas", ns);

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        Evidence.Needs.Pods(selection.Name), Evidence.Needs.Services(selection.Name), Evidence.Needs.EndpointSlices(selection.Name),
        Evidence.Needs.NetworkPolicies(selection.Name), Quotas(selection.Name), CommonParts.EventsOf(selection),
    ];

    public void Write(PageBuilder page, Described o)
    {
        var pods = o.Evidence.Pods(o.Name);
        page.Head(o, null);
        page.Heading("Namespace");
        var phase = o.Root["status"]["phase"].Text;
        page.Field("phase", [new TextRun(phase, phase == "Active" ? Tone.Pass : Tone.Warn)]);
        page.Field("pods", pods.IsRead ? $"{pods.Items.Count}, {pods.Items.Count(static p => p.IsReady)} ready" : "");
        GenericDescriber.Conditions(page, o);
        WriteQuotas(page, o);
        List<Pod> unwell = [.. pods.Items.Where(p => PodWords.StateOf(p, [], o.Now).Verdict is Verdict.Fail or Verdict.Warn)];
        page.Heading("Pods that are not well", pods.IsRead && unwell.Count == 0 ? "none" : "");
        if (!page.SaysMissing(pods) && unwell.Count > 0)
        {
            page.PodTable(o, unwell);
        }

        var services = o.Evidence.Services(o.Name);
        page.Heading("Services", services.IsRead && services.Items.Count == 0 ? "none" : "");
        if (!page.SaysMissing(services) && services.Items.Count > 0)
        {
            page.ServiceTable(o, services.Items);
        }

        WritePolicies(page, o);
        page.Events(o);
        page.Labels(o);
    }

    private static void WriteQuotas(PageBuilder page, Described o)
    {
        foreach (var quota in o.Evidence.Objects(Quotas(o.Name)))
        {
            var status = Fields.Parse(quota.Raw)["status"];
            page.Heading("Quota", quota.Name);
            foreach (var (what, most) in status["hard"].Pairs)
            {
                var used = status["used"][what].Text;
                page.Field(what, [new TextRun($"{used} of {most}", used == most && most != "0" ? Tone.Warn : Tone.Text)], o.Link("ResourceQuota", o.Name, quota.Name), columns: 24);
            }
        }
    }

    private static void WritePolicies(PageBuilder page, Described o)
    {
        var policies = o.Evidence.NetworkPolicies(o.Name);
        page.Heading("Network policies", policies.IsRead && policies.Items.Count == 0 ? "none: everything may reach everything" : "");
        page.SaysMissing(policies);
        foreach (var policy in policies.Items)
        {
            page.Sentence(policy.Name, Tone.Text, o.Link("NetworkPolicy", o.Name, policy.Name));
        }
    }
}
