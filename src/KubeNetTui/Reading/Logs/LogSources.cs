using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>
/// The containers behind an object: those of a pod, or of all pods that a workload or service selects. Asked again from time to time,
/// since pods come and go.
/// </summary>
internal sealed class LogSources(Session session, Selection target)
{
    /// <summary>Each is a connection to the server; a person reads no more.</summary>
    public const int Most = 100;

    private readonly List<LogSource> _known = [];
    private int _next;

    public static bool Covers(Selection target) => target.Resource.Plural is
        "pods" or "services" or "deployments" or "replicasets" or "statefulsets" or "daemonsets" or "jobs" or "replicationcontrollers";

    /// <summary>There the last time that was asked.</summary>
    public int Count => _known.Count;

    /// <summary>Numbers of those that went since the time before.</summary>
    public IReadOnlyList<int> Gone { get; private set; } = [];

    /// <summary>Pods were more than <see cref="Most"/> containers allow; how many were left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The containers of the pod alone, in the order in which a person wants them; empty for other objects.</summary>
    public IReadOnlyList<string> Containers { get; private set; } = [];

    /// <param name="container">Of a pod: this one alone; null: all of them.</param>
    /// <returns>Sources that were not there the last time.</returns>
    /// <exception cref="Kubernetes.ApiException">The object or its pods can't be read.</exception>
    public async Task<IReadOnlyList<LogSource>> FindNewAsync(string? container, CancellationToken cancellation)
    {
        var found = target.Resource.IsSameKind(WellKnownKinds.Pods)
            ? await OfPodAsync(container, cancellation).ConfigureAwait(false)
            : await OfSelectedPodsAsync(cancellation).ConfigureAwait(false);
        List<LogSource> fresh = [];
        LeftOut = 0;
        Gone = [.. _known.Where(s => !found.Exists(f => (f.Ns, f.Pod, f.Container) == (s.Namespace, s.Pod, s.Container))).Select(static s => s.Number)];
        _known.RemoveAll(s => Gone.Contains(s.Number));
        foreach (var (ns, pod, name, label) in found)
        {
            if (_known.Exists(s => (s.Namespace, s.Pod, s.Container) == (ns, pod, name)))
            {
                continue;
            }

            if (_known.Count >= Most)
            {
                LeftOut++;
                continue;
            }

            LogSource source = new(_next++, ns, pod, name, label);
            _known.Add(source);
            fresh.Add(source);
        }

        return fresh;
    }

    /// <summary>The selector as the API takes it in a query; null: it selects nothing.</summary>
    internal static string? SelectorOf(JsonNode? spec)
    {
        var selector = spec?["selector"];
        if (selector is not JsonObject map || map.Count == 0)
        {
            return null;
        }

        // A service and a ReplicationController have labels alone; the others a LabelSelector.
        if (map["matchLabels"] is null && map["matchExpressions"] is null)
        {
            return string.Join(',', map.Select(l => $"{l.Key}={l.Value}"));
        }

        var labels = (map["matchLabels"] as JsonObject ?? []).Select(l => $"{l.Key}={l.Value}");
        var expressions = (map["matchExpressions"] as JsonArray ?? new JsonArray()).Select(e => (string?)e?["operator"] switch
        {
            "In" => $"{e["key"]} in ({Values(e)})",
            "NotIn" => $"{e["key"]} notin ({Values(e)})",
            "Exists" => $"{e["key"]}",
            _ => $"!{e?["key"]}",
        });
        return string.Join(',', labels.Concat(expressions));

        static string Values(JsonNode expression) => string.Join(',', (expression["values"] as JsonArray ?? new JsonArray()).Select(v => v?.ToString()));
    }

    private async Task<List<(string Ns, string Pod, string Container, string Label)>> OfPodAsync(string? container, CancellationToken cancellation)
    {
        var json = await session.Feeds.GetAsync(target.Resource.Path(target.Namespace, target.Name), cancellation).ConfigureAwait(false);
        Containers = Pod.TryParse(json.Span, out var pod, out _) ? [.. PodContainers.Of(pod).Select(c => c.Name)] : [];
        return [.. Containers.Where(c => container is null || c == container).Select(c => (target.Namespace, target.Name, c, container is null ? c : ""))];
    }

    private async Task<List<(string Ns, string Pod, string Container, string Label)>> OfSelectedPodsAsync(CancellationToken cancellation)
    {
        var json = await session.Feeds.GetAsync(target.Resource.Path(target.Namespace, target.Name), cancellation).ConfigureAwait(false);
        if (Parse(json)?["spec"] is not { } spec || SelectorOf(spec) is not { } selector)
        {
            return [];
        }

        var path = $"{WellKnownKinds.Pods.Path(target.Namespace)}?labelSelector={Uri.EscapeDataString(selector)}";
        var list = Parse(await session.Feeds.GetAsync(path, cancellation).ConfigureAwait(false));
        List<(string, string, string, string)> found = [];
        foreach (var item in (list?["items"] as JsonArray ?? new JsonArray()).OfType<JsonNode>())
        {
            if (Pod.TryParse(System.Text.Encoding.UTF8.GetBytes(item.ToJsonString()), out var pod, out _))
            {
                var several = pod.Containers.Count > 1;
                found.AddRange(PodContainers.Of(pod).Where(c => !c.IsOrdinaryInit).Select(c => (pod.Namespace, pod.Name, c.Name, several ? $"{pod.Name} {c.Name}" : pod.Name)));
            }
        }

        return found;
    }

    private static JsonNode? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonNode.Parse(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
