using System.Collections;

namespace KubeNetTui.Checks;

/// <summary>
/// A list that is made when somebody looks: most findings are Pass, and nobody opens their evidence, yet turning an object into
/// YAML is most of a check's time.
/// </summary>
internal sealed class LazyList<T>(Func<IReadOnlyList<T>> make) : IReadOnlyList<T>
{
    private readonly Lazy<IReadOnlyList<T>> _items = new(make);

    public int Count => _items.Value.Count;

    public T this[int index] => _items.Value[index];

    public IEnumerator<T> GetEnumerator() => _items.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
