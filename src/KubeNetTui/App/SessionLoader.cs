using System.Text.Json;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>What is learned of a cluster behind the screens: its kinds, its version. Tries until it knows.</summary>
internal static class SessionLoader
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Ends with the session.</summary>
    public static async Task RunAsync(Session session, IWorkspace workspace)
    {
        try
        {
            await SweepAsync(session, workspace).ConfigureAwait(false);
            while (!await TryAsync(session, workspace).ConfigureAwait(false))
            {
                await Task.Delay(Pause, workspace.Time, session.Ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The session ended.
        }
    }

    /// <summary>Debug pods that an earlier run could not remove.</summary>
    private static async Task SweepAsync(Session session, IWorkspace workspace)
    {
        foreach (var told in await LeftoverSweep.RunAsync(session.Client, session.Footprint, session.Ending).ConfigureAwait(false))
        {
            workspace.Post(() => workspace.Say(SafeText.Clean(told), StatusTone.Warning));
        }
    }

    private static async Task<bool> TryAsync(Session session, IWorkspace workspace)
    {
        try
        {
            var version = VersionOf(await session.Feeds.GetAsync("/version", session.Ending).ConfigureAwait(false));
            workspace.Post(() => session.ServerVersion = version);
            var catalog = await session.Feeds.DiscoverAsync(session.Ending).ConfigureAwait(false);
            workspace.Post(() =>
            {
                session.Catalog = catalog;
                if (catalog.Problems.Count > 0)
                {
                    workspace.Say(catalog.Problems[0], StatusTone.Warning);
                }
            });
            return true;
        }
        catch (ApiException)
        {
            return false; // the list in sight says what is wrong
        }
    }

    internal static string VersionOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("gitVersion", out var version) && version.ValueKind == JsonValueKind.String
                    ? version.GetString()!
                    : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
