using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>
/// PodMetrics and NodeMetrics as a metrics-server has them, made up from the pods that run: a share of what each container asks for, other
/// for each and rising and falling over some minutes. Written when they are asked for; nothing is kept.
/// </summary>
internal sealed class DemoUsage(ObjectStore store, TimeProvider clock)
{
    private const string Window = "15.3s";

    /// <summary>Up to here a node's usage is that of its pods and its own; beyond, a share of what it has.</summary>
    private const int MostSummed = 500;

    private const double Mebi = 1024 * 1024;

    public static bool Covers(ResourceKind kind) => kind.Group == "metrics.k8s.io";

    /// <param name="namespace">"": all; of nodes "" as well.</param>
    /// <param name="name">Only this one; null: all.</param>
    public StoredObject[] Of(ResourceKind kind, string @namespace, string? name = null)
    {
        var now = clock.GetUtcNow();
        var source = store.Kinds.Find(kind.Resource)!;
        var items = store.Table(source).Items;
        IEnumerable<StoredObject> chosen = @namespace.Length > 0 ? items.Where(i => i.Namespace == @namespace) : items;
        chosen = name is null ? chosen : chosen.Where(i => i.Name == name);
        if (kind.Namespaced)
        {
            return [.. chosen.Select(i => Pod(i, now)).OfType<StoredObject>()];
        }

        var ofPods = UsageByNode(now);
        return [.. chosen.Select(i => Node(i, now, ofPods))];
    }

    private static StoredObject? Pod(StoredObject pod, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(pod.Json);
        var root = document.RootElement;
        var containers = Containers(root, now).ToList();
        return containers.Count == 0 ? null : Write(pod, root, now, writer =>
        {
            writer.WriteStartArray("containers");
            foreach (var (container, cpu, memory) in containers)
            {
                writer.WriteStartObject();
                writer.WriteString("name", container);
                WriteUsage(writer, cpu, memory);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static StoredObject Node(StoredObject node, DateTimeOffset now, Dictionary<string, (double Cpu, double Memory)>? ofPods)
    {
        using var document = JsonDocument.Parse(node.Json);
        var root = document.RootElement;
        var cores = (double)Quantity.Of(root.Text("status", "allocatable", "cpu"));
        var bytes = (double)Quantity.Of(root.Text("status", "allocatable", "memory"));

        // The kubelet, the runtime and the system; of a large cluster the pods as well.
        var (cpu, memory) = ofPods is null
            ? (cores * Wave(node.Name, 0.25, 0.75, now), bytes * (0.3 + (0.4 * Share(node.Name + "/memory"))))
            : (0.12 + (0.1 * Wave(node.Name, 0, 1, now)), (600 * Mebi) + (300 * Mebi * Share(node.Name)));
        if (ofPods is not null && ofPods.TryGetValue(node.Name, out var pods))
        {
            (cpu, memory) = (cpu + pods.Cpu, memory + pods.Memory);
        }

        return Write(node, root, now, writer => WriteUsage(writer, cores > 0 ? Math.Min(cpu, cores) : cpu, bytes > 0 ? Math.Min(memory, bytes) : memory));
    }

    private Dictionary<string, (double Cpu, double Memory)>? UsageByNode(DateTimeOffset now)
    {
        var pods = store.Table(store.Kinds.Find("pods")!).Items;
        if (pods.Length > MostSummed)
        {
            return null;
        }

        Dictionary<string, (double Cpu, double Memory)> sums = [];
        foreach (var pod in pods)
        {
            using var document = JsonDocument.Parse(pod.Json);
            var node = document.RootElement.Text("spec", "nodeName");
            foreach (var (_, cpu, memory) in Containers(document.RootElement, now))
            {
                var sum = sums.GetValueOrDefault(node);
                sums[node] = (sum.Cpu + cpu, sum.Memory + memory);
            }
        }

        return sums;
    }

    // Only containers that run are measured; a pod without any has no PodMetrics.
    private static IEnumerable<(string Name, double Cpu, double Memory)> Containers(JsonElement pod, DateTimeOffset now)
    {
        var running = pod.Items("status", "containerStatuses").Where(s => s.At("state", "running").Exists()).Select(s => s.Text("name")).ToHashSet();
        var name = pod.Name();
        foreach (var container in pod.Items("spec", "containers").Where(c => running.Contains(c.Text("name"))))
        {
            var key = $"{name}/{container.Text("name")}";
            var cpu = (double)Quantity.Of(container.Text("resources", "requests", "cpu"));
            var memory = (double)Quantity.Of(container.Text("resources", "requests", "memory"));
            yield return (
                container.Text("name"),
                (cpu > 0 ? cpu : 0.05) * Wave(key, 0.1, 0.9, now),
                (memory > 0 ? memory : 48 * Mebi) * (0.45 + (0.5 * Share(key + "/memory"))) * Wave(key + "/memory", 0.97, 1.03, now));
        }
    }

    private static StoredObject Write(StoredObject measured, JsonElement root, DateTimeOffset now, Action<Utf8JsonWriter> usage)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        int metadata;
        using (var writer = new Utf8JsonWriter(buffer, JsonBytes.Options))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("metadata"u8);
            writer.WriteStartObject();
            writer.WriteString("name", measured.Name);
            if (measured.Namespace.Length > 0)
            {
                writer.WriteString("namespace", measured.Namespace);
            }

            writer.WriteString("creationTimestamp", DemoTime.Seconds(now));
            if (root.At("metadata", "labels").Exists())
            {
                writer.WritePropertyName("labels"u8);
                root.At("metadata", "labels").WriteTo(writer);
            }

            writer.WriteEndObject();
            writer.Flush();
            metadata = buffer.WrittenCount - StoredObject.MetadataStart;
            writer.WriteString("timestamp", DemoTime.Seconds(now - TimeSpan.FromSeconds(now.Second % 15)));
            writer.WriteString("window", Window);
            usage(writer);
            writer.WriteEndObject();
        }

        return new StoredObject(measured.Namespace, measured.Name, measured.Version, buffer.WrittenSpan.ToArray(), metadata);
    }

    private static void WriteUsage(Utf8JsonWriter writer, double cores, double bytes)
    {
        writer.WriteStartObject("usage");
        writer.WriteString("cpu", string.Create(CultureInfo.InvariantCulture, $"{(long)(cores * 1e9)}n"));
        writer.WriteString("memory", string.Create(CultureInfo.InvariantCulture, $"{(long)(bytes / 1024)}Ki"));
        writer.WriteEndObject();
    }

    private static double Share(string key) => DemoId.Number("usage/" + key, 1000) / 1000.0;

    /// <summary>Between two numbers: where in the middle, how far, how fast and when, is each key's own.</summary>
    private static double Wave(string key, double from, double to, DateTimeOffset now)
    {
        var middle = 0.25 + (0.5 * Share(key));
        var period = 180 + (600 * Share(key + "/period"));
        var at = Math.Sin(((now.ToUnixTimeMilliseconds() / 1000.0 / period) + Share(key + "/phase")) * 2 * Math.PI);
        return from + ((to - from) * (middle + (0.22 * at)));
    }
}
