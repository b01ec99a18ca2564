using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

public enum LeftoverOutcome
{
    /// <summary>It is not there any more.</summary>
    Gone,

    /// <summary>Something of its name is there that this program did not make: it is left alone.</summary>
    NotOurs,

    /// <summary>It could not be removed now; the next start tries again.</summary>
    Kept,
}

/// <summary>Removes what the program made, and nothing else: the owner's label must be there, and the uid that was looked at.</summary>
public static class Leftovers
{
    /// <summary>Never throws but for <paramref name="cancellation"/> that was asked for before it began.</summary>
    public static async Task<LeftoverOutcome> RemoveAsync(ApiClient client, FootprintObject item, CancellationToken cancellation)
    {
        var path = $"/api/v1/namespaces/{Uri.EscapeDataString(item.Namespace)}/pods/{Uri.EscapeDataString(item.Name)}";
        try
        {
            var answer = await client.GetAsync(path, cancellation).ConfigureAwait(false);
            var (owner, uid) = Identity(answer.Body);
            if (owner != item.Owner)
            {
                return LeftoverOutcome.NotOurs;
            }

            var options = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "DeleteOptions",
                ["gracePeriodSeconds"] = 0,
                ["preconditions"] = new JsonObject { ["uid"] = uid },
            };
            await client.SendAsync(HttpMethod.Delete, path, Encoding.UTF8.GetBytes(options.ToJsonString()), "application/json", cancellation)
                .ConfigureAwait(false);
            return LeftoverOutcome.Gone;
        }
        catch (ApiException e)
        {
            return e.Failure.HttpStatus == 404 ? LeftoverOutcome.Gone : LeftoverOutcome.Kept;
        }
        catch (OperationCanceledException)
        {
            return LeftoverOutcome.Kept;
        }
    }

    private static (string? Owner, string? Uid) Identity(ReadOnlyMemory<byte> json)
    {
        try
        {
            var meta = JsonNode.Parse(json.Span)?["metadata"];
            return ((string?)meta?["labels"]?[DebugPod.OwnerLabel], (string?)meta?["uid"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }
}
