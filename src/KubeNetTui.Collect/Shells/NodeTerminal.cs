using System.Security.Cryptography;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// A shell on a node for a person: through a debug pod made for it after consent, noted down before, removed when this is disposed.
/// </summary>
public sealed class NodeTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly ApiClient _client;
    private readonly IFootprint _footprint;
    private readonly FootprintObject _item;

    private NodeTerminal(ApiClient client, IFootprint footprint, FootprintObject item) => (_client, _footprint, _item) = (client, footprint, item);

    /// <summary>What is run in the pod: leads into the node's own root.</summary>
    public ExecQuery Query => new(_item.Namespace, _item.Name, "shell", NodeWrapper.ForPerson) { Stdin = true, Tty = true };

    /// <summary><c>kube-system/kubenettui-debug-node-a-1a2b3c</c></summary>
    public string Pod => $"{_item.Namespace}/{_item.Name}";

    /// <summary>After it was disposed: the pod could not be removed, and stays noted down.</summary>
    public bool IsLeft { get; private set; }

    /// <returns>The terminal, or why there is none.</returns>
    public static async Task<(NodeTerminal? Terminal, string Why)> OpenAsync(
        ApiClient client, TimeProvider time, NodeShellOptions options, string node, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Consent is not { } consent || options.Footprint is not { } footprint)
        {
            return (null, "no debug pod without consent");
        }

        FootprintObject item = new(
            client.Settings.Server.GetLeftPart(UriPartial.Authority), client.Settings.ContextName, "Pod", options.DebugNamespace,
            DebugPod.NameFor(node), RandomNumberGenerator.GetHexString(16, lowercase: true), node, time.GetUtcNow())
        {
            Lasts = DebugPod.LongestShell,
        };
        var manifest = DebugPod.Manifest(item, options.DebugImage, DebugPod.LongestShell);
        if (!await consent(new DebugPodRequest([node], DebugPod.Yaml(manifest), "a shell on a node takes a privileged pod there"), cancellation).ConfigureAwait(false))
        {
            return (null, "a debug pod was not agreed to");
        }

        try
        {
            await footprint.PlanAsync(item, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"no debug pod, for it could not be noted down: {e.Message}");
        }

        var made = new NodeTerminal(client, footprint, item);
        var why = "";
        try
        {
            var attempt = await DebugPodProvider.MakeAsync(client, time, options, item, manifest.ToJsonString(), cancellation).ConfigureAwait(false);
            if (attempt.Shell is { } shell)
            {
                await shell.DisposeAsync().ConfigureAwait(false);
                return (made, "");
            }

            why = $"{attempt.Problem}{(attempt.WouldNeed.Length > 0 ? $"; it takes {attempt.WouldNeed}" : "")}";
        }
        catch (OperationCanceledException)
        {
            await made.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await made.DisposeAsync().ConfigureAwait(false);
        return (null, why);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        IsLeft = !await DebugPodProvider.RemoveAsync(_client, _footprint, _item, patience.Token).ConfigureAwait(false);
    }
}
