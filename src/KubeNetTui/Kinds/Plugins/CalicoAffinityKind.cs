using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Kinds;

/// <summary>Which node a block of Calico belongs to.</summary>
internal sealed class CalicoAffinityKind(string group) : PluginKind(group, "blockaffinities")
{
    public override IReadOnlyList<TableColumn> Columns { get; } = [Name, Text("Node"), Text("CIDR"), State, Age];

    public override LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) => source switch
    {
        "confirmed" => new LiveJudgement(Verdict.Pass, ""),
        "pending" or "pendingDeletion" => LiveJudgements.Of(Verdict.Warn, $"{source}: not settled"),
        _ => base.Judge(source, around, now),
    };

    protected override (string[] Cells, object Source) RowOf(string name, Fields root)
    {
        // deleted is a text in crd.projectcalico.org/v1 and a flag in projectcalico.org/v3.
        var spec = root["spec"];
        var state = spec["deleted"].Text == "true" ? "deleted" : spec["state"].Text;
        return ([name, OrNone(spec["node"].Text), OrNone(spec["cidr"].Text), OrNone(state), ""], state);
    }
}
