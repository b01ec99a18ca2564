using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

internal sealed class WebhookDescriber(bool mutating) : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        CommonParts.EventsOf(selection),
        .. WebhookConfiguration.TryParse(json.Span, mutating, out var value, out _) ? BackendParts.NeedsOf(WebhookVerdict.BackendsOf(value)) : [],
    ];

    public void Write(PageBuilder page, Described o)
    {
        if (!WebhookConfiguration.TryParse(o.Json.Span, mutating, out var value, out var why))
        {
            page.Sentence($"This is no webhook configuration that can be read: {why}", Tone.Error);
            return;
        }

        var around = new EvidenceSurroundings(o.Evidence);
        page.Head(o, WebhookVerdict.Of(value, around));
        foreach (var hook in value.Webhooks)
        {
            page.Heading(hook.Name);
            page.Field("asked about", hook.Rules.Count > 0 ? string.Join("; ", hook.Rules) : "nothing: it has no rules and is never called");
            page.Field("on failure", hook.FailurePolicy == "Ignore"
                ? $"Ignore: requests go on, each after up to {hook.TimeoutSeconds} s"
                : $"Fail: requests are refused after up to {hook.TimeoutSeconds} s");
            if (hook.ServiceName.Length == 0)
            {
                page.Field("calls", $"{hook.Url}: what answers there is not known to the cluster");
                continue;
            }

            var backend = new Backend(hook.ServiceNamespace, hook.ServiceName, new PortRef(hook.ServicePort, ""), "") { IsOptional = hook.FailurePolicy == "Ignore" };
            page.Field(
                "calls", [new TextRun($"service {hook.ServiceNamespace}/{backend}  "), .. CommonParts.VerdictRuns(BackendVerdict.Of(backend, around))],
                o.Link("Service", hook.ServiceNamespace, hook.ServiceName));
        }

        page.Events(o);
        page.Labels(o);
    }
}
