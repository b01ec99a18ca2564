using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Footprint;

/// <summary>At the start: what an earlier run left in this cluster is removed, and told.</summary>
internal static class LeftoverSweep
{
    /// <returns>A sentence for each object; none where nothing was left, which is the rule.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(ApiClient client, FootprintFolder footprint, CancellationToken cancellation)
    {
        List<string> told = [];
        var server = client.Settings.Server.GetLeftPart(UriPartial.Authority);
        foreach (var (item, _) in footprint.Entries().Where(e => !e.IsInUse && e.Item.Server == server))
        {
            var name = $"{item.Namespace}/{item.Name}";
            var outcome = await Leftovers.RemoveAsync(client, item, cancellation).ConfigureAwait(false);
            if (outcome != LeftoverOutcome.Kept)
            {
                await footprint.RemovedAsync(item, CancellationToken.None).ConfigureAwait(false);
            }

            told.Add(outcome switch
            {
                LeftoverOutcome.Gone => $"a debug pod that an earlier run left is removed: {name}",
                LeftoverOutcome.NotOurs => $"a pod {name} stands where an earlier run had a debug pod; it is not this program's and stays",
                _ => $"a debug pod that an earlier run left could not be removed: kubectl delete pod -n {item.Namespace} {item.Name}",
            });
        }

        return told;
    }
}
