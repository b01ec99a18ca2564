using System.Text.Json.Nodes;
using KubeNetTui.App;

namespace KubeNetTui.Acting;

/// <summary>What can be done to objects of any kind: delete, kill, label, annotate.</summary>
internal static class ObjectPlans
{
    /// <param name="propagation"><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>: what becomes of the objects it owns.</param>
    public static ActionPlan Delete(IReadOnlyList<Selection> targets, string propagation) => new(
        $"delete {Name(targets)}",
        propagation switch
        {
            "Orphan" => "What they own stays and is owned by nobody.",
            "Foreground" => "What they own is deleted first.",
            _ => "What they own is deleted after them.",
        },
        $"deleted {Name(targets)}",
        [.. targets.Select(t => Deletion(t, propagation, null))])
    {
        IsDestructive = true,
    };

    /// <summary>Delete without the grace period: the process gets no SIGTERM, and a pod on a lost node may go on running unseen.</summary>
    public static ActionPlan Kill(IReadOnlyList<Selection> pods) => new(
        $"kill {Name(pods)}",
        "Without grace: the processes get no chance to end what they do; on a node that can't be reached they may go on running.",
        $"killed {Name(pods)}",
        [.. pods.Select(p => Deletion(p, "Background", 0))])
    {
        IsDestructive = true,
    };

    /// <param name="text"><c>key=value</c>, or <c>key-</c> to take it away; several by commas or blanks.</param>
    /// <param name="field"><c>labels</c> or <c>annotations</c>.</param>
    /// <exception cref="PlanException">The text is none of these.</exception>
    public static ActionPlan SetMetadata(IReadOnlyList<Selection> targets, string field, string text)
    {
        var verb = field == "labels" ? "label" : "annotate";
        JsonObject values = new();
        var words = text.Split(field == "labels" ? [' ', ','] : [' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0 || (equals < 0 && (!word.EndsWith('-') || word.Length == 1)))
            {
                throw new PlanException($"\"{word}\" is neither key=value nor key-");
            }

            values[equals < 0 ? word[..^1] : word[..equals]] = equals < 0 ? null : word[(equals + 1)..];
        }

        if (values.Count == 0)
        {
            throw new PlanException("nothing was typed: key=value sets, key- takes away");
        }

        return new($"{verb} {Name(targets)}", $"{field}: {string.Join(", ", words)}", $"{verb}d {Name(targets)}".Replace("labeld", "labelled", StringComparison.Ordinal),
        [
            .. targets.Select(t => PlannedRequest.Patch(
                t, new JsonObject { ["metadata"] = new JsonObject { [field] = values.DeepClone() } }, PlannedRequest.MergePatch,
                $"kubectl {verb} --overwrite {PlannedRequest.KubectlName(t)} {string.Join(' ', words)}")),
        ]);
    }

    /// <summary><c>pod shop/web-1</c>, <c>3 pods</c>.</summary>
    public static string Name(IReadOnlyList<Selection> targets) => targets is [var one]
        ? $"{one.Resource.Singular} {(one.Namespace.Length > 0 ? one.Namespace + "/" : "")}{one.Name}"
        : $"{targets.Count} {targets[0].Resource.Plural}";

    private static PlannedRequest Deletion(Selection target, string propagation, int? grace)
    {
        JsonObject options = new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = propagation };
        if (grace is { } seconds)
        {
            options["gracePeriodSeconds"] = seconds;
        }

        if (target.Uid.Length > 0)
        {
            // Another object of that name that has come meanwhile is not meant.
            options["preconditions"] = new JsonObject { ["uid"] = target.Uid };
        }

        var cascade = propagation == "Background" ? "" : $" --cascade={propagation.ToLowerInvariant()}";
        return new(target, HttpMethod.Delete, PlannedRequest.PathOf(target), options, PlannedRequest.Json,
            $"kubectl delete {PlannedRequest.KubectlName(target)}{cascade}{(grace is null ? "" : " --grace-period=0 --force")}");
    }
}
