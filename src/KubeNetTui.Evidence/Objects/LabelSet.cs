using System.Collections;

namespace KubeNetTui.Evidence;

/// <summary>Labels, annotations or a selector's <c>matchLabels</c>; sorted by key (ordinal).</summary>
public sealed class LabelSet : IReadOnlyList<KeyValuePair<string, string>>
{
    private static readonly Comparison<KeyValuePair<string, string>> ByKey =
        static (a, b) => string.CompareOrdinal(a.Key, b.Key);

    private readonly KeyValuePair<string, string>[] _pairs;

    public LabelSet(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _pairs = [.. pairs];
        Array.Sort(_pairs, ByKey);
    }

    public static LabelSet Empty { get; } = new([]);

    public int Count => _pairs.Length;

    public KeyValuePair<string, string> this[int index] => _pairs[index];

    /// <summary>The value, or null where there is no such key.</summary>
    public string? this[string key]
    {
        get
        {
            // A handful of pairs: a walk beats a search by halves.
            foreach (KeyValuePair<string, string> pair in _pairs)
            {
                if (string.Equals(pair.Key, key, StringComparison.Ordinal))
                {
                    return pair.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Whether an object with these labels is selected by <paramref name="selector"/> (every pair must be here).</summary>
    public bool Matches(LabelSet selector)
    {
        foreach (KeyValuePair<string, string> wanted in selector._pairs)
        {
            if (!string.Equals(this[wanted.Key], wanted.Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, string>>)_pairs).GetEnumerator();

    /// <summary><c>app=web,tier=fe</c>, as kubectl's <c>-l</c> takes it.</summary>
    public override string ToString() => string.Join(',', _pairs.Select(p => $"{p.Key}={p.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => _pairs.GetEnumerator();
}
