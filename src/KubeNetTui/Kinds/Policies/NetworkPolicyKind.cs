using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Kinds;

/// <summary>Which pods a policy selects and what it lets in and out; Enter leads to the pods.</summary>
internal sealed class NetworkPolicyKind() : NetworkKind("networking.k8s.io", "networkpolicies")
{
    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Number("Pods"), Long("Selects"), Long("Lets in"), Long("Lets out"), Age];

    public override string OpenLabel => "pods";

    public override KindItem? Read(ReadOnlySpan<byte> json, StringPool strings) =>
        NetworkPolicy.TryParse(json, out var policy, out _, strings: strings)
            ? new KindItem(
                policy.Meta,
                [
                    policy.Name, "", policy.PodSelector.IsEmpty ? "all pods" : policy.PodSelector.ToString(),
                    PolicyShort.Of(policy.IsolatesIngress, policy.Ingress), PolicyShort.Of(policy.IsolatesEgress, policy.Egress), "",
                ],
                new PolicyFacts(policy, new LiveJudgement(Verdict.Unknown, "reading pods…")))
            : null;

    public override RowsBeside Beside(IClusterFeeds feeds, ListQuery query) => new PolicyPods(feeds.Table(WellKnownKinds.Pods, new ListQuery(query.Namespace)));

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) =>
        source is PolicyFacts facts ? facts.Judged : base.Judge(source, around, now);

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        ObjectReading.Then(workspace, selection, json =>
        {
            if (!NetworkPolicy.TryParse(json.Span, out var policy, out var why))
            {
                workspace.Say($"{selection.Name} can't be read: {why}", StatusTone.Bad);
                return;
            }

            var query = new ListQuery(selection.Namespace, policy.PodSelector.IsEmpty ? null : policy.PodSelector.ToString());
            workspace.Open(new ListScreen(workspace, new KindSource(workspace, WellKnownKinds.Pods, query, selection.Name)));
        });
        return true;
    }
}

/// <param name="Judged">Made with the pods and with the other policies of the namespace, which the table has.</param>
internal sealed record PolicyFacts(NetworkPolicy Policy, LiveJudgement Judged);
