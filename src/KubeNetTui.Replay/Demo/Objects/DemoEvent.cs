using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Events as the components write them.</summary>
internal static class DemoEvent
{
    /// <param name="about">What it is about; its namespace is the event's, "default" for nodes.</param>
    /// <param name="host">Node of the component, or null.</param>
    public static JsonObject Create(
        JsonObject about, string apiVersion, string kind, string type, string reason, string message, string component, string? host,
        DateTimeOffset first, DateTimeOffset last, int count = 1, string? fieldPath = null)
    {
        var item = new JsonObject { ["metadata"] = Metadata(about, reason + message, first) };
        item["involvedObject"] = Reference(about, apiVersion, kind, fieldPath);
        item["reason"] = reason;
        item["message"] = message;
        item["source"] = host is null ? new JsonObject { ["component"] = component } : new JsonObject { ["component"] = component, ["host"] = host };
        item["firstTimestamp"] = DemoTime.Seconds(first);
        item["lastTimestamp"] = DemoTime.Seconds(last);
        item["count"] = Math.Max(1, count);
        item["type"] = type;
        item["eventTime"] = null;
        item["reportingComponent"] = component;
        item["reportingInstance"] = host ?? "";
        return Finish(item, "v1", host is null ? "kube-controller-manager" : component, last);
    }

    /// <summary>The scheduler writes through <c>events.k8s.io</c>: eventTime instead of first and last, and an action.</summary>
    public static JsonObject Scheduled(JsonObject pod, DateTimeOffset at)
    {
        var item = new JsonObject { ["metadata"] = Metadata(pod, "Scheduled", at) };
        item["involvedObject"] = Reference(pod, "v1", "Pod", null);
        item["reason"] = "Scheduled";
        item["message"] = $"Successfully assigned {PodView.Namespace(pod)}/{PodView.Name(pod)} to {PodView.Node(pod)}";
        item["source"] = new JsonObject();
        item["firstTimestamp"] = null;
        item["lastTimestamp"] = null;
        item["type"] = "Normal";
        item["eventTime"] = DemoTime.Micro(at);
        item["action"] = "Binding";
        item["reportingComponent"] = "default-scheduler";
        item["reportingInstance"] = "default-scheduler-control-1";
        return Finish(item, "events.k8s.io/v1", "kube-scheduler", at);
    }

    /// <summary>The same thing happened again: count and time go up, as the client's event correlator does it.</summary>
    public static void Repeat(JsonObject item, DateTimeOffset at, int times = 1)
    {
        item["lastTimestamp"] = DemoTime.Seconds(at);
        item["count"] = (int)(item["count"] ?? 1) + times;
        if (item["metadata"]!["managedFields"] is JsonArray { Count: > 0 } managed)
        {
            managed[0]!["time"] = DemoTime.Seconds(at);
        }
    }

    private static JsonObject Metadata(JsonObject about, string what, DateTimeOffset at)
    {
        var ns = PodView.Namespace(about) is { Length: > 0 } own ? own : "default";
        var stamp = (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100 + DemoId.Number(what, 99);
        return Meta.Of("events", ns, $"{PodView.Name(about)}.{stamp.ToString("x16", CultureInfo.InvariantCulture)}", at);
    }

    private static JsonObject Reference(JsonObject about, string apiVersion, string kind, string? fieldPath)
    {
        var reference = new JsonObject { ["kind"] = kind };
        if (about["metadata"]!["namespace"] is { } ns)
        {
            reference["namespace"] = ns.DeepClone();
        }

        reference["name"] = PodView.Name(about);
        reference["uid"] = PodView.Uid(about);
        reference["apiVersion"] = apiVersion;
        if (about["metadata"]!["resourceVersion"] is { } version)
        {
            reference["resourceVersion"] = version.DeepClone();
        }

        if (fieldPath is not null)
        {
            reference["fieldPath"] = fieldPath;
        }

        return reference;
    }

    private static JsonObject Finish(JsonObject item, string apiVersion, string manager, DateTimeOffset at)
    {
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator(manager, apiVersion, at, item);
        return item;
    }
}
