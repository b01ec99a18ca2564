using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using AccessAnswer = KubeNetTui.Evidence.AccessAnswer;

namespace KubeNetTui.Collect;

/// <summary>A SubjectAccessReview: may somebody else do that? The server decides and stores nothing.</summary>
internal static class SubjectAccess
{
    private const string Path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    /// <exception cref="ApiException">Refused, or no review came back.</exception>
    public static async Task<AccessAnswer> AskAsync(ApiClient client, AccessNeed need, CancellationToken cancellation)
    {
        var answer = await client.SendAsync(
            HttpMethod.Post, Path, Encoding.UTF8.GetBytes(Review(need).ToJsonString()), "application/json", cancellation).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            if (document.RootElement.TryGetProperty("status", out var status) && status.TryGetProperty("allowed", out var allowed))
            {
                var reason = status.TryGetProperty("reason", out var r) && r.ValueKind == JsonValueKind.String ? r.GetString() ?? "" : "";
                return new AccessAnswer(allowed.ValueKind == JsonValueKind.True, reason);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // As an answer without a status.
        }

        throw new ApiException(new ApiFailure(RequestStep.Answer, answer.Status, "", $"POST {Path}: the answer is no SubjectAccessReview.", ""));
    }

    internal static JsonObject Review(AccessNeed need)
    {
        var (resource, subresource) = need.Resource.Split('/', 2) is [var main, var sub] ? (main, sub) : (need.Resource, null);
        var attributes = new JsonObject { ["verb"] = need.Verb, ["group"] = need.Group, ["resource"] = resource };
        if (subresource is not null)
        {
            attributes["subresource"] = subresource;
        }

        if (need.Namespace is { } ns)
        {
            attributes["namespace"] = ns;
        }

        var spec = new JsonObject { ["user"] = need.User, ["resourceAttributes"] = attributes };

        // The server adds no groups: without them, what is bound to all service accounts of a namespace would seem to be missing.
        var groups = new JsonArray("system:authenticated");
        if (need.User.Split(':') is ["system", "serviceaccount", var account, _])
        {
            groups.Add((JsonNode)"system:serviceaccounts");
            groups.Add((JsonNode)$"system:serviceaccounts:{account}");
        }

        spec["groups"] = groups;
        return new JsonObject { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SubjectAccessReview", ["spec"] = spec };
    }
}
