using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// One version of one object. The text is kept as the items of a list have it: without kind and apiVersion and with metadata
/// first, so that lists, metadata and whole objects are written as slices of the same bytes.
/// </summary>
internal sealed class StoredObject
{
    private readonly byte[]? _json;
    private readonly LazyObjects? _source;

    /// <summary>Length of the metadata, or the index in <see cref="_source"/>.</summary>
    private readonly int _number;

    public StoredObject(string @namespace, string name, long version, byte[] json, int metadataLength)
    {
        (Namespace, Name, Version, _json, _number) = (@namespace, name, version, json, metadataLength);
    }

    /// <summary>An object whose text is not held but written each time it is read.</summary>
    public StoredObject(LazyObjects source, int index)
    {
        (_source, _number) = (source, index);
        (Namespace, Name, Version) = source.Key(index);
    }

    /// <summary>Length of <c>{"metadata":</c>, with which every text starts.</summary>
    internal const int MetadataStart = 12;

    /// <summary>"" for cluster-scoped kinds.</summary>
    public string Namespace { get; }

    public string Name { get; }

    /// <summary>The number in <c>metadata.resourceVersion</c>.</summary>
    public long Version { get; }

    /// <summary>The item as a list has it.</summary>
    public ReadOnlyMemory<byte> Json => Text.Json;

    public ReadOnlyMemory<byte> Metadata
    {
        get
        {
            var text = Text;
            return text.Json.AsMemory(MetadataStart, text.MetadataLength);
        }
    }

    private LazyText Text => _json is null ? _source!.Text(_number) : new LazyText(_json, _number);

    /// <summary>The row of the kind's table, made when a table is first asked for. Two threads may make it: they make the same.</summary>
    public TableRow? Row { get; set; }

    /// <summary>Where the object stands in a list: by namespace, then name, as etcd orders <c>/namespace/name</c>.</summary>
    public static int Compare(StoredObject left, StoredObject right) =>
        Compare(left.Namespace, left.Name, right.Namespace, right.Name);

    public static int Compare(string leftNamespace, string leftName, string rightNamespace, string rightName)
    {
        if (ReferenceEquals(leftNamespace, rightNamespace) || leftNamespace == rightNamespace)
        {
            return string.CompareOrdinal(leftName, rightName);
        }

        // The separator takes part in the order: "a-b/x" comes before "a/x".
        var common = leftNamespace.AsSpan().CommonPrefixLength(rightNamespace);
        return (common < leftNamespace.Length ? leftNamespace[common] : '/')
            - (common < rightNamespace.Length ? rightNamespace[common] : '/');
    }

    /// <summary>The whole object, kind and apiVersion first, as a tree that the caller may change.</summary>
    public JsonObject ToNode(ResourceKind kind)
    {
        var body = (JsonObject)JsonNode.Parse(Json.Span)!;
        body.Insert(0, "kind", kind.Kind);
        body.Insert(1, "apiVersion", kind.ApiVersion);
        return body;
    }

    public override string ToString() => $"{Namespace}/{Name} at {Version}: {Encoding.UTF8.GetString(Json.Span)}";
}
