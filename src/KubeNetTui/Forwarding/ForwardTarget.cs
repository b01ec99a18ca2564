using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Forwarding;

/// <summary>
/// Which pod a new connection goes to: asked for each, so that a forward goes on when its pod has been replaced.
/// </summary>
internal sealed class ForwardTarget(Session session, Selection target, int port)
{
    private LabelSet? _labels;
    private string _owner = "";

    /// <exception cref="ApiException">It can't be read.</exception>
    /// <exception cref="IOException">There is no pod that is ready, or the service's port leads nowhere.</exception>
    public async Task<(string Pod, int Port)> FindAsync(CancellationToken cancellation) => target.Resource.Plural switch
    {
        "pods" => (await PodAsync(cancellation).ConfigureAwait(false), port),
        "services" => await OfServiceAsync(cancellation).ConfigureAwait(false),
        _ => (Choose(await PodsAsync(SelectorOf(await ObjectAsync(cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false)).Name, port),
    };

    private async Task<string> PodAsync(CancellationToken cancellation)
    {
        try
        {
            var json = await session.Feeds.GetAsync(target.Resource.Path(target.Namespace, target.Name), cancellation).ConfigureAwait(false);
            if (Pod.TryParse(json.Span, out var pod, out var why))
            {
                (_labels, _owner) = (pod.Meta.Labels, pod.Meta.Controller?.Uid ?? "");
                var isOver = pod.Meta.Deleting is not null || pod.Phase is "Failed" or "Succeeded";
                return isOver && await SiblingAsync(cancellation).ConfigureAwait(false) is { } other ? other : pod.Name;
            }

            throw new IOException($"pod {target.Name} can't be read: {why}");
        }
        catch (ApiException e) when (e.Failure.HttpStatus == 404)
        {
            return await SiblingAsync(cancellation).ConfigureAwait(false)
                ?? throw new IOException($"pod {target.Name} is gone, and no other of its owner runs");
        }
    }

    /// <summary>Replaced: another pod of the same owner; null where it had none, or none runs.</summary>
    private async Task<string?> SiblingAsync(CancellationToken cancellation)
    {
        if (_labels is not { Count: > 0 } labels || _owner.Length == 0)
        {
            return null;
        }

        var selector = string.Join(',', labels.Select(l => $"{l.Key}={l.Value}"));
        return (await PodsAsync(selector, cancellation).ConfigureAwait(false))
            .Where(p => p.Meta.Controller?.Uid == _owner && p.Phase == "Running" && p.Meta.Deleting is null).OrderByDescending(p => p.IsReady).FirstOrDefault()?.Name;
    }

    private async Task<(string Pod, int Port)> OfServiceAsync(CancellationToken cancellation)
    {
        var json = await session.Feeds.GetAsync(target.Resource.Path(target.Namespace, target.Name), cancellation).ConfigureAwait(false);
        if (!Service.TryParse(json.Span, out var service, out var why))
        {
            throw new IOException($"service {target.Name} can't be read: {why}");
        }

        var wanted = service.Ports.FirstOrDefault(p => p.Port == port && p.Protocol == "TCP") ?? throw new IOException(
            $"service {target.Name} has no TCP port {port}; it has {string.Join(", ", service.Ports.Select(p => $"{p.Port}/{p.Protocol}"))}");
        var selector = SelectorOf(JsonNode.Parse(json.Span));
        var pod = Choose(await PodsAsync(selector, cancellation).ConfigureAwait(false));
        if (!wanted.Target.IsName)
        {
            return (pod.Name, wanted.Target.Number);
        }

        var named = pod.Containers.SelectMany(c => c.Ports).FirstOrDefault(p => p.Name == wanted.Target.Name);
        return named is null
            ? throw new IOException($"pod {pod.Name} has no port called {wanted.Target.Name}, which service {target.Name} sends to")
            : (pod.Name, named.Port);
    }

    private async Task<JsonNode?> ObjectAsync(CancellationToken cancellation) =>
        JsonNode.Parse((await session.Feeds.GetAsync(target.Resource.Path(target.Namespace, target.Name), cancellation).ConfigureAwait(false)).Span);

    private string SelectorOf(JsonNode? item) => LogSources.SelectorOf(item?["spec"])
        ?? throw new IOException($"{target.Resource.Singular} {target.Name} selects no pods: there is nothing to forward to");

    private async Task<IReadOnlyList<Pod>> PodsAsync(string selector, CancellationToken cancellation)
    {
        var path = $"{WellKnownKinds.Pods.Path(target.Namespace)}?labelSelector={Uri.EscapeDataString(selector)}";
        var json = await session.Feeds.GetAsync(path, cancellation).ConfigureAwait(false);
        List<Pod> pods = [];
        foreach (var item in (JsonNode.Parse(json.Span)?["items"] as JsonArray ?? new JsonArray()).OfType<JsonNode>())
        {
            if (Pod.TryParse(System.Text.Encoding.UTF8.GetBytes(item.ToJsonString()), out var pod, out _))
            {
                pods.Add(pod);
            }
        }

        return pods;
    }

    private Pod Choose(IReadOnlyList<Pod> pods) =>
        pods.Where(p => p.Phase == "Running" && p.Meta.Deleting is null).OrderByDescending(p => p.IsReady).FirstOrDefault()
        ?? throw new IOException($"no pod of {target.Resource.Singular} {target.Name} is running");
}
