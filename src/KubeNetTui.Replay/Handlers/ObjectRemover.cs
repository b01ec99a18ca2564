using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What a deletion says beyond the name.</summary>
internal sealed record DeleteOptions(bool DryRun, bool Orphan, string Uid, string Version)
{
    /// <summary>Something that is gone already is as good as deleted.</summary>
    public bool IgnoreMissing { get; init; }

    public static DeleteOptions Read(JsonObject body)
    {
        var preconditions = body["preconditions"] as JsonObject ?? [];
        return new DeleteOptions(
            body["dryRun"] is JsonArray { Count: > 0 },
            ObjectMetadata.Text(body, "propagationPolicy") == "Orphan",
            ObjectMetadata.Text(preconditions, "uid"),
            ObjectMetadata.Text(preconditions, "resourceVersion"));
    }
}

/// <summary>Deletes objects and, as the garbage collector would, what they own.</summary>
internal sealed class ObjectRemover(ObjectStore store, TimeProvider clock)
{
    private static readonly string[] Owned =
        ["replicasets.apps", "pods", "jobs.batch", "endpointslices.discovery.k8s.io", "controllerrevisions.apps"];

    /// <returns>The object's uid, and the object when a finalizer keeps it.</returns>
    public (string Uid, StoredObject? Left) Remove(ResourceKind kind, string @namespace, string name, DeleteOptions options)
    {
        var uid = "";
        var held = false;
        var left = store.Change(kind, @namespace, name, current =>
        {
            if (current is null)
            {
                return options.IgnoreMissing ? null : throw ApiStatusException.NotFound(kind, name);
            }

            var item = current.ToNode(kind);
            var metadata = ObjectMetadata.Of(item);
            uid = ObjectMetadata.Text(metadata, "uid");
            Check(kind, name, options, uid, ObjectMetadata.Text(metadata, "resourceVersion"));
            if (metadata["finalizers"] is not JsonArray { Count: > 0 })
            {
                return null;
            }

            held = true;
            if (metadata["deletionTimestamp"] is not null)
            {
                return ObjectStore.Unchanged;
            }

            metadata["deletionTimestamp"] = Timestamps.Format(clock.GetUtcNow());
            metadata["deletionGracePeriodSeconds"] = 0;
            return item;
        }, options.DryRun);
        if (!held && !options.DryRun && uid.Length > 0)
        {
            RemoveDependents(kind, @namespace, name, uid, options);
        }

        return (uid, held ? left : null);
    }

    /// <exception cref="ApiStatusException">429: a PodDisruptionBudget allows no more disruptions.</exception>
    public void Evict(ResourceKind pods, string @namespace, string name, DeleteOptions options)
    {
        var pod = store.Table(pods).Find(@namespace, name) ?? throw ApiStatusException.NotFound(pods, name);
        var budgets = store.Table(store.Kinds.Find("poddisruptionbudgets.policy")!);
        foreach (var budget in ResourceTable.InNamespace(budgets.Items, @namespace))
        {
            using var document = JsonDocument.Parse(budget.Json);
            var selector = Cells.Selector(document.RootElement.At("spec", "selector"));
            if (document.RootElement.Number("status", "disruptionsAllowed") <= 0
                && (selector == RowBuilder.None || LabelSelector.Parse(selector).Matches(pod.Metadata.Span)))
            {
                throw new ApiStatusException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", new JsonObject
                {
                    ["causes"] = new JsonArray(new JsonObject
                    {
                        ["reason"] = "DisruptionBudget",
                        ["message"] = $"The disruption budget {budget.Name} does not allow another disruption now",
                    }),
                });
            }
        }

        Remove(pods, @namespace, name, options);
    }

    private static void Check(ResourceKind kind, string name, DeleteOptions options, string uid, string version)
    {
        if (options.Uid.Length > 0 && options.Uid != uid)
        {
            throw ApiStatusException.Conflict(kind, name, $"Precondition failed: UID in precondition: {options.Uid}, UID in object meta: {uid}");
        }

        if (options.Version.Length > 0 && options.Version != version)
        {
            throw ApiStatusException.Conflict(kind, name,
                $"Precondition failed: ResourceVersion in precondition: {options.Version}, ResourceVersion in object meta: {version}");
        }
    }

    private void RemoveDependents(ResourceKind kind, string @namespace, string name, string uid, DeleteOptions options)
    {
        var plain = new DeleteOptions(DryRun: false, Orphan: false, "", "") { IgnoreMissing = true };
        if (kind.QualifiedName == "namespaces")
        {
            foreach (var inside in store.Kinds.Kinds.Where(inside => inside.Namespaced && inside.Verbs.Contains("delete")))
            {
                foreach (var item in ResourceTable.InNamespace(store.Table(inside).Items, name))
                {
                    Remove(inside, name, item.Name, plain with { Orphan = true });
                }
            }

            return;
        }

        if (options.Orphan || kind.QualifiedName == "pods")
        {
            return;
        }

        var needle = Encoding.UTF8.GetBytes($"\"uid\":\"{uid}\"");
        foreach (var owned in Owned.Select(store.Kinds.Find).OfType<ResourceKind>())
        {
            foreach (var item in ResourceTable.InNamespace(store.Table(owned).Items, @namespace))
            {
                // The uid of an owner that has just gone stands nowhere else in metadata.
                if (item.Metadata.Span.IndexOf(needle) >= 0)
                {
                    Remove(owned, @namespace, item.Name, plain);
                }
            }
        }
    }
}
