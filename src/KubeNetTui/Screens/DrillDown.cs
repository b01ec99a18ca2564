using System.Text;
using System.Text.Json;
using KubeNetTui.App;
using KubeNetTui.Kinds;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Screens;

/// <summary>What Enter leads to: from an object to what belongs to it.</summary>
internal static class DrillDown
{
    /// <summary>Kinds whose pods are found by the object's own selector.</summary>
    private static readonly ApiResource[] Workloads =
        [WellKnownKinds.Deployments, WellKnownKinds.ReplicaSets, WellKnownKinds.StatefulSets, WellKnownKinds.DaemonSets, WellKnownKinds.Jobs];

    public static string LabelOf(ApiResource resource) => resource switch
    {
        _ when resource.IsSameKind(WellKnownKinds.Services) || resource.IsSameKind(WellKnownKinds.EndpointSlices) => "endpoints",
        _ when resource.IsSameKind(WellKnownKinds.Nodes) || IsWorkload(resource) || resource.IsSameKind(WellKnownKinds.Namespaces) => "pods",
        _ when resource.IsSameKind(WellKnownKinds.CronJobs) => "jobs",
        _ when resource.IsSameKind(WellKnownKinds.Pods) => "containers",
        _ when NetworkKinds.Find(resource) is { } kind => kind.OpenLabel,
        _ => "describe",
    };

    /// <returns>False for kinds that nothing belongs to.</returns>
    public static bool TryOpen(IWorkspace workspace, Selection selection)
    {
        var (resource, ns, name, _) = selection;
        if (resource.IsSameKind(WellKnownKinds.Services))
        {
            workspace.Open(new ListScreen(workspace, EndpointsSource.OfService(workspace, ns, name)));
        }
        else if (resource.IsSameKind(WellKnownKinds.EndpointSlices))
        {
            workspace.Open(new ListScreen(workspace, EndpointsSource.OfSlice(workspace, ns, name)));
        }
        else if (resource.IsSameKind(WellKnownKinds.Nodes))
        {
            var query = new ListQuery(FieldSelector: $"spec.nodeName={name}");
            workspace.Open(new ListScreen(workspace, new KindSource(workspace, WellKnownKinds.Pods, query, name)));
        }
        else if (resource.IsSameKind(WellKnownKinds.Pods))
        {
            workspace.Open(ReadingScreens.Containers(workspace, selection));
        }
        else if (resource.IsSameKind(WellKnownKinds.CronJobs))
        {
            workspace.Open(new ListScreen(workspace, new OwnedJobsSource(workspace, ns, name)));
        }
        else if (IsWorkload(resource))
        {
            OpenPodsOf(workspace, selection);
        }
        else
        {
            return NetworkKinds.Find(resource)?.TryOpen(workspace, selection) ?? false;
        }

        return true;
    }

    /// <summary>The selector of a workload as the API's query takes it; null where it has none.</summary>
    internal static string? SelectorOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("spec", out var spec) || spec.ValueKind != JsonValueKind.Object
            || !spec.TryGetProperty("selector", out var selector) || selector.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var parts = new List<string>();
        if (selector.TryGetProperty("matchLabels", out var labels) && labels.ValueKind == JsonValueKind.Object)
        {
            parts.AddRange(labels.EnumerateObject().Select(l => $"{l.Name}={l.Value.GetString()}"));
        }

        if (selector.TryGetProperty("matchExpressions", out var expressions) && expressions.ValueKind == JsonValueKind.Array)
        {
            parts.AddRange(expressions.EnumerateArray().Select(Requirement));
        }

        return parts.Count == 0 ? null : string.Join(',', parts);
    }

    private static bool IsWorkload(ApiResource resource) => Array.Exists(Workloads, w => w.IsSameKind(resource));

    private static void OpenPodsOf(IWorkspace workspace, Selection selection)
    {
        workspace.Own(new ValueTask(ReadAsync()));

        async Task ReadAsync()
        {
            try
            {
                var path = selection.Resource.Path(selection.Namespace, selection.Name);
                var json = await workspace.Session.Feeds.GetAsync(path, workspace.Session.Ending).ConfigureAwait(false);
                var selector = SelectorOf(json);
                workspace.Post(() =>
                {
                    if (selector is null)
                    {
                        workspace.Say($"{selection.Name} has no selector: it owns no pods", StatusTone.Warning);
                        return;
                    }

                    var query = new ListQuery(selection.Namespace, selector);
                    workspace.Open(new ListScreen(workspace, new KindSource(workspace, WellKnownKinds.Pods, query, selection.Name)));
                });
            }
            catch (ApiException e)
            {
                workspace.Post(() => workspace.Say($"{selection.Name}: {e.Failure.Message}", StatusTone.Bad));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                workspace.Post(() => workspace.Say($"{selection.Name}: the answer is no {selection.Resource.Kind}", StatusTone.Bad));
            }
            catch (OperationCanceledException)
            {
                // The session ended while it was read: there is nowhere to open the pods.
            }
        }
    }

    private static string Requirement(JsonElement expression)
    {
        var key = expression.GetProperty("key").GetString();
        var values = expression.TryGetProperty("values", out var list) && list.ValueKind == JsonValueKind.Array
            ? string.Join(',', list.EnumerateArray().Select(v => v.GetString()))
            : "";
        return expression.GetProperty("operator").GetString() switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => $"{key}",
            _ => $"!{key}",
        };
    }
}
