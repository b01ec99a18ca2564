using System.Globalization;
using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Tables of leases, priorities, runtime classes, flow control and metrics.</summary>
internal static class ClusterTables
{
    public static IEnumerable<KeyValuePair<string, KindTable>> All =>
    [
        new("leases.coordination.k8s.io", new(
            [KindTable.Name, new("Holder"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Text(item.Text("spec", "holderIdentity")).Age(item.Created()))),
        new("priorityclasses.scheduling.k8s.io", new(
            [KindTable.Name, new("Value", "integer"), new("Global-Default", "boolean"), KindTable.Age, new("PreemptionPolicy")],
            static (item, row, _) => row.Text(item.Name())
                .Number(item.Number("value"))
                .Truth(item.Flag("globalDefault"))
                .Age(item.Created())
                .TextOr(item.Text("preemptionPolicy"), "PreemptLowerPriority"))),
        new("runtimeclasses.node.k8s.io", new(
            [KindTable.Name, new("Handler"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Text(item.Text("handler")).Age(item.Created()))),
        new("flowschemas.flowcontrol.apiserver.k8s.io", new(
            [
                KindTable.Name, new("PriorityLevel"), new("MatchingPrecedence", "integer"), new("DistinguisherMethod"), KindTable.Age,
                new("MissingPL"),
            ],
            static (item, row, _) => row.Text(item.Name())
                .Text(item.Text("spec", "priorityLevelConfiguration", "name"))
                .Number(item.Number("spec", "matchingPrecedence"))
                .TextOr(item.Text("spec", "distinguisherMethod", "type"), RowBuilder.None)
                .Age(item.Created())
                .Text(Dangling(item)))),
        new("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", new(
            [
                KindTable.Name, new("Type"), new("NominalConcurrencyShares"), new("Queues"), new("HandSize"), new("QueueLengthLimit"),
                KindTable.Age,
            ],
            static (item, row, _) =>
            {
                var queuing = item.At("spec", "limited", "limitResponse", "queuing");
                row.Text(item.Name())
                    .Text(item.Text("spec", "type"))
                    .TextOr(item.Text("spec", "limited", "nominalConcurrencyShares"), RowBuilder.None)
                    .TextOr(queuing.Text("queues"), RowBuilder.None)
                    .TextOr(queuing.Text("handSize"), RowBuilder.None)
                    .TextOr(queuing.Text("queueLengthLimit"), RowBuilder.None)
                    .Age(item.Created());
            })),
        new("nodes.metrics.k8s.io", Metrics(static item => [item.At("usage")])),
        new("pods.metrics.k8s.io", Metrics(static item => item.Items("containers").Select(container => container.At("usage")))),
    ];

    private static string Dangling(JsonElement schema) => schema.Items("status", "conditions")
        .Where(condition => condition.Text("type") == "Dangling").Select(condition => condition.Text("status")).FirstOrDefault() ?? "?";

    private static KindTable Metrics(Func<JsonElement, IEnumerable<JsonElement>> usages) => new(
        [KindTable.Name, new("cpu", Format: "quantity"), new("memory", Format: "quantity"), new("Window", Format: "duration")],
        (item, row, _) =>
        {
            var all = usages(item).ToList();
            row.Text(item.Name())
                .Text(Sum(all.Select(usage => usage.Text("cpu"))))
                .Text(Sum(all.Select(usage => usage.Text("memory"))))
                .Text(item.Text("window"));
        });

    /// <summary>Quantities added up; in the unit of the first that has one.</summary>
    private static string Sum(IEnumerable<string> quantities)
    {
        var texts = quantities.Where(text => text.Length > 0).ToList();
        if (texts.Count <= 1)
        {
            return texts.Count == 0 ? "0" : texts[0];
        }

        var unit = texts.Select(Quantity.Unit).FirstOrDefault(unit => unit.Length > 0) ?? "";
        return decimal.Floor(texts.Sum(Quantity.Of) / Quantity.Scale(unit)).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
