using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Makes a debug pod on a node, after consent, and removes it when the source that it was made for ends. It is written into the
/// footprint before it is made, so that the next start finds it after a crash.
/// </summary>
internal sealed class DebugPodProvider(ApiClient client, TimeProvider time, NodeShellOptions options, Func<IReadOnlyList<string>> nodes)
    : INodeShellProvider, IAsyncDisposable
{
    private const string PodsOf = "/api/v1/namespaces/";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    /// <summary>Before the cluster ends it, another one is made.</summary>
    private static readonly TimeSpan Lifetime = DebugPod.Deadline - TimeSpan.FromMinutes(1);

    private readonly string _owner = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly ConcurrentDictionary<string, FootprintObject> _made = new();
    private readonly ConcurrentDictionary<string, (ShellAttempt Attempt, long At)> _shells = new();
    private readonly SemaphoreSlim _asking = new(1, 1);
    private bool? _agreed;

    public NodeShellKind Kind => NodeShellKind.Debug;

    public async IAsyncEnumerable<ShellAttempt> AttemptsAsync(NodeTarget node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_shells.TryGetValue(node.Name, out var known) && time.GetElapsedTime(known.At) < (known.Attempt.Shell is null ? Memory : Lifetime))
        {
            yield return known.Attempt;
            yield break;
        }

        if (_made.TryRemove(node.Name, out var old))
        {
            await RemoveAsync(old, cancellation).ConfigureAwait(false);
        }

        var attempt = await OpenAsync(node.Name, cancellation).ConfigureAwait(false);
        _shells[node.Name] = (attempt, time.GetTimestamp());
        yield return attempt;
    }

    /// <summary>Removes what was made; what can't be removed stays in the footprint, for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await Task.WhenAll(_made.Values.Select(item => RemoveAsync(item, patience.Token))).ConfigureAwait(false);
        _asking.Dispose();
    }

    private async Task<ShellAttempt> OpenAsync(string node, CancellationToken cancellation)
    {
        if (options.Consent is null || options.Footprint is not { } footprint)
        {
            return new ShellAttempt(null, "no debug pod without consent", options.DebugHint);
        }

        var item = new FootprintObject(
            client.Settings.Server.GetLeftPart(UriPartial.Authority), client.Settings.ContextName, "Pod", options.DebugNamespace,
            DebugPod.NameFor(node), _owner, node, time.GetUtcNow());
        var manifest = DebugPod.Manifest(item, options.DebugImage, DebugPod.Deadline);
        if (!await IsAgreedAsync(DebugPod.Yaml(manifest), cancellation).ConfigureAwait(false))
        {
            return new ShellAttempt(null, "a debug pod was not agreed to", options.DebugHint);
        }

        try
        {
            await footprint.PlanAsync(item, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ShellAttempt(null, $"no debug pod, for it could not be noted down: {e.Message}", "a state folder that can be written");
        }

        _made[node] = item;
        var attempt = await MakeAsync(client, time, options, item, manifest.ToJsonString(), cancellation).ConfigureAwait(false);
        if (attempt.Shell is null)
        {
            _made.TryRemove(node, out _);
            await RemoveAsync(item, cancellation).ConfigureAwait(false);
        }

        return attempt;
    }

    /// <summary>Asked once for all nodes.</summary>
    private async Task<bool> IsAgreedAsync(string manifest, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _agreed ??= await options.Consent!(
                new DebugPodRequest(nodes(), manifest, "nothing that is on the nodes already gives what is needed"), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Makes it and waits until it runs; one that does not is still there.</summary>
    internal static async Task<ShellAttempt> MakeAsync(
        ApiClient client, TimeProvider time, NodeShellOptions options, FootprintObject item, string manifest, CancellationToken cancellation)
    {
        try
        {
            await client.SendAsync(
                HttpMethod.Post, $"{PodsOf}{item.Namespace}/pods", Encoding.UTF8.GetBytes(manifest), "application/json", cancellation).ConfigureAwait(false);
            var since = time.GetTimestamp();
            var state = "Pending";
            while (time.GetElapsedTime(since) < StartPatience)
            {
                var answer = await client.GetAsync($"{PodsOf}{item.Namespace}/pods/{item.Name}", cancellation).ConfigureAwait(false);
                (var isRunning, state, var isLost) = State(answer.Body);
                if (isRunning)
                {
                    var target = new ExecTarget(
                        NodeShellKind.Debug, item.Node, item.Namespace, item.Name, "shell", NodeWrapper.IntoNode(isHostNetwork: true));
                    return new ShellAttempt(new ExecNodeShell(client, target));
                }

                if (isLost)
                {
                    break;
                }

                await Task.Delay(LookEvery, time, cancellation).ConfigureAwait(false);
            }

            return new ShellAttempt(null, $"debug pod {item.Namespace}/{item.Name} did not start: {state}", $"an image that the node can pull ({options.DebugImage})");
        }
        catch (ApiException e)
        {
            return new ShellAttempt(
                null, $"debug pod: {SectionReader.Sentence(e.Failure).TrimEnd('.')}",
                e.Failure.Step == RequestStep.Permission ? ApiPaths.Permission("create", "", "pods", item.Namespace) : e.Failure.Advice,
                e.Failure.Step is RequestStep.Permission or RequestStep.Login);
        }
    }

    private Task<bool> RemoveAsync(FootprintObject item, CancellationToken cancellation) => RemoveAsync(client, options.Footprint!, item, cancellation);

    /// <returns>False: it could not be removed, and stays noted down.</returns>
    internal static async Task<bool> RemoveAsync(ApiClient client, IFootprint footprint, FootprintObject item, CancellationToken cancellation)
    {
        if (await Leftovers.RemoveAsync(client, item, cancellation).ConfigureAwait(false) == LeftoverOutcome.Gone)
        {
            await footprint.RemovedAsync(item, CancellationToken.None).ConfigureAwait(false);
            return true;
        }

        await footprint.LeftAsync(item, CancellationToken.None).ConfigureAwait(false);
        return false;
    }

    /// <returns>Lost: it will not start any more, or not soon: waiting is of no use.</returns>
    internal static (bool IsRunning, string State, bool IsLost) State(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("status", out var status))
            {
                return (false, "Pending", false);
            }

            var phase = Text(status, "phase");
            if (status.TryGetProperty("containerStatuses", out var containers) && containers is { ValueKind: JsonValueKind.Array } && containers.GetArrayLength() > 0)
            {
                var state = containers[0].TryGetProperty("state", out var s) ? s : default;
                if (state.ValueKind == JsonValueKind.Object && state.TryGetProperty("running", out _))
                {
                    return (true, phase, false);
                }

                if (state.ValueKind == JsonValueKind.Object && state.TryGetProperty("waiting", out var waiting))
                {
                    var reason = Text(waiting, "reason");
                    return (false, $"{reason} {Text(waiting, "message")}".Trim(), reason is "ImagePullBackOff" or "InvalidImageName" or "CreateContainerConfigError");
                }
            }

            return (false, $"{phase} {Text(status, "message")}".Trim(), phase is "Failed" or "Succeeded");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (false, "its status could not be read", false);
        }
    }

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString() ?? ""
            : "";
}
