using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeNetTui.Replay;

/// <summary>What the API server checks and fills in when objects are created and changed.</summary>
internal sealed partial class ObjectEditor(ObjectStore store, TimeProvider clock)
{
    private static readonly string[] WholeObjectSubresources = ["", "ephemeralcontainers", "resize", "finalize", "approval"];

    public StoredObject Create(ResourceKind kind, string @namespace, JsonObject item, bool dryRun)
    {
        CheckType(kind, item);
        var metadata = ObjectMetadata.Of(item);
        SetNamespace(kind, metadata, @namespace);
        var name = ObjectMetadata.EnsureName(metadata);
        CheckName(kind, name);
        foreach (var field in (ReadOnlySpan<string>)["uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "selfLink"])
        {
            metadata.Remove(field);
        }

        if (item["spec"] is JsonObject)
        {
            metadata["generation"] = 1;
        }

        ServerDefaults.Fill(kind, item, store);
        return store.Change(kind, @namespace, name, current => current is null
            ? Stored(kind, item)
            : throw ApiStatusException.AlreadyExists(kind, name), dryRun)!;
    }

    /// <param name="edit">Is given the current object, which it may change, and returns the wanted one.</param>
    public StoredObject Edit(
        ResourceKind kind, string @namespace, string name, string subresource, Func<JsonObject, JsonObject> edit, bool dryRun)
    {
        if (subresource != "status" && !WholeObjectSubresources.Contains(subresource))
        {
            throw ApiStatusException.MethodNotAllowed();
        }

        return store.Change(kind, @namespace, name, stored =>
        {
            if (stored is null)
            {
                throw ApiStatusException.NotFound(kind, name);
            }

            var current = Shown(kind, stored);
            var wanted = edit((JsonObject)current.DeepClone());
            CheckType(kind, wanted);
            var metadata = ObjectMetadata.Of(wanted);
            SetNamespace(kind, metadata, @namespace);
            CheckSame(kind, name, metadata, ObjectMetadata.Of(current));
            ObjectMetadata.KeepIdentity(metadata, ObjectMetadata.Of(current));
            var next = Combine(kind, current, wanted, subresource);
            if (ObjectMetadata.Of(next)["deletionTimestamp"] is not null && ObjectMetadata.Of(next)["finalizers"] is not JsonArray { Count: > 0 })
            {
                return null; // the last finalizer is gone
            }

            return JsonNode.DeepEquals(next, current) ? ObjectStore.Unchanged : Stored(kind, next);
        }, dryRun)!;
    }

    private static JsonObject Shown(ResourceKind kind, StoredObject stored)
    {
        var node = stored.ToNode(kind);
        return kind.QualifiedName == EventConversion.NewerResource ? EventConversion.Rename(node, newerToCore: false) : node;
    }

    private static JsonObject Stored(ResourceKind kind, JsonObject item) =>
        kind.QualifiedName == EventConversion.NewerResource ? EventConversion.Rename(item, newerToCore: true) : item;

    private static void CheckType(ResourceKind kind, JsonObject item)
    {
        var (type, version) = (ObjectMetadata.Text(item, "kind"), ObjectMetadata.Text(item, "apiVersion"));
        if (type.Length > 0 && type != kind.Kind)
        {
            throw ApiStatusException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {type}: the kind in the data ({type}) does not match the expected kind ({kind.Kind})");
        }

        if (version.Length > 0 && version != kind.ApiVersion)
        {
            throw ApiStatusException.BadRequest($"the API version in the data ({version}) does not match the expected API version ({kind.ApiVersion})");
        }
    }

    private static void CheckName(ResourceKind kind, string name)
    {
        if (name.Length == 0)
        {
            throw ApiStatusException.Invalid(kind, name, "metadata.name", "Required value: name or generateName is required");
        }

        // Names of RBAC objects only have to fit in a path (system:node).
        if (kind.Group != "rbac.authorization.k8s.io" && !Dns1123().IsMatch(name))
        {
            throw ApiStatusException.Invalid(kind, name, "metadata.name",
                $"Invalid value: \"{name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                + "and must start and end with an alphanumeric character");
        }
    }

    private void SetNamespace(ResourceKind kind, JsonObject metadata, string @namespace)
    {
        if (!kind.Namespaced)
        {
            metadata.Remove("namespace");
            return;
        }

        var own = ObjectMetadata.Text(metadata, "namespace");
        if (own.Length > 0 && own != @namespace)
        {
            throw ApiStatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata["namespace"] = @namespace;
        var namespaces = store.Kinds.Find("namespaces")!;
        if (store.Table(namespaces).Find("", @namespace) is null)
        {
            throw ApiStatusException.NotFound(namespaces, @namespace);
        }
    }

    private static void CheckSame(ResourceKind kind, string name, JsonObject wanted, JsonObject current)
    {
        if (ObjectMetadata.Text(wanted, "name") is { Length: > 0 } other && other != name)
        {
            throw ApiStatusException.BadRequest($"the name of the object ({other}) does not match the name on the URL ({name})");
        }

        wanted["name"] = name;
        var version = ObjectMetadata.Text(wanted, "resourceVersion");
        if (version.Length > 0 && version != ObjectMetadata.Text(current, "resourceVersion"))
        {
            throw ApiStatusException.Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");
        }

        wanted["resourceVersion"] = ObjectMetadata.Text(current, "resourceVersion");
        var uid = ObjectMetadata.Text(wanted, "uid");
        if (uid.Length > 0 && uid != ObjectMetadata.Text(current, "uid"))
        {
            throw ApiStatusException.Conflict(kind, name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {ObjectMetadata.Text(current, "uid")}");
        }
    }

    /// <summary>A status subresource changes the status alone, and a change of the object leaves it.</summary>
    private JsonObject Combine(ResourceKind kind, JsonObject current, JsonObject wanted, string subresource)
    {
        if (subresource == "status")
        {
            var next = (JsonObject)current.DeepClone();
            next["status"] = wanted["status"]?.DeepClone();
            return next;
        }

        if (subresource.Length == 0 && kind.Subresources.Contains("status"))
        {
            if (current["status"] is { } status)
            {
                wanted["status"] = status.DeepClone();
            }
            else
            {
                wanted.Remove("status");
            }
        }

        wanted["kind"] = kind.Kind;
        wanted["apiVersion"] = kind.ApiVersion;
        var metadata = ObjectMetadata.Of(wanted);
        if (ObjectMetadata.Of(current)["deletionTimestamp"] is { } deleted)
        {
            metadata["deletionTimestamp"] = deleted.DeepClone();
        }

        var generation = ObjectMetadata.Of(current)["generation"];
        metadata.Remove("generation");
        if (generation is not null)
        {
            metadata["generation"] = JsonNode.DeepEquals(wanted["spec"], current["spec"])
                ? generation.DeepClone()
                : JsonValue.Create(generation.GetValue<long>() + 1);
        }

        if (kind.Resource == "namespaces" || metadata["creationTimestamp"] is null)
        {
            metadata["creationTimestamp"] ??= Timestamps.Format(clock.GetUtcNow());
        }

        return wanted;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$")]
    private static partial Regex Dns1123();
}
