using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>
/// As much of OpenAPI as kubectl needs to apply: that each kind's patch takes <c>fieldValidation</c> and <c>dryRun</c>, so that
/// it leaves validation to the server. There are no schemas of fields.
/// </summary>
internal sealed class OpenApiHandler(ObjectStore store, string serverVersion)
{
    public Task<bool> TryHandleAsync(HttpContext context)
    {
        var kinds = store.Kinds;
        return context.Request.Path.Value!.Trim('/').Split('/') switch
        {
            ["openapi", "v3"] => DoneAsync(context.WriteJsonAsync(Index(kinds))),
            ["openapi", "v3", "api", "v1"] => DoneAsync(context.WriteJsonAsync(Document(kinds, "", "v1"))),
            ["openapi", "v3", "apis", var group, var version] when kinds.Of(group, version).Any() =>
                DoneAsync(context.WriteJsonAsync(Document(kinds, group, version))),
            ["openapi", "v2"] => DoneAsync(WriteVersion2Async(context)),
            _ => Task.FromResult(false),
        };
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private static JsonObject Index(KindCatalogue kinds)
    {
        var paths = new JsonObject { ["api/v1"] = Reference("api/v1") };
        foreach (var path in kinds.Groups.SelectMany(group => kinds.Versions(group).Select(version => $"apis/{group}/{version}")))
        {
            paths[path] = Reference(path);
        }

        return new JsonObject { ["paths"] = paths };

        static JsonObject Reference(string path) => new() { ["serverRelativeURL"] = "/openapi/v3/" + path };
    }

    private JsonObject Document(KindCatalogue kinds, string group, string version)
    {
        var paths = new JsonObject();
        var prefix = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        foreach (var kind in kinds.Of(group, version).Where(kind => kind.Verbs.Contains("patch")))
        {
            var path = $"{prefix}/{(kind.Namespaced ? "namespaces/{namespace}/" : "")}{kind.Resource}/{{name}}";
            paths[path] = new JsonObject { ["patch"] = Operation(kind, "patch"), ["put"] = Operation(kind, "put") };
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = serverVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
        };
    }

    private static JsonObject Operation(ResourceKind kind, string action) => new()
    {
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = new JsonObject
        {
            ["group"] = kind.Group,
            ["version"] = kind.Version,
            ["kind"] = kind.Kind,
        },
        ["parameters"] = new JsonArray([.. ((string[])["dryRun", "fieldManager", "fieldValidation"]).Select(name => (JsonNode)new JsonObject
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
        })]),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
    };

    private static Task WriteVersion2Async(HttpContext context)
    {
        const string Title = "Kubernetes";
        if (!context.Request.Headers.Accept.ToString().Contains("protobuf", StringComparison.Ordinal))
        {
            return context.WriteJsonAsync(new JsonObject
            {
                ["swagger"] = "2.0",
                ["info"] = new JsonObject { ["title"] = Title, ["version"] = "v1" },
                ["paths"] = new JsonObject(),
                ["definitions"] = new JsonObject(),
            });
        }

        // kubectl before 1.27 reads nothing else. gnostic's Document: swagger = 1, info = 2 { title = 1, version = 2 }; a kind that
        // has no definition is not validated.
        var title = Encoding.ASCII.GetBytes(Title);
        byte[] body = [0x0a, 3, .. "2.0"u8, 0x12, (byte)(title.Length + 6), 0x0a, (byte)title.Length, .. title, 0x12, 2, .. "v1"u8];
        // Asked for with an "@" in its name, which is no media type: answered without, as API servers do since 1.24; older ones let it be guessed.
        return context.WriteBytesAsync(body, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    }
}
