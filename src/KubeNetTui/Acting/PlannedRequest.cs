using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.App;

namespace KubeNetTui.Acting;

/// <summary>One request that changes the cluster, as it will be sent: shown before, sent as shown.</summary>
/// <param name="Target">The object that it changes.</param>
/// <param name="Path">With the query.</param>
/// <param name="Body">JSON; null: none.</param>
/// <param name="ContentType"><c>application/merge-patch+json</c> and the like.</param>
/// <param name="Kubectl">What a person would type for the same.</param>
internal sealed record PlannedRequest(
    Selection Target, HttpMethod Method, string Path, JsonNode? Body, string ContentType, string Kubectl)
{
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicPatch = "application/strategic-merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";
    public const string Json = "application/json";

    public ReadOnlyMemory<byte> Bytes => Body is null ? default : Encoding.UTF8.GetBytes(Body.ToJsonString());

    /// <summary><c>PATCH /apis/apps/v1/… {"spec":…}</c>: the request as the dialog shows it.</summary>
    public string Text => $"{Method} {Path}{(Body is null ? "" : " " + Body.ToJsonString())}";

    public static PlannedRequest Patch(Selection target, JsonNode body, string contentType, string kubectl, string subresource = "") =>
        new(target, HttpMethod.Patch, PathOf(target) + subresource, body, contentType, kubectl);

    public static string PathOf(Selection target) => target.Resource.Path(target.Namespace, target.Name);

    /// <summary><c>deployment/web -n shop</c></summary>
    public static string KubectlName(Selection target) =>
        $"{target.Resource.Singular}{(target.Resource.Group.Length > 0 ? "." + target.Resource.Group : "")}/{target.Name}{(target.Namespace.Length > 0 ? " -n " + target.Namespace : "")}";
}

/// <summary>What is about to be done, for the person to say yes or no to.</summary>
/// <param name="Title"><c>scale deployment shop/web</c>.</param>
/// <param name="Effect">What will happen, in a sentence or two.</param>
/// <param name="Done">What to say when it has: <c>scaled shop/web to 3</c>.</param>
internal sealed record ActionPlan(string Title, string Effect, string Done, IReadOnlyList<PlannedRequest> Requests)
{
    /// <summary>It can't be undone by another request.</summary>
    public bool IsDestructive { get; init; }

    public static ActionPlan Of(string title, string effect, string done, params IReadOnlyList<PlannedRequest> requests) => new(title, effect, done, requests);
}

/// <summary>Why something can't be planned: the object is none that it can be done to, or what was typed is nothing.</summary>
internal sealed class PlanException(string message) : Exception(message);
