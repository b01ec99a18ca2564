using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Tables of apps, batch, autoscaling and policy.</summary>
internal static class WorkloadTables
{
    private static readonly TableColumn[] Wide =
        [new("Containers", Priority: 1), new("Images", Priority: 1), new("Selector", Priority: 1)];

    private static readonly TableColumn[] Counts =
        [KindTable.Name, new("Desired", "integer"), new("Current", "integer"), new("Ready", "integer")];

    public static IEnumerable<KeyValuePair<string, KindTable>> All =>
    [
        new("deployments.apps", new(
            [KindTable.Name, new("Ready"), new("Up-to-date"), new("Available"), KindTable.Age, .. Wide],
            static (item, row, _) => row.Text(item.Name())
                .Text($"{item.Number("status", "readyReplicas")}/{item.Number("spec", "replicas")}")
                .Number(item.Number("status", "updatedReplicas"))
                .Number(item.Number("status", "availableReplicas"))
                .Age(item.Created())
                .Containers(item.At("spec", "template", "spec"))
                .Text(Cells.Selector(item.At("spec", "selector"))))),
        new("replicasets.apps", new(
            [.. Counts, KindTable.Age, .. Wide],
            static (item, row, _) => PrintReplicas(item, row).Text(Cells.Selector(item.At("spec", "selector"))))),
        new("replicationcontrollers", new(
            [.. Counts, KindTable.Age, .. Wide],
            static (item, row, _) => PrintReplicas(item, row).Text(Cells.Labels(item.At("spec", "selector"))))),
        new("daemonsets.apps", new(
            [
                .. Counts, new("Up-to-date", "integer"), new("Available", "integer"), new("Node Selector"), KindTable.Age, .. Wide,
            ],
            static (item, row, _) => row.Text(item.Name())
                .Number(item.Number("status", "desiredNumberScheduled"))
                .Number(item.Number("status", "currentNumberScheduled"))
                .Number(item.Number("status", "numberReady"))
                .Number(item.Number("status", "updatedNumberScheduled"))
                .Number(item.Number("status", "numberAvailable"))
                .Text(Cells.Labels(item.At("spec", "template", "spec", "nodeSelector")))
                .Age(item.Created())
                .Containers(item.At("spec", "template", "spec"))
                .Text(Cells.Selector(item.At("spec", "selector"))))),
        new("statefulsets.apps", new(
            [KindTable.Name, new("Ready"), KindTable.Age, Wide[0], Wide[1]],
            static (item, row, _) => row.Text(item.Name())
                .Text($"{item.Number("status", "readyReplicas")}/{item.Number("spec", "replicas")}")
                .Age(item.Created())
                .Containers(item.At("spec", "template", "spec")))),
        new("controllerrevisions.apps", new(
            [KindTable.Name, new("Controller"), new("Revision"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .TextOr(Controller(item), RowBuilder.None)
                .Number(item.Number("revision"))
                .Age(item.Created()))),
        new("jobs.batch", new(
            [KindTable.Name, new("Status"), new("Completions"), new("Duration"), KindTable.Age, .. Wide],
            PrintJob)),
        new("cronjobs.batch", new(
            [
                KindTable.Name, new("Schedule"), new("Timezone"), new("Suspend", "boolean"), new("Active", "integer"),
                new("Last Schedule"), KindTable.Age, .. Wide,
            ],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("spec", "schedule"))
                .TextOr(item.Text("spec", "timeZone"), RowBuilder.None)
                .Text(Cells.Truth(item.At("spec", "suspend")))
                .Number(item.Count("status", "active"))
                .Age(item.Time("status", "lastScheduleTime"), RowBuilder.None)
                .Age(item.Created())
                .Containers(item.At("spec", "jobTemplate", "spec", "template", "spec"))
                .Text(Cells.Selector(item.At("spec", "jobTemplate", "spec", "selector"))))),
        new("horizontalpodautoscalers.autoscaling", new(
            [
                KindTable.Name, new("Reference"), new("Targets"), new("MinPods"), new("MaxPods"), new("Replicas"), KindTable.Age,
            ],
            PrintAutoscaler)),
        new("poddisruptionbudgets.policy", new(
            [KindTable.Name, new("Min Available"), new("Max Unavailable"), new("Allowed Disruptions", "integer"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name())
                .TextOr(item.Text("spec", "minAvailable"), "N/A")
                .TextOr(item.Text("spec", "maxUnavailable"), "N/A")
                .Number(item.Number("status", "disruptionsAllowed"))
                .Age(item.Created()))),
    ];

    private static RowBuilder PrintReplicas(JsonElement item, RowBuilder row) => row.Text(item.Name())
        .Number(item.Number("spec", "replicas"))
        .Number(item.Number("status", "replicas"))
        .Number(item.Number("status", "readyReplicas"))
        .Age(item.Created())
        .Containers(item.At("spec", "template", "spec"));

    private static string Controller(JsonElement item) => item.Items("metadata", "ownerReferences")
        .Where(owner => owner.Flag("controller"))
        .Select(owner =>
        {
            var group = owner.Text("apiVersion").Split('/');
            return $"{owner.Text("kind").ToLowerInvariant()}{(group.Length > 1 ? "." + group[0] : "")}/{owner.Text("name")}";
        })
        .FirstOrDefault() ?? "";

    private static void PrintJob(JsonElement job, RowBuilder row, DateTimeOffset now)
    {
        var (spec, status) = (job.At("spec"), job.At("status"));
        var state = Has("Complete") ? "Complete"
            : Has("Failed") ? "Failed"
            : job.At("metadata", "deletionTimestamp").Exists() ? "Terminating"
            : Has("Suspended") ? "Suspended"
            : Has("FailureTarget") ? "FailureTarget"
            : Has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
        var succeeded = status.Number("succeeded");
        var completions = spec.At("completions").Exists() ? $"{succeeded}/{spec.Number("completions")}"
            : spec.Number("parallelism") > 1 ? $"{succeeded}/1 of {spec.Number("parallelism")}"
            : $"{succeeded}/1";
        row.Text(job.Name()).Text(state).Text(completions);
        var started = status.Time("startTime");
        if (started is { } from && status.Time("completionTime") is { } until)
        {
            row.Text(HumanDuration.Format(until - from));
        }
        else
        {
            row.Age(started, "");
        }

        row.Age(job.Created())
            .Containers(spec.At("template", "spec"))
            .Text(Cells.Selector(spec.At("selector")));

        bool Has(string type) => status.Items("conditions")
            .Any(condition => condition.Text("type") == type && condition.Text("status") == "True");
    }

    private static void PrintAutoscaler(JsonElement item, RowBuilder row, DateTimeOffset now)
    {
        var (spec, status) = (item.At("spec"), item.At("status"));
        var current = status.Items("currentMetrics").ToList();
        var targets = spec.Items("metrics").Select((metric, index) =>
        {
            var type = metric.Text("type");
            var source = metric.At(type.Length > 0 ? char.ToLowerInvariant(type[0]) + type[1..] : "");
            var now = index < current.Count ? current[index].At(type.Length > 0 ? char.ToLowerInvariant(type[0]) + type[1..] : "") : default;
            var target = source.At("target");
            var (wanted, measured) = target.At("averageUtilization").Exists()
                ? (target.Text("averageUtilization") + "%", Percent(now.Text("current", "averageUtilization")))
                : (target.Text("averageValue") is { Length: > 0 } average ? average : target.Text("value"),
                    now.Text("current", "averageValue") is { Length: > 0 } value ? value : now.Text("current", "value"));
            var name = type is "Resource" or "ContainerResource" ? source.Text("name") + ": " : "";
            return $"{name}{(measured.Length > 0 ? measured : RowBuilder.Unknown)}/{wanted}";
        }).ToList();
        row.Text(item.Name())
            .Text($"{spec.Text("scaleTargetRef", "kind")}/{spec.Text("scaleTargetRef", "name")}")
            .Text(targets.Count switch
            {
                0 => RowBuilder.None,
                > 2 => $"{targets[0]}, {targets[1]} + {targets.Count - 2} more...",
                _ => string.Join(", ", targets),
            })
            .TextOr(spec.Text("minReplicas"), RowBuilder.Unset)
            .Number(spec.Number("maxReplicas"))
            .Number(status.Number("currentReplicas"))
            .Age(item.Created());

        static string Percent(string text) => text.Length > 0 ? text + "%" : "";
    }
}
