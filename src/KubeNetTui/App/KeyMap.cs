using System.Runtime.CompilerServices;

namespace KubeNetTui.App;

/// <summary>The person's own keys put in the place of those that bindings declare, by binding id.</summary>
/// <param name="keys">Keys by id; none: the binding has no key.</param>
internal sealed class KeyMap(IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
{
    private readonly ConditionalWeakTable<IReadOnlyList<Binding>, IReadOnlyList<Binding>> _mapped = [];

    public static KeyMap Empty { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>A key that was given to one binding is taken from all others of the list.</summary>
    public IReadOnlyList<Binding> Apply(IReadOnlyList<Binding> bindings) =>
        keys.Count == 0 ? bindings : _mapped.GetValue(bindings, Map);

    private IReadOnlyList<Binding> Map(IReadOnlyList<Binding> bindings)
    {
        var given = bindings.Where(b => keys.ContainsKey(b.Id)).SelectMany(b => keys[b.Id]).ToHashSet();
        return
        [
            .. bindings.Select(b => keys.TryGetValue(b.Id, out var own) ? b with { Keys = own }
                : b.Keys.Any(given.Contains) ? b with { Keys = [.. b.Keys.Where(k => !given.Contains(k))] }
                : b).Where(b => b.Keys.Count > 0),
        ];
    }
}
