namespace KubeNetTui.Evidence;

/// <summary>A named set, map or verdict map.</summary>
public sealed record NftSet(string Family, string Table, string Name)
{
    private readonly Lazy<Dictionary<string, NftElement>> _plain = new(() => []);
    private readonly Lazy<IReadOnlyList<NftElement>> _patterns = new(() => []);
    private readonly IReadOnlyList<NftElement> _elements = [];

    public IReadOnlyList<NftElement> Elements
    {
        get => _elements;
        init
        {
            _elements = value;
            _plain = new(() => Index(value));
            _patterns = new(() => [.. value.Where(e => PlainKey(e.Key) is null)]);
        }
    }

    public long Handle { get; init; }

    /// <summary>One name, or the parts of a concatenation: <c>ipv4_addr</c>, <c>inet_proto</c>, <c>inet_service</c>.</summary>
    public IReadOnlyList<string> KeyTypes { get; init; } = [];

    /// <summary>Null for a set; <c>verdict</c> for a verdict map; else the data's type.</summary>
    public string? MapType { get; init; }

    /// <summary>interval, timeout, dynamic, constant, …</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public string Comment { get; init; } = "";

    public bool IsMap => MapType is not null;

    /// <summary>The element whose key is exactly this, in the words of the listing: <c>10.96.0.1 . tcp . 443</c>.</summary>
    public NftElement? FindPlain(string key) => _plain.Value.GetValueOrDefault(key);

    /// <summary>Elements whose key is a prefix, a range or something else that must be compared.</summary>
    public IReadOnlyList<NftElement> Patterns => _patterns.Value;

    /// <summary>A key of values alone as one text; null where it holds prefixes, ranges or what is not understood.</summary>
    public static string? PlainKey(NftExpression key) => key switch
    {
        NftValue value => value.Text,
        NftConcat concat when concat.Parts.All(p => p is NftValue) => string.Join(" . ", concat.Parts.Select(p => ((NftValue)p).Text)),
        _ => null,
    };

    private static Dictionary<string, NftElement> Index(IReadOnlyList<NftElement> elements)
    {
        Dictionary<string, NftElement> index = new(elements.Count);
        foreach (var element in elements)
        {
            if (PlainKey(element.Key) is { } key)
            {
                index.TryAdd(key, element);
            }
        }

        return index;
    }
}

/// <summary>An element of a set or map, named or not.</summary>
/// <param name="Data">Of a map; null else.</param>
/// <param name="Verdict">Of a verdict map; null else.</param>
public sealed record NftElement(NftExpression Key, NftExpression? Data = null, NftVerdict? Verdict = null)
{
    public string Comment { get; init; } = "";

    /// <summary>Null: not counted.</summary>
    public NftCounter? Counter { get; init; }
}
