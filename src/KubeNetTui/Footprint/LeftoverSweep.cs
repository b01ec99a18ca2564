using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.App;
using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;
using KubeNetTui.Shell;

namespace KubeNetTui.Footprint;

/// <summary>At the start: what an earlier run left in this cluster is removed, and told.</summary>
internal static class LeftoverSweep
{
    /// <returns>A sentence for each object; none where nothing was left, which is the rule.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(ApiClient client, FootprintFolder footprint, CancellationToken cancellation)
    {
        List<string> told = [];
        foreach (var (item, _) in footprint.Entries().Where(e => !e.IsInUse && IsIn(client, e.Item)))
        {
            if (item.StaysWithItsPod)
            {
                await ForgetIfGoneAsync(client, footprint, item, cancellation).ConfigureAwait(false);
                continue;
            }

            var (_, sentence) = await RemoveAsync(client, footprint, item, cancellation).ConfigureAwait(false);
            told.Add(sentence);
        }

        return told;
    }

    /// <summary>A debug container is noted down for as long as its pod is there.</summary>
    private static async Task ForgetIfGoneAsync(ApiClient client, FootprintFolder footprint, FootprintObject item, CancellationToken cancellation)
    {
        try
        {
            var pod = await client.GetAsync(WellKnownKinds.Pods.Path(item.Namespace, item.Name), cancellation).ConfigureAwait(false);
            if (!PodContainer.Of(JsonNode.Parse(pod.Body.Span)!).Any(c => c.Name == item.Owner))
            {
                footprint.Forget(item); // another pod of that name
            }
        }
        catch (ApiException e) when (e.Failure.HttpStatus == 404)
        {
            footprint.Forget(item);
        }
        catch (Exception e) when (e is ApiException or JsonException or InvalidOperationException or NullReferenceException)
        {
            // Not known now; the next start asks again.
        }
    }

    /// <summary>It was made in the cluster that this client talks to.</summary>
    public static bool IsIn(ApiClient client, FootprintObject item) => item.Server == client.Settings.Server.GetLeftPart(UriPartial.Authority);

    /// <summary>Removes one that nobody works with any more.</summary>
    /// <exception cref="IOException">What is noted down of it can't be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static async Task<(LeftoverOutcome Outcome, string Told)> RemoveAsync(
        ApiClient client, FootprintFolder footprint, FootprintObject item, CancellationToken cancellation)
    {
        var name = $"{item.Namespace}/{item.Name}";
        var outcome = await Leftovers.RemoveAsync(client, item, cancellation).ConfigureAwait(false);
        switch (outcome)
        {
            case LeftoverOutcome.Gone:
                await footprint.RemovedAsync(item, CancellationToken.None).ConfigureAwait(false);
                return (outcome, $"a debug pod that an earlier run left is removed: {name}");
            case LeftoverOutcome.NotOurs:
                footprint.Forget(item);
                return (outcome, $"a pod {name} stands where an earlier run had a debug pod; it is not this program's and stays");
            default:
                return (outcome, $"a debug pod that an earlier run left could not be removed: kubectl delete pod -n {item.Namespace} {item.Name}");
        }
    }
}
