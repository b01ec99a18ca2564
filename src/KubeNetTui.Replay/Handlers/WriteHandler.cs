using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Create, update, patch and delete on the live copy.</summary>
internal sealed class WriteHandler(ObjectStore store, PodStarter starter, TimeProvider clock)
{
    private const string JsonPatchType = "application/json-patch+json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string StrategicPatchType = "application/strategic-merge-patch+json";
    private const string ApplyPatchType = "application/apply-patch+yaml";
    private readonly ObjectEditor _editor = new(store, clock);
    private readonly ObjectRemover _remover = new(store, clock);

    public async Task CreateAsync(HttpContext context, ResourceKind kind, string @namespace)
    {
        var item = await context.ReadObjectAsync().ConfigureAwait(false);
        var stored = Create(context, kind, @namespace, item);
        await context.WriteObjectAsync(kind, stored, 201).ConfigureAwait(false);
    }

    public async Task UpdateAsync(HttpContext context, ResourceKind kind, ApiRequest request, string @namespace)
    {
        var item = await context.ReadObjectAsync().ConfigureAwait(false);
        if (request.Subresource == "scale")
        {
            var scaled = _editor.Edit(kind, @namespace, request.Name, "", current => Scale.Set(current, item), IsDryRun(context));
            await context.WriteJsonAsync(Scale.Of(kind, scaled)).ConfigureAwait(false);
            return;
        }

        if (ObjectMetadata.Text(ObjectMetadata.Of(item), "name").Length == 0)
        {
            throw ApiStatusException.BadRequest("the name of the object (based on URL) was undeterminable: name must be provided");
        }

        var stored = _editor.Edit(kind, @namespace, request.Name, request.Subresource, _ => (JsonObject)item.DeepClone(), IsDryRun(context));
        await context.WriteObjectAsync(kind, stored).ConfigureAwait(false);
    }

    public async Task PatchAsync(HttpContext context, ResourceKind kind, ApiRequest request, string @namespace)
    {
        var type = (context.Request.ContentType ?? "").Split(';')[0].Trim();
        var body = await context.ReadBodyAsync().ConfigureAwait(false);
        var isBuiltIn = BuiltInKinds.List.Any(known => known.QualifiedName == kind.QualifiedName);
        if (type == ApplyPatchType)
        {
            await ApplyAsync(context, kind, request, @namespace, body, isBuiltIn).ConfigureAwait(false);
            return;
        }

        var edit = ReadPatch(type, body, isBuiltIn);
        if (request.Subresource == "scale")
        {
            var scaled = _editor.Edit(kind, @namespace, request.Name, "", current =>
            {
                var scale = Scale.Of(kind, current);
                edit(scale);
                return Scale.Set(current, scale);
            }, IsDryRun(context));
            await context.WriteJsonAsync(Scale.Of(kind, scaled)).ConfigureAwait(false);
            return;
        }

        var stored = _editor.Edit(kind, @namespace, request.Name, request.Subresource, current =>
        {
            edit(current);
            return current;
        }, IsDryRun(context));
        if (request.Subresource == "ephemeralcontainers" && !IsDryRun(context))
        {
            starter.Created(@namespace, request.Name);
        }

        await context.WriteObjectAsync(kind, stored).ConfigureAwait(false);
    }

    public async Task DeleteAsync(HttpContext context, ResourceKind kind, string @namespace, string name)
    {
        var options = await ReadDeleteOptionsAsync(context).ConfigureAwait(false);
        var (uid, left) = _remover.Remove(kind, @namespace, name, options);
        if (left is not null)
        {
            await context.WriteObjectAsync(kind, left).ConfigureAwait(false); // a finalizer holds it
            return;
        }

        var details = new JsonObject { ["name"] = name };
        if (kind.Group.Length > 0)
        {
            details["group"] = kind.Group;
        }

        details["kind"] = kind.Resource;
        details["uid"] = uid;
        await context.WriteJsonAsync(Success(details)).ConfigureAwait(false);
    }

    public async Task DeleteCollectionAsync(HttpContext context, ResourceKind kind, string @namespace)
    {
        var selection = ListOptions.Parse(kind, context.Request.Query);
        var options = await ReadDeleteOptionsAsync(context).ConfigureAwait(false);
        foreach (var item in store.Table(kind).Items)
        {
            if ((@namespace.Length == 0 || item.Namespace == @namespace) && selection.Matches(item))
            {
                _remover.Remove(kind, item.Namespace, item.Name, options with { IgnoreMissing = true });
            }
        }

        await context.WriteJsonAsync(Success(new JsonObject { ["kind"] = kind.Resource })).ConfigureAwait(false);
    }

    public Task GetScaleAsync(HttpContext context, ResourceKind kind, string @namespace, string name)
    {
        var item = store.Table(kind).Find(@namespace, name) ?? throw ApiStatusException.NotFound(kind, name);
        return context.WriteJsonAsync(Scale.Of(kind, item.ToNode(kind)));
    }

    /// <summary>An eviction is a deletion that a PodDisruptionBudget may forbid.</summary>
    public async Task EvictAsync(HttpContext context, ResourceKind pods, string @namespace, string name)
    {
        var eviction = await context.ReadObjectAsync().ConfigureAwait(false);
        var options = DeleteOptions.Read(eviction["deleteOptions"] as JsonObject ?? []);
        _remover.Evict(pods, @namespace, name, options with { DryRun = options.DryRun || IsDryRun(context) });
        await context.WriteJsonAsync(Success(null), 201).ConfigureAwait(false);
    }

    private static JsonObject Success(JsonObject? details)
    {
        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" };
        if (details is not null)
        {
            status["details"] = details;
        }

        return status;
    }

    private static bool IsDryRun(HttpContext context) => context.Request.Query["dryRun"].Contains("All");

    private static async Task<DeleteOptions> ReadDeleteOptionsAsync(HttpContext context)
    {
        var body = await context.ReadBodyAsync().ConfigureAwait(false);
        var options = DeleteOptions.Read(body.Length == 0 ? [] : context.ParseBody(body));
        var query = context.Request.Query["propagationPolicy"].ToString();
        return options with
        {
            DryRun = options.DryRun || IsDryRun(context),
            Orphan = options.Orphan || query == "Orphan",
        };
    }

    private static Action<JsonObject> ReadPatch(string type, byte[] body, bool isBuiltIn)
    {
        switch (type)
        {
            case JsonPatchType:
                var operations = ParseArray(body);
                return current => JsonPatch.Apply(current, operations);
            case MergePatchType:
                var merge = Answers.ParseObject(body, isYaml: false);
                return current => MergePatch.Apply(current, merge);
            case StrategicPatchType when isBuiltIn:
                var strategic = Answers.ParseObject(body, isYaml: false);
                return current => StrategicMergePatch.Apply(current, strategic);
            default:
                throw ApiStatusException.UnsupportedMediaType(isBuiltIn
                    ? $"{JsonPatchType}, {MergePatchType}, {StrategicPatchType}, {ApplyPatchType}"
                    : $"{JsonPatchType}, {MergePatchType}, {ApplyPatchType}");
        }
    }

    private static JsonArray ParseArray(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonArray ?? throw ApiStatusException.BadRequest("error decoding patch: it is no array");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw ApiStatusException.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private StoredObject Create(HttpContext context, ResourceKind kind, string @namespace, JsonObject item)
    {
        var isDryRun = IsDryRun(context);
        var stored = _editor.Create(kind, @namespace, item, isDryRun);
        if (kind.QualifiedName == "pods" && !isDryRun)
        {
            starter.Created(stored.Namespace, stored.Name);
        }

        return stored;
    }

    private async Task ApplyAsync(
        HttpContext context, ResourceKind kind, ApiRequest request, string @namespace, byte[] body, bool byMergeKeys)
    {
        var manager = context.Request.Query["fieldManager"].ToString();
        if (manager.Length == 0)
        {
            throw new ApiStatusException(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        }

        var applied = Answers.ParseObject(body, isYaml: !Encoding.UTF8.GetString(body).TrimStart().StartsWith('{'));
        var time = Timestamps.Format(clock.GetUtcNow());
        if (store.Table(kind).Find(@namespace, request.Name) is null && request.Subresource.Length == 0)
        {
            var fresh = new JsonObject();
            ServerSideApply.Apply(fresh, applied, manager, time, byMergeKeys);
            await context.WriteObjectAsync(kind, Create(context, kind, @namespace, fresh), 201).ConfigureAwait(false);
            return;
        }

        var stored = _editor.Edit(kind, @namespace, request.Name, request.Subresource, current =>
        {
            ServerSideApply.Apply(current, applied, manager, time, byMergeKeys);
            return current;
        }, IsDryRun(context));
        await context.WriteObjectAsync(kind, stored).ConfigureAwait(false);
    }
}
