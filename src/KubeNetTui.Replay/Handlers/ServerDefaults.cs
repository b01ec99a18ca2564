using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The few fields that an API server fills in and that people look at next: a new Service's address, a new pod's phase.
/// No controller runs: a Deployment makes no pods.
/// </summary>
internal static class ServerDefaults
{
    public static void Fill(ResourceKind kind, JsonObject item, ObjectStore store)
    {
        switch (kind.QualifiedName)
        {
            case "namespaces":
                item["status"] = new JsonObject { ["phase"] = "Active" };
                break;
            case "pods":
                item["status"] ??= new JsonObject { ["phase"] = "Pending" };
                break;
            case "services":
                FillService(item, store, kind);
                break;
            case "deployments.apps" or "statefulsets.apps" or "replicasets.apps" when item["spec"] is JsonObject spec:
                spec["replicas"] ??= JsonValue.Create(1);
                item["status"] ??= new JsonObject();
                break;
        }
    }

    private static void FillService(JsonObject item, ObjectStore store, ResourceKind kind)
    {
        if (item["spec"] is not JsonObject spec)
        {
            spec = [];
            item["spec"] = spec;
        }

        spec["type"] ??= "ClusterIP";
        foreach (var port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            port["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]?.DeepClone();
        }

        if (ObjectMetadata.Text(spec, "type") != "ExternalName" && ObjectMetadata.Text(spec, "clusterIP").Length == 0)
        {
            spec["clusterIP"] = FreeAddress(store.Table(kind).Items);
        }

        if (ObjectMetadata.Text(spec, "clusterIP") is { Length: > 0 } address)
        {
            spec["clusterIPs"] ??= new JsonArray(address);
        }

        spec["sessionAffinity"] ??= "None";
        item["status"] ??= new JsonObject { ["loadBalancer"] = new JsonObject() };
    }

    /// <summary>The address after the highest in use, which keeps to the cluster's own range.</summary>
    private static string FreeAddress(StoredObject[] services)
    {
        uint highest = 0x0A600000; // 10.96.0.0, kubeadm's default range
        foreach (var service in services)
        {
            using var document = JsonDocument.Parse(service.Json);
            var parts = document.RootElement.Text("spec", "clusterIP").Split('.');
            if (parts.Length == 4 && parts.All(part => byte.TryParse(part, CultureInfo.InvariantCulture, out _)))
            {
                highest = Math.Max(highest, parts.Aggregate(0u, (sum, part) => (sum << 8) | byte.Parse(part, CultureInfo.InvariantCulture)));
            }
        }

        var next = highest + 1;
        return $"{next >> 24}.{(next >> 16) & 255}.{(next >> 8) & 255}.{next & 255}";
    }
}
