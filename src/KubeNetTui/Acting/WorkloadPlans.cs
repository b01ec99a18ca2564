using System.Globalization;
using System.Text.Json.Nodes;
using KubeNetTui.App;

namespace KubeNetTui.Acting;

/// <summary>What can be done to workloads: scale, restart, set an image, suspend, trigger.</summary>
internal static class WorkloadPlans
{
    private static readonly string[] Scalable = ["deployments", "statefulsets", "replicasets", "replicationcontrollers"];
    private static readonly string[] Restartable = ["deployments", "statefulsets", "daemonsets"];

    public static string? WhyNotScale(Selection target) => Why(target, Scalable, "scaled");

    public static string? WhyNotRestart(Selection target) => Why(target, Restartable, "restarted");

    public static string? WhyNotSuspend(Selection target) => Why(target, ["cronjobs", "jobs", "deployments"], "suspended");

    public static string? WhyNotTrigger(Selection target) => Why(target, ["cronjobs"], "triggered");

    public static string? WhyNotSetImage(Selection target) => Why(target, [.. Restartable, "replicasets", "cronjobs", "pods"], "given another image");

    /// <param name="typed">What the person typed for the number.</param>
    /// <param name="now">Replicas wanted until now; null where that is not known.</param>
    /// <exception cref="PlanException">It is no number of replicas.</exception>
    public static ActionPlan Scale(IReadOnlyList<Selection> targets, string typed, int? now)
    {
        if (!int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) || replicas > 100_000)
        {
            throw new PlanException($"\"{typed}\" is no number of replicas");
        }

        return new($"scale {ObjectPlans.Name(targets)} to {replicas}",
            (now is { } was ? $"It has {was} now. " : "") + (replicas == 0 ? "Nothing will run any more." : ""),
            $"scaled {ObjectPlans.Name(targets)} to {replicas}",
            [
                .. targets.Select(t => PlannedRequest.Patch(t, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }, PlannedRequest.MergePatch,
                    $"kubectl scale {PlannedRequest.KubectlName(t)} --replicas={replicas}", "/scale")),
            ])
        {
            IsDestructive = replicas == 0,
        };
    }

    /// <summary>As <c>kubectl rollout restart</c>: a mark in the template makes the controller replace the pods one by one.</summary>
    public static ActionPlan Restart(IReadOnlyList<Selection> targets, DateTimeOffset now) => new(
        $"restart {ObjectPlans.Name(targets)}", "The pods are replaced, a few at a time, as the rollout strategy says.", $"restarting {ObjectPlans.Name(targets)}",
        [
            .. targets.Select(t => PlannedRequest.Patch(t, InTemplate(new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) },
                },
            }), PlannedRequest.StrategicPatch, $"kubectl rollout restart {PlannedRequest.KubectlName(t)}")),
        ]);

    /// <param name="container">Its name in the pod template.</param>
    /// <exception cref="PlanException">There is no image.</exception>
    public static ActionPlan SetImage(IReadOnlyList<Selection> targets, string container, string image, bool isInit)
    {
        if (image.Trim().Length == 0 || image.Contains(' ', StringComparison.Ordinal))
        {
            throw new PlanException($"\"{image}\" is no image");
        }

        JsonObject spec = new()
        {
            ["spec"] = new JsonObject
            {
                [isInit ? "initContainers" : "containers"] = new JsonArray((JsonNode)new JsonObject { ["name"] = container, ["image"] = image.Trim() }),
            },
        };
        var isPod = targets[0].Resource.Plural == "pods";
        return new(
            $"set image of {ObjectPlans.Name(targets)}", $"Container {container} gets {image.Trim()}; {(isPod ? "it is started anew in its pod" : "the pods are replaced")}.",
            $"{container} of {ObjectPlans.Name(targets)} gets {image.Trim()}",
            [
                .. targets.Select(t => PlannedRequest.Patch(
                    t, t.Resource.Plural switch
                    {
                        "pods" => (JsonObject)spec.DeepClone(),
                        "cronjobs" => new JsonObject { ["spec"] = new JsonObject { ["jobTemplate"] = InTemplate((JsonObject)spec.DeepClone()) } },
                        _ => InTemplate((JsonObject)spec.DeepClone()),
                    },
                    PlannedRequest.StrategicPatch, $"kubectl set image {PlannedRequest.KubectlName(t)} {container}={image.Trim()}")),
            ]);
    }

    /// <summary>Jobs and CronJobs are suspended, Deployments paused; again: resumed.</summary>
    public static ActionPlan Suspend(IReadOnlyList<Selection> targets, bool suspend)
    {
        var isDeployment = targets[0].Resource.Plural == "deployments";
        var (verb, done) = (isDeployment, suspend) switch
        {
            (true, true) => ("pause", "paused"),
            (true, false) => ("resume", "resumed"),
            (false, true) => ("suspend", "suspended"),
            _ => ("resume", "resumed"),
        };
        var field = isDeployment ? "paused" : "suspend";
        return new($"{verb} {ObjectPlans.Name(targets)}",
            (isDeployment, suspend) switch
            {
                (true, true) => "Changes of its template roll out no more until it is resumed; its pods go on.",
                (false, true) => targets[0].Resource.Plural == "jobs" ? "Its pods are deleted; they come back when it is resumed." : "No job starts by itself until it is resumed; those that run go on.",
                _ => "It goes on.",
            },
            $"{done} {ObjectPlans.Name(targets)}",
            [
                .. targets.Select(t => PlannedRequest.Patch(
                    t, new JsonObject { ["spec"] = new JsonObject { [field] = suspend } }, PlannedRequest.MergePatch,
                    isDeployment
                        ? $"kubectl rollout {verb} {PlannedRequest.KubectlName(t)}"
                        : $"kubectl patch {PlannedRequest.KubectlName(t)} --type merge -p '{{\"spec\":{{\"suspend\":{(suspend ? "true" : "false")}}}}}'")),
            ]);
    }

    /// <summary>The same for several, each from its own template.</summary>
    /// <exception cref="PlanException">One has no job template.</exception>
    public static ActionPlan Trigger(IReadOnlyList<Selection> targets, IReadOnlyList<JsonNode> cronJobs, DateTimeOffset now)
    {
        ActionPlan[] plans = [.. targets.Select((t, i) => Trigger(t, cronJobs[i], now))];
        return plans is [var one]
            ? one
            : new($"trigger {ObjectPlans.Name(targets)}", "A job of each starts now, whatever the schedules say.", $"started {plans.Length} jobs", [.. plans.SelectMany(p => p.Requests)]);
    }

    /// <summary>A job made from a CronJob now, as <c>kubectl create job --from</c> makes it.</summary>
    /// <param name="cronJob">The object as the server has it.</param>
    /// <exception cref="PlanException">It has no job template.</exception>
    public static ActionPlan Trigger(Selection target, JsonNode cronJob, DateTimeOffset now)
    {
        var template = cronJob["spec"]?["jobTemplate"] ?? throw new PlanException($"{target.Name} has no job template");
        var suffix = "-manual-" + now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var name = target.Name[..Math.Min(target.Name.Length, 63 - suffix.Length)].TrimEnd('-', '.') + suffix;
        var annotations = template["metadata"]?["annotations"]?.DeepClone() as JsonObject ?? new JsonObject();
        annotations["cronjob.kubernetes.io/instantiate"] = "manual";
        JsonObject metadata = new()
        {
            ["name"] = name, ["namespace"] = target.Namespace, ["annotations"] = annotations,
            ["ownerReferences"] = new JsonArray((JsonNode)new JsonObject
            {
                ["apiVersion"] = $"{target.Resource.Group}/{target.Resource.Version}", ["kind"] = target.Resource.Kind, ["name"] = target.Name,
                ["uid"] = cronJob["metadata"]?["uid"]?.DeepClone(), ["controller"] = true,
            }),
        };
        if (template["metadata"]?["labels"] is { } labels)
        {
            metadata["labels"] = labels.DeepClone();
        }

        JsonObject job = new()
        {
            ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["metadata"] = metadata, ["spec"] = template["spec"]?.DeepClone(),
        };
        return ActionPlan.Of($"trigger {ObjectPlans.Name([target])}", $"Job {name} starts now, whatever the schedule says.", $"started job {target.Namespace}/{name}",
            new PlannedRequest(target, HttpMethod.Post, $"/apis/batch/v1/namespaces/{Uri.EscapeDataString(target.Namespace)}/jobs", job, PlannedRequest.Json,
                $"kubectl create job {name} --from=cronjob/{target.Name} -n {target.Namespace}"));
    }

    private static JsonObject InTemplate(JsonObject template) => new() { ["spec"] = new JsonObject { ["template"] = template } };

    private static string? Why(Selection target, string[] kinds, string what) =>
        kinds.Contains(target.Resource.Plural) ? null : $"{target.Resource.Plural} can't be {what}; {string.Join(", ", kinds)} can";
}
