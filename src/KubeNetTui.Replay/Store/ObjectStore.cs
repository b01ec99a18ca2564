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
    /// <summary>A copy of the object, or null.</summary>
    /// <param name="namespace">Null for cluster-scoped kinds.</param>
    public JsonObject? Get(string resource, string? @namespace, string name) => throw new NotImplementedException();

    /// <summary>Namespace and name of every object of the kind, in the order of a list.</summary>
    public IReadOnlyList<(string? Namespace, string Name)> Names(string resource) => throw new NotImplementedException();

    /// <summary>Adds an object; uid, creationTimestamp and the name of a <c>generateName</c> are filled in. Returns what was stored.</summary>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    public JsonObject Create(string resource, JsonObject item) => throw new NotImplementedException();

    /// <summary>Replaces the object of the same namespace and name. Returns what was stored.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public JsonObject Update(string resource, JsonObject item) => throw new NotImplementedException();

    /// <summary>Changes the object in place, atomically. False when there is none.</summary>
    public bool Modify(string resource, string? @namespace, string name, Action<JsonObject> change) => throw new NotImplementedException();

    /// <summary>False when there was none.</summary>
    public bool Delete(string resource, string? @namespace, string name) => throw new NotImplementedException();
}
