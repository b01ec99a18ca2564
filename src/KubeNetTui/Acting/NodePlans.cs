using System.Text.Json.Nodes;
using KubeNetTui.App;

namespace KubeNetTui.Acting;

/// <summary>What can be done to nodes: cordon and uncordon. Draining is <see cref="Drain"/>.</summary>
internal static class NodePlans
{
    public static string? WhyNot(Selection target) => target.Resource is { Group: "", Plural: "nodes" } ? null : "only nodes can be cordoned and drained";

    public static ActionPlan Cordon(IReadOnlyList<Selection> nodes, bool cordon) => new(
        $"{(cordon ? "cordon" : "uncordon")} {ObjectPlans.Name(nodes)}",
        cordon ? "No new pods come; those that run go on." : "New pods may come again.",
        $"{(cordon ? "cordoned" : "uncordoned")} {ObjectPlans.Name(nodes)}",
        [
            .. nodes.Select(n => PlannedRequest.Patch(n, new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = cordon } }, PlannedRequest.MergePatch,
                $"kubectl {(cordon ? "cordon" : "uncordon")} {n.Name}")),
        ]);
}
