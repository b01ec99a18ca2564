using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Makes the objects that own pods, with their defaults; their status is <see cref="WorkloadStatus"/>'s.</summary>
internal static class WorkloadFactory
{
    public static JsonObject Deployment(string ns, string name, int replicas, TemplateSpec template, IReadOnlyList<string> selectorKeys, DateTimeOffset created)
    {
        var selector = Selector(template, selectorKeys);
        var labels = TemplateSpec.Map(template.Labels);
        var given = template.ToJson();
        var manifest = Manifest("apps/v1", "Deployment", ns, name, labels, new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = selector.DeepClone(),
            ["template"] = given.DeepClone(),
        });
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("deployments", ns, name, created, labels, new JsonObject { ["deployment.kubernetes.io/revision"] = "1" }, generation: 1),
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["selector"] = selector,
                ["template"] = PodDefaults.Template(given),
                ["strategy"] = new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" },
                },
                ["revisionHistoryLimit"] = 10,
                ["progressDeadlineSeconds"] = 600,
            },
        };
        return Meta.Applied(manifest, item, created);
    }

    /// <summary>The ReplicaSet for the present template of a Deployment.</summary>
    public static JsonObject ReplicaSet(JsonObject deployment, int revision, int replicas, DateTimeOffset created)
    {
        var metadata = (JsonObject)deployment["metadata"]!;
        var ns = (string)metadata["namespace"]!;
        var name = (string)metadata["name"]!;
        var hash = HashOf(deployment);
        var template = (JsonObject)deployment["spec"]!["template"]!.DeepClone();
        ((JsonObject)template["metadata"]!["labels"]!)["pod-template-hash"] = hash;
        var selector = (JsonObject)deployment["spec"]!["selector"]!.DeepClone();
        ((JsonObject)selector["matchLabels"]!)["pod-template-hash"] = hash;
        var desired = (int)deployment["spec"]!["replicas"]!;
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of(
                "replicasets", ns, $"{name}-{hash}", created,
                (JsonObject)template["metadata"]!["labels"]!.DeepClone(),
                new JsonObject
                {
                    ["deployment.kubernetes.io/desired-replicas"] = desired.ToString(CultureInfo.InvariantCulture),
                    ["deployment.kubernetes.io/max-replicas"] = (desired + ((desired + 3) / 4)).ToString(CultureInfo.InvariantCulture),
                    ["deployment.kubernetes.io/revision"] = revision.ToString(CultureInfo.InvariantCulture),
                },
                PodFactory.OwnerReference("apps/v1", "Deployment", metadata), generation: 1),
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-controller-manager", "apps/v1", created, item);
        return item;
    }

    /// <summary>Depends on the whole template, as in Kubernetes, but is not the same function.</summary>
    public static string HashOf(JsonObject deployment) =>
        DemoId.TemplateHash($"{deployment["metadata"]!["name"]}/{deployment["spec"]!["template"]!.ToJsonString()}");

    public static JsonObject DaemonSet(string ns, string name, TemplateSpec template, DateTimeOffset created)
    {
        var selector = Selector(template, [template.Labels[0].Key]);
        var given = template.ToJson();
        var labels = TemplateSpec.Map(template.Labels);
        var manifest = Manifest("apps/v1", "DaemonSet", ns, name, labels, new JsonObject { ["selector"] = selector.DeepClone(), ["template"] = given.DeepClone() });
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("daemonsets", ns, name, created, labels, new JsonObject { ["deprecated.daemonset.template.generation"] = "1" }, generation: 1),
            ["spec"] = new JsonObject
            {
                ["selector"] = selector,
                ["template"] = PodDefaults.Template(given),
                ["updateStrategy"] = new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 1, ["maxSurge"] = 0 },
                },
                ["revisionHistoryLimit"] = 10,
            },
        };
        return Meta.Applied(manifest, item, created);
    }

    public static JsonObject StatefulSet(string ns, string name, string service, int replicas, TemplateSpec template, DateTimeOffset created)
    {
        var selector = Selector(template, [template.Labels[0].Key]);
        var given = template.ToJson();
        var labels = TemplateSpec.Map(template.Labels);
        var manifest = Manifest("apps/v1", "StatefulSet", ns, name, labels, new JsonObject
        {
            ["replicas"] = replicas, ["selector"] = selector.DeepClone(), ["serviceName"] = service, ["template"] = given.DeepClone(),
        });
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("statefulsets", ns, name, created, labels, generation: 1),
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["selector"] = selector,
                ["template"] = PodDefaults.Template(given),
                ["serviceName"] = service,
                ["podManagementPolicy"] = "OrderedReady",
                ["updateStrategy"] = new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["partition"] = 0 } },
                ["revisionHistoryLimit"] = 10,
                ["persistentVolumeClaimRetentionPolicy"] = new JsonObject { ["whenDeleted"] = "Retain", ["whenScaled"] = "Retain" },
            },
        };
        return Meta.Applied(manifest, item, created);
    }

    public static JsonObject CronJob(string ns, string name, string schedule, TemplateSpec template, DateTimeOffset created)
    {
        var given = template.ToJson();
        var manifest = Manifest("batch/v1", "CronJob", ns, name, [], new JsonObject
        {
            ["schedule"] = schedule,
            ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = given.DeepClone() } },
        });
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("cronjobs", ns, name, created, generation: 1),
            ["spec"] = new JsonObject
            {
                ["schedule"] = schedule,
                ["concurrencyPolicy"] = "Forbid",
                ["suspend"] = false,
                ["jobTemplate"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["creationTimestamp"] = null },
                    ["spec"] = new JsonObject { ["template"] = PodDefaults.Template(given) },
                },
                ["successfulJobsHistoryLimit"] = 3,
                ["failedJobsHistoryLimit"] = 1,
            },
        };
        return Meta.Applied(manifest, item, created);
    }

    /// <summary>A Job that a CronJob made for one of its times.</summary>
    public static JsonObject Job(JsonObject cronJob, DateTimeOffset scheduled)
    {
        var metadata = (JsonObject)cronJob["metadata"]!;
        var ns = (string)metadata["namespace"]!;
        var minutes = scheduled.ToUnixTimeSeconds() / 60;
        var name = $"{metadata["name"]}-{minutes}";
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of(
                "jobs", ns, name, scheduled, annotations: new JsonObject { ["batch.kubernetes.io/cronjob-scheduled-timestamp"] = DemoTime.Seconds(scheduled) },
                owner: PodFactory.OwnerReference("batch/v1", "CronJob", metadata), generation: 1),
        };
        var uid = (string)item["metadata"]!["uid"]!;
        var labels = new JsonObject
        {
            ["batch.kubernetes.io/controller-uid"] = uid,
            ["batch.kubernetes.io/job-name"] = name,
            ["controller-uid"] = uid,
            ["job-name"] = name,
        };
        var template = (JsonObject)cronJob["spec"]!["jobTemplate"]!["spec"]!["template"]!.DeepClone();
        var templateLabels = (JsonObject?)template["metadata"]!["labels"] ?? [];
        foreach (var (key, value) in labels)
        {
            templateLabels[key] = value!.DeepClone();
        }

        ((JsonObject)item["metadata"]!)["labels"] = templateLabels.DeepClone();
        item["spec"] = new JsonObject
        {
            ["parallelism"] = 1,
            ["completions"] = 1,
            ["backoffLimit"] = 6,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } },
            ["manualSelector"] = false,
            ["template"] = template,
            ["completionMode"] = "NonIndexed",
            ["suspend"] = false,
            ["podReplacementPolicy"] = "TerminatingOrFailed",
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-controller-manager", "batch/v1", scheduled, item);
        return item;
    }

    public static JsonObject Manifest(string apiVersion, string kind, string? ns, string name, JsonObject labels, JsonObject spec)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        if (labels.Count > 0)
        {
            metadata["labels"] = labels.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata, ["spec"] = spec };
    }

    private static JsonObject Selector(TemplateSpec template, IReadOnlyList<string> keys) => new()
    {
        ["matchLabels"] = TemplateSpec.Map(template.Labels.Where(label => keys.Contains(label.Key))),
    };
}
