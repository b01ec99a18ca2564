using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Tables of the core group, but for storage.</summary>
internal static class CoreTables
{
    public static IEnumerable<KeyValuePair<string, KindTable>> All =>
    [
        new("pods", new(PodRow.Columns, PodRow.Print)),
        new("podtemplates", new(
            [KindTable.Name, new("Containers"), new("Images"), new("Pod Labels")],
            static (item, row, _) => row.Text(item.Name()).Containers(item.At("template", "spec"))
                .Text(Cells.Labels(item.At("template", "metadata", "labels"))))),
        new("namespaces", new(
            [KindTable.Name, new("Status"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Text(item.Text("status", "phase")).Age(item.Created()))),
        new("nodes", new(
            [
                KindTable.Name, new("Status"), new("Roles"), KindTable.Age, new("Version"), new("Internal-IP", Priority: 1),
                new("External-IP", Priority: 1), new("OS-Image", Priority: 1), new("Kernel-Version", Priority: 1),
                new("Container-Runtime", Priority: 1),
            ],
            PrintNode)),
        new("configmaps", new(
            [KindTable.Name, new("Data"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Number(item.Count("data") + item.Count("binaryData")).Age(item.Created()))),
        new("secrets", new(
            [KindTable.Name, new("Type"), new("Data"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Text(item.Text("type")).Number(item.Count("data")).Age(item.Created()))),
        new("serviceaccounts", new(
            [KindTable.Name, new("Secrets"), KindTable.Age],
            static (item, row, _) => row.Text(item.Name()).Number(item.Count("secrets")).Age(item.Created()))),
        new("resourcequotas", new(
            [KindTable.Name, new("Request"), new("Limit"), KindTable.Age],
            PrintQuota)),
        new("events", new(
            [
                new("Last Seen"), new("Type"), new("Reason"), new("Object"), new("Subobject", Priority: 1), new("Source", Priority: 1),
                new("Message"), new("First Seen", Priority: 1), new("Count", Priority: 1), new("Name", Format: "name", Priority: 1),
            ],
            PrintEvent)),
    ];

    private static void PrintNode(JsonElement node, RowBuilder row, DateTimeOffset now)
    {
        var ready = node.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready");
        var status = !ready.Exists() ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        var roles = Cells.Joined(node.Members("metadata", "labels")
            .Select(label => label.Name.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal) ? label.Name["node-role.kubernetes.io/".Length..]
                : label.Name == "kubernetes.io/role" ? label.Value.AsText() : "")
            .Where(role => role.Length > 0).Distinct().Order(StringComparer.Ordinal));
        var info = node.At("status", "nodeInfo");
        row.Text(node.Name())
            .Text(status + (node.Flag("spec", "unschedulable") ? ",SchedulingDisabled" : ""))
            .TextOr(roles, RowBuilder.None)
            .Age(node.Created())
            .Text(info.Text("kubeletVersion"))
            .TextOr(Address(node, "InternalIP"), RowBuilder.None)
            .TextOr(Address(node, "ExternalIP"), RowBuilder.None)
            .TextOr(info.Text("osImage"), RowBuilder.Unknown)
            .TextOr(info.Text("kernelVersion"), RowBuilder.Unknown)
            .TextOr(info.Text("containerRuntimeVersion"), RowBuilder.Unknown);
    }

    private static string Address(JsonElement node, string type) => node.Items("status", "addresses")
        .Where(address => address.Text("type") == type).Select(address => address.Text("address")).FirstOrDefault() ?? "";

    private static void PrintQuota(JsonElement quota, RowBuilder row, DateTimeOffset now)
    {
        var used = quota.At("status", "used");
        var entries = quota.Members("status", "hard").OrderBy(hard => hard.Name, StringComparer.Ordinal)
            .Select(hard => (hard.Name, Text: $"{hard.Name}: {used.Text(hard.Name)}/{hard.Value.AsText()}")).ToList();
        row.Text(quota.Name())
            .Text(Cells.Joined(entries.Where(entry => !IsLimit(entry.Name)).Select(entry => entry.Text), ", "))
            .Text(Cells.Joined(entries.Where(entry => IsLimit(entry.Name)).Select(entry => entry.Text), ", "))
            .Age(quota.Created());

        static bool IsLimit(string name) => name.StartsWith("limits", StringComparison.Ordinal);
    }

    private static void PrintEvent(JsonElement item, RowBuilder row, DateTimeOffset now)
    {
        var first = item.Time("firstTimestamp") ?? item.Time("eventTime");
        var last = item.Time("lastTimestamp") ?? first;
        var count = item.Number("count");
        if (item.At("series").Exists())
        {
            last = item.Time("series", "lastObservedTime");
            count = item.Number("series", "count");
        }

        var involved = item.At("involvedObject");
        var target = involved.Text("kind").ToLowerInvariant();
        var source = item.Text("source", "component");
        var host = item.Text("source", "host");
        if (source.Length == 0)
        {
            (source, host) = (item.Text("reportingComponent"), item.Text("reportingInstance"));
        }

        row.Age(last)
            .Text(item.Text("type"))
            .Text(item.Text("reason"))
            .Text(involved.Text("name") is { Length: > 0 } name ? $"{target}/{name}" : target)
            .Text(involved.Text("fieldPath"))
            .Text(host.Length > 0 ? $"{source}, {host}" : source)
            .Text(item.Text("message").Trim())
            .Age(first)
            .Number(Math.Max(count, 1))
            .Text(item.Name());
    }
}
