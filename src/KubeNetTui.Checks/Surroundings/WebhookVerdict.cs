using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// Admission webhooks by the services they call, as the check <c>api.webhooks</c> does. Guards: failurePolicy Ignore blocks nothing, a
/// webhook called by URL says nothing about the cluster, one without rules is never called.
/// </summary>
public static class WebhookVerdict
{
    public static LiveJudgement Of(WebhookConfiguration configuration, ISurroundings around) =>
        LiveJudgements.Worst(BackendsOf(configuration).Select(b => BackendVerdict.Of(b, around)));

    public static IReadOnlyList<Backend> BackendsOf(WebhookConfiguration configuration) =>
    [
        .. configuration.Webhooks.Where(h => h.Rules.Count > 0).Select(h => new Backend(
            h.ServiceNamespace, h.ServiceName, new PortRef(h.ServicePort, ""), $"{h.Name}: {string.Join("; ", h.Rules)}")
        {
            Other = h.Url, IsOptional = h.FailurePolicy == "Ignore",
        }),
    ];
}
