using System.Globalization;
using System.Text.Json.Nodes;
using KubeNetTui.App;

namespace KubeNetTui.Acting;

/// <summary>One revision that a workload can go back to.</summary>
/// <param name="Source">The ReplicaSet or ControllerRevision that keeps it.</param>
/// <param name="Images">Of its containers, for telling revisions apart.</param>
internal sealed record Revision(long Number, DateTimeOffset? Made, string Source, IReadOnlyList<string> Images, string ChangeCause, bool IsCurrent, JsonNode Kept);

/// <summary>
/// As <c>kubectl rollout undo</c>: a Deployment gets the pod template that an older ReplicaSet keeps, StatefulSets and DaemonSets the
/// patch that a ControllerRevision keeps (kubectl's polymorphichelpers/rollback.go does the same).
/// </summary>
internal static class Rollback
{
    public static string? WhyNot(Selection target) =>
        target.Resource.Plural is "deployments" or "statefulsets" or "daemonsets" ? null : $"{target.Resource.Plural} keep no revisions; deployments, statefulsets and daemonsets do";

    /// <summary>Where the revisions of a kind are listed.</summary>
    public static string ListPath(Selection target) =>
        $"/apis/apps/v1/namespaces/{Uri.EscapeDataString(target.Namespace)}/{(target.Resource.Plural == "deployments" ? "replicasets" : "controllerrevisions")}";

    /// <param name="items">Objects of <see cref="ListPath"/>.</param>
    /// <param name="ownerUid">The workload's uid.</param>
    /// <returns>The newest first.</returns>
    public static IReadOnlyList<Revision> Revisions(IEnumerable<JsonNode> items, string ownerUid)
    {
        List<Revision> found = [];
        foreach (var item in items.Where(i => IsOwned(i, ownerUid)))
        {
            var annotations = item["metadata"]?["annotations"];
            var number = (string?)item["kind"] == "ControllerRevision" || item["revision"] is not null
                ? (long?)item["revision"]
                : long.TryParse((string?)annotations?["deployment.kubernetes.io/revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
            if (number is { } known)
            {
                var template = item["spec"]?["template"] ?? item["data"]?["spec"]?["template"];
                found.Add(new Revision(
                    known, DateTimeOffset.TryParse((string?)item["metadata"]?["creationTimestamp"], CultureInfo.InvariantCulture, out var at) ? at : null,
                    (string?)item["metadata"]?["name"] ?? "", [.. Images(template)], (string?)annotations?["kubernetes.io/change-cause"] ?? "", false, item));
            }
        }

        found.Sort((a, b) => b.Number.CompareTo(a.Number));
        return found.Count == 0 ? [] : [found[0] with { IsCurrent = true }, .. found.Skip(1)];
    }

    /// <exception cref="PlanException">The revision keeps no template.</exception>
    public static ActionPlan Plan(Selection target, Revision revision)
    {
        var command = $"kubectl rollout undo {PlannedRequest.KubectlName(target)} --to-revision={revision.Number}";
        var effect = $"The pod template of revision {revision.Number} ({string.Join(", ", revision.Images)}) takes the place of today's; the pods are replaced.";
        var done = $"rolling {target.Namespace}/{target.Name} back to revision {revision.Number}";
        if (target.Resource.Plural != "deployments")
        {
            var data = revision.Kept["data"]?.DeepClone() ?? throw new PlanException($"revision {revision.Number} keeps no data");
            return ActionPlan.Of($"roll back {ObjectPlans.Name([target])}", effect, done, PlannedRequest.Patch(target, data, PlannedRequest.StrategicPatch, command));
        }

        var template = revision.Kept["spec"]?["template"]?.DeepClone() as JsonObject ?? throw new PlanException($"revision {revision.Number} keeps no template");
        (template["metadata"]?["labels"] as JsonObject)?.Remove("pod-template-hash");
        JsonArray patch = new((JsonNode)new JsonObject { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = template });
        return ActionPlan.Of($"roll back {ObjectPlans.Name([target])}", effect, done, PlannedRequest.Patch(target, patch, PlannedRequest.JsonPatch, command));
    }

    private static bool IsOwned(JsonNode item, string ownerUid) =>
        item["metadata"]?["ownerReferences"] is JsonArray owners && owners.Any(o => (string?)o?["uid"] == ownerUid);

    private static IEnumerable<string> Images(JsonNode? template) =>
        (template?["spec"]?["containers"] as JsonArray ?? new JsonArray()).Select(c => (string?)c?["image"] ?? "").Where(i => i.Length > 0);
}
