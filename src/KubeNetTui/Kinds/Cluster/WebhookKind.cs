using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>What admission webhooks are asked about, which services they call, and what happens when those do not answer; Enter leads to the services.</summary>
internal sealed class WebhookKind(string plural, bool mutating) : NetworkKind("admissionregistration.k8s.io", plural)
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Number("Webhooks"), Long("Calls"), Text("On failure"), Text("Time-out"), Long("Asked about"), Age];

    public override string OpenLabel => "services";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        WebhookConfiguration.TryParse(json, mutating, out var value, out _, strings: strings)
            ? new KindItem(
                value.Meta,
                [
                    value.Name, $"{value.Webhooks.Count}",
                    Some(value.Webhooks.Select(static h => h.ServiceName.Length > 0 ? $"{h.ServiceNamespace}/{h.ServiceName}:{h.ServicePort}" : HostOf(h.Url))),
                    Some(value.Webhooks.Select(static h => h.FailurePolicy == "Ignore" ? "goes on" : "refuses")),
                    Some(value.Webhooks.Select(static h => $"{h.TimeoutSeconds}s")),
                    Some(value.Webhooks.SelectMany(static h => h.Rules)), "",
                ],
                value)
            : null;

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is WebhookConfiguration value ? WebhookVerdict.Of(value, around) : base.Judge(source, around, now);

    public override IReadOnlyList<Backend> BackendsOf(object source) => source is WebhookConfiguration value ? WebhookVerdict.BackendsOf(value) : [];

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        workspace.Open(new ListScreen(workspace, new BackendsSource(workspace, this, selection)));
        return true;
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : url;
}
