using System.Collections.Concurrent;
using System.Text.Json;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>The privileged pods in nodes' network namespaces, by node: read once, with one list where the server allows it.</summary>
internal sealed class HostPods(ApiClient client, TimeProvider time, IReadOnlyList<string> namespaces) : IDisposable
{
    private const string Running = "status.phase=Running";

    /// <summary>Agents are restarted now and then, above all while somebody mends a cluster.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly ConcurrentDictionary<string, (IReadOnlyList<HostPod> Pods, ShellAttempt? Problem)> _byNode = new();
    private Dictionary<string, List<HostPod>>? _all;
    private ApiFailure? _failure;
    private bool _isPerNode;
    private long _read = time.GetTimestamp();

    /// <summary>The best first; where there is none, why.</summary>
    public async Task<(IReadOnlyList<HostPod> Pods, ShellAttempt? Problem)> OnAsync(string node, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (time.GetElapsedTime(_read) > Freshness)
            {
                (_all, _failure, _read) = (null, null, time.GetTimestamp());
                _byNode.Clear();
            }

            if (_byNode.TryGetValue(node, out var known))
            {
                return known;
            }

            if (_all is null && _failure is null && !_isPerNode)
            {
                await ReadAllAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _reading.Release();
        }

        var found = _isPerNode ? await ReadNodeAsync(node, cancellation).ConfigureAwait(false) : _all?.GetValueOrDefault(node) ?? [];
        var answer = ((IReadOnlyList<HostPod>)[.. found.OrderBy(p => p.Rank).ThenBy(p => p.Name, StringComparer.Ordinal)], Problem(found));
        _byNode[node] = answer;
        return answer;
    }

    public void Dispose() => _reading.Dispose();

    private ShellAttempt? Problem(List<HostPod> found) =>
        found.Count > 0 ? null
        : _failure is { } failure ? new ShellAttempt(
            null, $"pods could not be listed: {SectionReader.Sentence(failure).TrimEnd('.')}",
            failure.Step == RequestStep.Permission ? ApiPaths.Permission("list", "", "pods", null) : failure.Advice,
            failure.Step is RequestStep.Permission or RequestStep.Login)
        : new ShellAttempt(null, "no privileged pod with the host's network runs on it");

    private async Task ReadAllAsync(CancellationToken cancellation)
    {
        try
        {
            _all = await ListAsync(null, $"spec.hostNetwork=true,{Running}", cancellation).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Failure.HttpStatus == 400)
        {
            // Servers before 1.28 do not select by hostNetwork.
            _isPerNode = true;
        }
        catch (ApiException e) when (e.Failure.Step == RequestStep.Permission)
        {
            _all = await ListSomeAsync(cancellation).ConfigureAwait(false);
            _failure = _all is null ? e.Failure : null;
        }
        catch (ApiException e)
        {
            _failure = e.Failure;
        }
    }

    /// <summary>Who may not list pods everywhere often may in a namespace or two.</summary>
    private async Task<Dictionary<string, List<HostPod>>?> ListSomeAsync(CancellationToken cancellation)
    {
        Dictionary<string, List<HostPod>>? all = null;
        foreach (var ns in namespaces.Prepend("kube-system").Distinct())
        {
            try
            {
                foreach (var (node, pods) in await ListAsync(ns, Running, cancellation).ConfigureAwait(false))
                {
                    all ??= [];
                    all[node] = [.. all.GetValueOrDefault(node) ?? [], .. pods];
                }
            }
            catch (ApiException)
            {
                // Refused here as well: the refusal for all namespaces is what is told.
            }
        }

        return all;
    }

    private async Task<List<HostPod>> ReadNodeAsync(string node, CancellationToken cancellation)
    {
        try
        {
            return (await ListAsync(null, $"spec.nodeName={node},{Running}", cancellation).ConfigureAwait(false)).GetValueOrDefault(node) ?? [];
        }
        catch (ApiException e)
        {
            _failure = e.Failure;
            return [];
        }
    }

    private async Task<Dictionary<string, List<HostPod>>> ListAsync(string? ns, string fields, CancellationToken cancellation)
    {
        Dictionary<string, List<HostPod>> found = [];
        var path = ns is null ? "/api/v1/pods" : $"/api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods";
        await client.ListAsync(path, new ListQuery(ns, null, fields), Take, cancellation).ConfigureAwait(false);
        return found;

        void Take(ReadOnlySpan<byte> json)
        {
            using var document = JsonDocument.Parse(json.ToArray());
            if (HostPod.Read(document.RootElement) is { } pod)
            {
                if (!found.TryGetValue(pod.Node, out var pods))
                {
                    found[pod.Node] = pods = [];
                }

                pods.Add(pod);
            }
        }
    }
}
