using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// One string for texts that repeat (namespaces, nodes, states, label sets): a list of 30,000 pods has a few hundred of them.
/// Bounded: where texts do not repeat, the pool starts anew instead of growing. Not thread-safe; one per list.
/// </summary>
internal sealed class StringPool
{
    private const int MaxEntries = 16 * 1024;
    private const int LongestText = 256;

    // Texts by a hash of their bytes: looking one up makes no string. A clash costs a string, nothing else.
    private readonly Dictionary<int, string> _texts = [];
    private readonly Dictionary<int, (byte[] Json, IReadOnlyList<KeyValuePair<string, string>> Labels)> _labels = [];

    public string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }
        if (utf8.Length > LongestText)
        {
            return Encoding.UTF8.GetString(utf8);
        }
        var hash = Hash(utf8);
        if (_texts.TryGetValue(hash, out var known) && Same(known, utf8))
        {
            return known;
        }
        if (_texts.Count >= MaxEntries)
        {
            _texts.Clear();
        }
        return _texts[hash] = Encoding.UTF8.GetString(utf8);
    }

    public IReadOnlyList<KeyValuePair<string, string>> Labels(
        ReadOnlySpan<byte> json, Func<ReadOnlySpan<byte>, IReadOnlyList<KeyValuePair<string, string>>> parse)
    {
        var hash = Hash(json);
        if (_labels.TryGetValue(hash, out var known) && json.SequenceEqual(known.Json))
        {
            return known.Labels;
        }
        if (_labels.Count >= MaxEntries / 4)
        {
            _labels.Clear();
        }
        var labels = parse(json);
        _labels[hash] = (json.ToArray(), labels);
        return labels;
    }

    private static bool Same(string text, ReadOnlySpan<byte> utf8) =>
        // Ascii.Equals answers false for anything else, which then is decoded anew: rare in Kubernetes.
        Ascii.Equals(utf8, text);

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
