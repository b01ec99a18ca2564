using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

internal enum Shape
{
    Objects,
    Table,
    Metadata,
}

/// <summary>How objects are to be written: whole, as rows of a table, or their metadata, by the Accept header.</summary>
internal sealed class AnswerForm
{
    private const int WorthParallel = 2000;
    private static readonly byte[] RowStart = "{\"cells\":"u8.ToArray();
    private static readonly byte[] MetadataStart = "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"u8.ToArray();
    private readonly string _metaVersion;
    private readonly string _includeObject;
    private readonly KindTable? _table;
    private readonly DateTimeOffset _now;

    private AnswerForm(ResourceKind kind, Shape shape, string metaVersion, string includeObject, DateTimeOffset now)
    {
        Kind = kind;
        Shape = shape;
        _metaVersion = metaVersion;
        _includeObject = includeObject;
        _now = now;
        _table = shape == Shape.Table ? KindTable.Of(kind) : null;
    }

    public ResourceKind Kind { get; }

    public Shape Shape { get; }

    public string ListKind => Shape switch
    {
        Shape.Table => "Table",
        Shape.Metadata => "PartialObjectMetadataList",
        _ => Kind.Kind + "List",
    };

    public string ListApiVersion => Shape == Shape.Objects ? Kind.ApiVersion : "meta.k8s.io/" + _metaVersion;

    public string ItemsMember => Shape == Shape.Table ? "rows" : "items";

    /// <exception cref="ApiStatusException">406: nothing that the client accepts can be written.</exception>
    public static AnswerForm Choose(HttpContext context, ResourceKind kind, DateTimeOffset now)
    {
        var accept = context.Request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            return new AnswerForm(kind, Shape.Objects, "v1", "", now);
        }

        foreach (var offer in accept.Split(','))
        {
            var parts = offer.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "*/*" or "application/*"))
            {
                continue;
            }

            var version = Parameter(parts, "v") is { Length: > 0 } named ? named : "v1";
            switch (Parameter(parts, "as"))
            {
                case "Table":
                    var include = context.Request.Query["includeObject"].ToString();
                    return include is "" or "None" or "Metadata" or "Object"
                        ? new AnswerForm(kind, Shape.Table, version, include, now)
                        : throw ApiStatusException.BadRequest($"invalid includeObject value: {include}");
                case "PartialObjectMetadata" or "PartialObjectMetadataList":
                    return new AnswerForm(kind, Shape.Metadata, version, "", now);
                case "":
                    return new AnswerForm(kind, Shape.Objects, version, "", now);
            }
        }

        throw ApiStatusException.NotAcceptable();
    }

    /// <summary>How long the item will be when written, about.</summary>
    public int Estimate(StoredObject item) => Shape == Shape.Objects || _includeObject == "Object" ? item.Json.Length
        : _includeObject == "None" ? 150 : item.Metadata.Length + 200;

    /// <summary>Makes the rows of a long page on all processors; a row that has been made before costs nothing.</summary>
    public void Prepare(IReadOnlyList<StoredObject> page)
    {
        if (_table is not null && page.Count >= WorthParallel)
        {
            Parallel.For(0, page.Count, index => _table.RowOf(page[index], _now));
        }
    }

    /// <summary>An element of the list's items or rows.</summary>
    public void WriteItem(IBufferWriter<byte> output, StoredObject item)
    {
        switch (Shape)
        {
            case Shape.Objects:
                output.Write(Answers.TextOf(Kind, item).Span);
                break;
            case Shape.Metadata:
                WriteMetadata(output, item);
                break;
            default:
                WriteRow(output, _table!.RowOf(item, _now), item);
                break;
        }
    }

    /// <summary>The object alone, as a get or a watch event has it.</summary>
    /// <param name="withColumns">A table's column definitions: in a watch only the first event has them.</param>
    public void WriteSingle(IBufferWriter<byte> output, StoredObject item, bool withColumns)
    {
        if (Shape == Shape.Objects)
        {
            Answers.WriteObject(output, Kind, item);
        }
        else if (Shape == Shape.Metadata)
        {
            WriteMetadata(output, item);
        }
        else
        {
            WriteTableStart(output, item.Version, withColumns);
            WriteRow(output, _table!.RowOf(item, _now), item);
            output.Write("]}"u8);
        }
    }

    /// <summary>A bookmark's object: nothing but a version.</summary>
    public void WriteBookmark(IBufferWriter<byte> output, long version, bool withColumns)
    {
        var metadata = $"{{\"resourceVersion\":\"{version}\",\"creationTimestamp\":null}}";
        if (Shape == Shape.Table)
        {
            WriteTableStart(output, version, withColumns);
            output.Write(RowStart);
            _table!.EmptyRow(_now).WriteCells(output, _now);
            output.Write(Encoding.UTF8.GetBytes(
                $",\"object\":{{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{metadata}}}}}]}}"));
        }
        else
        {
            var (kind, version2) = Shape == Shape.Metadata ? ("PartialObjectMetadata", ListApiVersion) : (Kind.Kind, Kind.ApiVersion);
            output.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{version2}\",\"metadata\":{metadata}}}"));
        }
    }

    /// <summary>Column definitions and their comma; nothing but for tables.</summary>
    public void WriteColumns(IBufferWriter<byte> output)
    {
        if (_table is null)
        {
            return;
        }

        var columns = new JsonArray([.. _table.Columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = column.Type,
            ["format"] = column.Format,
            ["description"] = column.Description,
            ["priority"] = column.Priority,
        })]);
        output.Write("\"columnDefinitions\":"u8);
        output.Write(JsonBytes.From(columns));
        output.Write(","u8);
    }

    private static string Parameter(string[] parts, string name) =>
        parts.Skip(1).Where(part => part.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(part => part[(name.Length + 1)..]).FirstOrDefault() ?? "";

    private static void WriteMetadata(IBufferWriter<byte> output, StoredObject item)
    {
        output.Write(MetadataStart);
        output.Write(item.Metadata.Span);
        output.Write("}"u8);
    }

    private void WriteTableStart(IBufferWriter<byte> output, long version, bool withColumns)
    {
        output.Write(Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"Table\",\"apiVersion\":\"{ListApiVersion}\",\"metadata\":{{\"resourceVersion\":\"{version}\"}},"));
        if (withColumns)
        {
            WriteColumns(output);
        }
        else
        {
            output.Write("\"columnDefinitions\":null,"u8);
        }

        output.Write("\"rows\":["u8);
    }

    private void WriteRow(IBufferWriter<byte> output, TableRow row, StoredObject item)
    {
        output.Write(RowStart);
        row.WriteCells(output, _now);
        output.Write(","u8);
        output.Write(row.Conditions);
        output.Write("\"object\":"u8);
        switch (_includeObject)
        {
            case "None":
                output.Write("null"u8);
                break;
            case "Object":
                Answers.WriteObject(output, Kind, item);
                break;
            default:
                WriteMetadata(output, item);
                break;
        }

        output.Write("}"u8);
    }
}
