using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Kinds;

/// <summary>A pod as Cilium sees it: its identity, its state, whether policies are enforced; Enter leads to the pod.</summary>
internal sealed class CiliumEndpointKind() : PluginKind("cilium.io", "ciliumendpoints")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
        [Name, Text("Endpoint state"), Text("Identity"), Text("Ingress"), Text("Egress"), Text("Address"), Text("Node"), Age];

    public override string OpenLabel => "pod";

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) => source is not CiliumEndpoint { State: var state }
        ? base.Judge(source, around, now)
        : state switch
        {
            "ready" => new LiveJudgement(Verdict.Pass, ""),
            "disconnecting" or "disconnected" => LiveJudgements.Of(Verdict.NotApplicable, state),
            "invalid" => LiveJudgements.Of(Verdict.Fail, "invalid: Cilium could not set it up"),
            "" => LiveJudgements.Of(Verdict.Unknown, "no state yet"),
            _ => LiveJudgements.Of(Verdict.Warn, state), // waiting-for-identity, regenerating, …: on its way
        };

    public override bool TryOpen(IWorkspace workspace, Selection selection)
    {
        workspace.Open(ReadingScreens.Describe(workspace, new Selection(WellKnownKinds.Pods, selection.Namespace, selection.Name, "")));
        return true;
    }

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        var status = root["status"];
        var identity = status["identity"]["id"].Text;
        var addresses = status["networking"]["addressing"].Items.SelectMany(static a => new[] { a["ipv4"].Text, a["ipv6"].Text });
        return (
            [
                name, OrNone(status["state"].Text), OrNone(identity), Enforced(status["policy"]["ingress"]), Enforced(status["policy"]["egress"]),
                Some(addresses, 2), OrNone(status["networking"]["node"].Text), "",
            ],
            new CiliumEndpoint(status["state"].Text, identity));
    }

    private static string Enforced(Fields direction) => direction["enforcing"].Exists ? direction["enforcing"].IsTrue ? "limited" : "open" : "<unknown>";
}

/// <param name="Identity">Number of its CiliumIdentity; "" before it has one.</param>
internal sealed record CiliumEndpoint(string State, string Identity);
