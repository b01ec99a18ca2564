using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Kinds;

/// <summary>The addresses that Azure CNI asks for and gets for a node; Enter leads to the node's pods.</summary>
internal sealed class NodeNetworkConfigKind() : PluginKind("acn.azure.com", "nodenetworkconfigs")
{
    public override IReadOnlyList<TableColumn> Columns { get; } =
    [
        Name, Number("Requested"), Number("Assigned"), Number("Released"), Text("Subnet"), Text("Range"), Text("Primary IP"), Text("Mode"), State, Age,
    ];

    public override string OpenLabel => "pods";

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) => source switch
    {
        NodeNetwork { Problem.Length: > 0 } node => LiveJudgements.Of(Verdict.Fail, node.Problem),
        NodeNetwork { State: "Error" } => LiveJudgements.Of(Verdict.Fail, "Azure answers with an error"),
        NodeNetwork node when node.Assigned < node.Requested => LiveJudgements.Of(Verdict.Warn, $"waits for {node.Requested - node.Assigned} addresses"),
        NodeNetwork => new LiveJudgement(Verdict.Pass, ""),
        _ => base.Judge(source, around, now),
    };

    public override bool TryOpen(IWorkspace workspace, Selection selection) => PodsOfNode.Open(workspace, selection.Name);

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        var (spec, status) = (root["spec"], root["status"]);
        var containers = status["networkContainers"].Items.ToList();
        var requested = spec["requestedIPCount"].Number ?? 0;
        var assigned = status["assignedIPCount"].Number ?? 0;

        // A static container hands out its whole range: nothing is requested one by one.
        var isStatic = containers.Exists(static c => c["assignmentMode"].Text == "static");
        var problem = containers.Select(static c => c["status"].Text).FirstOrDefault(static s => s is { Length: > 0 } and not "NCUpdateSuccess") ?? "";
        return (
            [
                name, $"{requested}", $"{assigned}", $"{spec["ipsNotInUse"].Items.Count()}", Some(containers.Select(static c => c["subnetName"].Text)),
                Some(containers.Select(static c => c["subnetAddressSpace"].Text)), Some(containers.Select(static c => c["primaryIP"].Text)),
                Some(containers.Select(static c => c["assignmentMode"].Text)), OrNone(status["status"].Text), "",
            ],
            new NodeNetwork(isStatic ? 0 : requested, assigned, status["status"].Text, problem switch
            {
                "NCUpdateSubnetFullError" => "the subnet is full",
                "" => "",
                _ => problem,
            }));
    }
}

/// <param name="Problem">What Azure says of the last request; "" where it went well.</param>
internal sealed record NodeNetwork(int Requested, int Assigned, string State, string Problem);
