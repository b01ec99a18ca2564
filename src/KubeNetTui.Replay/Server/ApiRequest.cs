using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>
/// A request for a resource, taken from its path as the API server does
/// (staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go).
/// </summary>
/// <param name="Namespace">"" for all namespaces and for cluster-scoped kinds.</param>
/// <param name="Name">"" for the collection.</param>
/// <param name="Rest">What follows a <c>proxy</c> subresource, with its leading slash.</param>
internal sealed record ApiRequest(
    string Verb, string Group, string Version, string Resource, string Namespace, string Name, string Subresource, string Rest)
{
    /// <summary>Null when the path names no resource.</summary>
    public static ApiRequest? Parse(HttpRequest request)
    {
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var start = parts switch
        {
            ["api", _, _, ..] => 1,
            ["apis", _, _, _, ..] => 2,
            _ => 0,
        };
        if (start == 0)
        {
            return null;
        }

        var (group, version) = (start == 1 ? "" : parts[1], parts[start]);
        var tail = parts.AsSpan(start + 1);
        var ns = "";
        if (tail is ["namespaces", var named, _, ..] && !(tail.Length == 3 && tail[2] is "status" or "finalize"))
        {
            ns = named;
            tail = tail[2..];
        }

        var name = tail.Length > 1 ? tail[1] : "";
        var subresource = tail.Length > 2 ? tail[2] : "";
        if (tail[0] == "namespaces" && ns.Length == 0)
        {
            ns = name;
        }

        var rest = tail.Length > 3 ? "/" + string.Join('/', tail[3..].ToArray()) : "";
        if (rest.Length > 0 && request.Path.Value.EndsWith('/'))
        {
            rest += "/";
        }

        return new ApiRequest(VerbOf(request, name), group, version, tail[0], ns, name, subresource, rest);
    }

    private static string VerbOf(HttpRequest request, string name) => request.Method switch
    {
        "GET" or "HEAD" when IsTrue(request.Query["watch"]) => "watch",
        "GET" or "HEAD" => name.Length > 0 ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name.Length > 0 ? "delete" : "deletecollection",
        var other => other.ToLowerInvariant(),
    };

    public static bool IsTrue(string? text) => text is "1" or "true" or "True" or "t" or "T" or "TRUE" or "";
}
