using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The live copy of a bundle's objects. Safe for many threads; each change gets the next resourceVersion and reaches the watches.
/// Resources are named as in <see cref="Bundle.Add(string, JsonObject)"/>: <c>pods</c>, <c>deployments.apps</c>.
/// <code>
/// server.Store.Modify("pods", "shop", "web-1", pod => pod["status"]!["phase"] = "Failed");
/// server.Store.Create("events", newEvent);
/// server.Store.Delete("pods", "shop", "web-1");
/// </code>
/// </summary>
public sealed class ObjectStore
{
    private const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceTable> _tables = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ResourceKind> _fixedKinds;
    private readonly TimeProvider _clock;
    private readonly int _historyLength;
    private KindCatalogue _kinds;
    private long _version;

    internal ObjectStore(IBundle bundle, TimeProvider clock, int historyLength)
    {
        _clock = clock;
        _historyLength = historyLength;
        // Versions of a server that is started again must not meet those that clients remember from the last one:
        // counting starts at the time, in hundredths of a second.
        _version = Math.Max(bundle.ResourceVersion, clock.GetUtcNow().ToUnixTimeMilliseconds() / 10);
        _fixedKinds =
        [
            .. BuiltInKinds.List,
            .. BuiltInKinds.Metrics.Where(kind => bundle.IsMeasured || bundle.Resources.Contains(kind.QualifiedName)),
        ];
        _kinds = new KindCatalogue(_fixedKinds);
        Load(bundle, Definitions);
        var defined = WithDefinitions();
        _fixedKinds = [.. _fixedKinds, .. bundle.ExtraKinds.Where(kind => defined.Find(kind.QualifiedName) is null)];
        _kinds = WithDefinitions();
        foreach (var resource in bundle.Resources)
        {
            if (resource != Definitions)
            {
                Load(bundle, resource);
            }
        }
    }

    internal KindCatalogue Kinds => Volatile.Read(ref _kinds);

    /// <summary>The version of the last change; all changes up to it are in the tables.</summary>
    internal long Version => Volatile.Read(ref _version);

    /// <summary>A copy of the object, or null.</summary>
    /// <param name="namespace">Null for cluster-scoped kinds.</param>
    public JsonObject? Get(string resource, string? @namespace, string name)
    {
        var kind = KindOf(resource);
        return Table(kind).Find(@namespace ?? "", name)?.ToNode(kind);
    }

    /// <summary>Namespace (null: cluster-scoped) and name of every object of the kind, in the order of a list.</summary>
    public IReadOnlyList<(string? Namespace, string Name)> Names(string resource) =>
        [.. Table(KindOf(resource)).Items.Select(item => (item.Namespace.Length > 0 ? item.Namespace : null, item.Name))];

    /// <summary>Adds an object; uid, creationTimestamp and the name of a <c>generateName</c> are filled in. Returns what was stored.</summary>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    public JsonObject Create(string resource, JsonObject item)
    {
        var kind = KindOf(resource);
        var metadata = ObjectMetadata.Of(item);
        var name = ObjectMetadata.EnsureName(metadata);
        return Change(kind, ObjectMetadata.Text(metadata, "namespace"), name, current => current is null
            ? item
            : throw new InvalidOperationException($"{resource} \"{name}\" already exists"))!.ToNode(kind);
    }

    /// <summary>Replaces the object of the same namespace and name. Returns what was stored.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public JsonObject Update(string resource, JsonObject item)
    {
        var kind = KindOf(resource);
        var metadata = ObjectMetadata.Of(item);
        var name = ObjectMetadata.EnsureName(metadata);
        return Change(kind, ObjectMetadata.Text(metadata, "namespace"), name, current =>
        {
            if (current is null)
            {
                throw new InvalidOperationException($"{resource} \"{name}\" not found");
            }

            ObjectMetadata.KeepIdentity(metadata, ObjectMetadata.Of(current.ToNode(kind)));
            return item;
        })!.ToNode(kind);
    }

    /// <summary>Changes the object in place, atomically. False when there is none.</summary>
    public bool Modify(string resource, string? @namespace, string name, Action<JsonObject> change)
    {
        var kind = KindOf(resource);
        var found = false;
        Change(kind, @namespace ?? "", name, current =>
        {
            if (current is null)
            {
                return null;
            }

            found = true;
            var node = current.ToNode(kind);
            change(node);
            return node;
        });
        return found;
    }

    /// <summary>False when there was none.</summary>
    public bool Delete(string resource, string? @namespace, string name)
    {
        var found = false;
        Change(KindOf(resource), @namespace ?? "", name, current =>
        {
            found = current is not null;
            return null;
        });
        return found;
    }

    /// <summary>The table in which a kind is kept; events of both API groups are the same objects.</summary>
    internal ResourceTable Table(ResourceKind kind)
    {
        var name = StorageName(kind.QualifiedName);
        lock (_lock)
        {
            if (!_tables.TryGetValue(name, out var table))
            {
                _tables[name] = table = new ResourceTable(kind, _historyLength);
                table.Load([], _version);
            }

            return table;
        }
    }

    /// <summary>The objects of a kind and the version at which they are so.</summary>
    internal (StoredObject[] Items, long Version) Snapshot(ResourceTable table)
    {
        lock (_lock)
        {
            return (table.Items, _version);
        }
    }

    /// <summary>What a change returns to leave the object as it is, at its version.</summary>
    internal static JsonObject Unchanged { get; } = [];

    /// <summary>
    /// The one way to change anything: <paramref name="next"/> sees the current state (null: none) and gives the next (null: none).
    /// What it throws leaves everything as it was. Returns the new state, at a deletion the last one, or null when nothing is there.
    /// </summary>
    /// <param name="dryRun">Everything but the change is done.</param>
    internal StoredObject? Change(
        ResourceKind kind, string @namespace, string name, Func<StoredObject?, JsonObject?> next, bool dryRun = false)
    {
        var table = Table(kind);
        lock (_lock)
        {
            var current = table.Find(@namespace, name);
            var wanted = next(current);
            if (current is null && wanted is null)
            {
                return null;
            }

            if (ReferenceEquals(wanted, Unchanged))
            {
                return current;
            }

            var version = _version + 1;
            var reader = new ObjectReader(version, _clock.GetUtcNow());
            var stored = reader.Read(wanted is null ? current!.Json : JsonBytes.From(wanted), version);
            if (!dryRun)
            {
                var type = wanted is null ? ChangeType.Deleted : current is null ? ChangeType.Added : ChangeType.Modified;
                table.Commit(new Change(type, stored, current));
                Volatile.Write(ref _version, version);
                if (kind.QualifiedName == Definitions)
                {
                    Volatile.Write(ref _kinds, WithDefinitions());
                }
            }

            return stored;
        }
    }

    /// <summary>Objects that are there at their next versions, many at once: one new snapshot, one signal to those who watch.</summary>
    /// <param name="next">The object at a version, one for each; no two of the same name. What is not there (any more) is left out.</param>
    internal void Renew(string resource, IReadOnlyList<Func<long, StoredObject>> next)
    {
        var table = Table(KindOf(resource));
        lock (_lock)
        {
            List<Change> changes = new(next.Count);
            var version = _version;
            foreach (var at in next)
            {
                var stored = at(version + 1);
                if (table.Find(stored.Namespace, stored.Name) is { } current)
                {
                    changes.Add(new Change(ChangeType.Modified, stored, current));
                    version++;
                }
            }

            table.Commit(changes);
            Volatile.Write(ref _version, version);
        }
    }

    internal void ForgetHistory()
    {
        lock (_lock)
        {
            // One version on, so that every version a client knows is too old.
            Volatile.Write(ref _version, _version + 1);
            foreach (var table in _tables.Values)
            {
                table.Forget(_version);
            }
        }
    }

    private static string StorageName(string resource) => resource == EventConversion.NewerResource ? EventConversion.Resource : resource;

    private ResourceKind KindOf(string resource) =>
        Kinds.Find(resource) ?? throw new ArgumentException($"no kind \"{resource}\" is served", nameof(resource));

    private void Load(IBundle bundle, string resource)
    {
        if (resource == EventConversion.NewerResource && bundle.Resources.Contains(EventConversion.Resource))
        {
            return; // the same events, told twice
        }

        var kind = Kinds.Find(resource) ?? throw new BundleException($"{resource}: no such kind is known or defined in the bundle");
        var texts = bundle.Objects(resource);
        var reader = new ObjectReader(_version, _clock.GetUtcNow());
        var items = new StoredObject[texts.Count];
        var convert = resource == EventConversion.NewerResource;

        void ReadOne(int index)
        {
            try
            {
                items[index] = texts is LazyObjects lazy ? new StoredObject(lazy, index) : reader.Read(convert ? EventConversion.ToCore(texts[index]) : texts[index]);
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                throw new BundleException($"{resource}: object {index + 1} can't be read: {e.Message}", e);
            }
        }

        if (items.Length < 2000)
        {
            for (var index = 0; index < items.Length; index++)
            {
                ReadOne(index);
            }
        }
        else
        {
            try
            {
                Parallel.For(0, items.Length, ReadOne);
            }
            catch (AggregateException e) when (e.InnerException is BundleException inner)
            {
                throw new BundleException(inner.Message, inner);
            }
        }

        _version = items.Length == 0 ? _version : Math.Max(_version, items.Max(item => item.Version));
        Table(kind).Load(items, _version);
    }

    private KindCatalogue WithDefinitions()
    {
        var definitions = Table(BuiltInKinds.List.First(kind => kind.QualifiedName == Definitions)).Items;
        return new KindCatalogue(
        [
            .. _fixedKinds
                .Concat(definitions.SelectMany(definition => KindCatalogue.FromDefinition(definition.Json)))
                .DistinctBy(kind => (kind.Group, kind.Version, kind.Resource)),
        ]);
    }
}
