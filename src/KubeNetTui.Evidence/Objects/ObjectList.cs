using System.Collections.Concurrent;

namespace KubeNetTui.Evidence;

/// <summary>A list that was read, all of it; the value of a <see cref="ListNeed"/>'s section.</summary>
public abstract class ObjectList
{
    /// <summary>How many objects the list has.</summary>
    public abstract int Count { get; }

    /// <summary>Objects of the list that were no valid object of their kind, the first few with the reason; empty as a rule.</summary>
    public required IReadOnlyList<string> NotUnderstood { get; init; }

    /// <summary>The objects, whatever their kind.</summary>
    public abstract IEnumerable<ApiObject> Objects { get; }
}

/// <summary>
/// Objects with indexes that are made when first asked for, once for all who ask: a check of 5,000 services must not walk all pods
/// for each. Immutable to its readers, and safe to read from several threads.
/// </summary>
public sealed class ObjectList<T>(IReadOnlyList<T> items) : ObjectList
    where T : ApiObject
{
    private readonly ConcurrentDictionary<Type, object> _views = new();
    private readonly Lazy<Dictionary<string, List<T>>> _byNamespace = new(() => Group(items));
    private readonly Lazy<Dictionary<(string Namespace, string Name), T>> _byName = new(() => Index(items));

    public IReadOnlyList<T> Items { get; } = items;

    public override int Count => Items.Count;

    public override IEnumerable<ApiObject> Objects => Items;

    /// <summary>Those of one namespace, in the server's order.</summary>
    public IReadOnlyList<T> InNamespace(string ns) => _byNamespace.Value.TryGetValue(ns, out List<T>? items) ? items : [];

    public T? Find(string ns, string name) => _byName.Value.GetValueOrDefault((ns, name));

    /// <summary>
    /// Something made from the list by <paramref name="make"/>, kept beside it by its type: an index by label, say. It must depend
    /// on the list alone.
    /// </summary>
    public TView View<TView>(Func<ObjectList<T>, TView> make)
        where TView : class =>
        (TView)_views.GetOrAdd(typeof(TView), static (_, x) => x.make(x.list), (list: this, make));

    private static Dictionary<string, List<T>> Group(IReadOnlyList<T> items)
    {
        Dictionary<string, List<T>> groups = [];
        foreach (T item in items)
        {
            if (!groups.TryGetValue(item.Namespace, out List<T>? group))
            {
                groups.Add(item.Namespace, group = []);
            }

            group.Add(item);
        }

        return groups;
    }

    private static Dictionary<(string Namespace, string Name), T> Index(IReadOnlyList<T> items)
    {
        Dictionary<(string Namespace, string Name), T> index = new(items.Count);
        foreach (T item in items)
        {
            // The same name twice can't come from a server; in a bundle put together by hand the first one counts.
            index.TryAdd((item.Namespace, item.Name), item);
        }

        return index;
    }
}
