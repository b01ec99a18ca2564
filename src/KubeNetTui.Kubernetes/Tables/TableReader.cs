using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>From the JSON of Table rows (or plain objects) to <see cref="TableRow"/>s. Not thread-safe; one per list.</summary>
/// <param name="more">Cells read from each object, after those of the server.</param>
internal sealed class TableReader(IReadOnlyList<ObjectCell>? more = null)
{
    private static readonly IReadOnlyList<KeyValuePair<string, string>> s_noLabels = [];

    private readonly IReadOnlyList<ObjectCell> _more = more ?? [];
    private readonly StringPool _pool = new();
    private readonly List<string> _cells = [];

    /// <summary>What an object is shown as where the server knows no tables.</summary>
    public static IReadOnlyList<TableColumn> PlainColumns { get; } =
        [new("Name", "string", "name", "", 0), new("Age", "date", "", "", 0)];

    /// <summary>A row of a Table: <c>{"cells": […], "object": {"metadata": …}}</c>. Null: no object in it.</summary>
    /// <exception cref="JsonException">Broken.</exception>
    public TableRow? Row(ReadOnlySpan<byte> json)
    {
        string[]? cells = null;
        ReadOnlySpan<byte> late = default;
        TableRow? row = null;
        var members = new JsonMembers(json);
        while (members.Next())
        {
            if (members.Is("cells"u8) && members.IsArray)
            {
                cells = Cells(members.Value);
            }
            else if (members.Is("object"u8) && members.IsObject)
            {
                if (cells is null)
                {
                    // Servers put the cells first; JSON does not promise it.
                    late = members.Value;
                    continue;
                }
                if (_more.Count > 0)
                {
                    late = members.Value;
                    continue;
                }
                var item = members.Enter();
                row = FromObject(ref item, cells);
                members.Leave(item);
            }
        }
        if (!late.IsEmpty)
        {
            var item = new JsonMembers(late);
            row = FromObject(ref item, WithMore(cells ?? [], late));
        }
        return row;
    }

    /// <summary>A whole object, from a server that answers lists where tables were asked for.</summary>
    /// <exception cref="JsonException">Broken.</exception>
    public TableRow? Plain(ReadOnlySpan<byte> json)
    {
        var item = new JsonMembers(json);
        var row = FromObject(ref item, []);
        return row is null ? null : new TableRow
        {
            Uid = row.Uid,
            Namespace = row.Namespace,
            Name = row.Name,
            ResourceVersion = row.ResourceVersion,
            Created = row.Created,
            Deleting = row.Deleting,
            Labels = row.Labels,
            Controller = row.Controller,
            Cells = WithMore([row.Name, row.Created?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? ""], json),
        };
    }

    /// <exception cref="JsonException">Broken.</exception>
    public static IReadOnlyList<TableColumn> Columns(ReadOnlySpan<byte> json)
    {
        var columns = new List<TableColumn>();
        var items = new JsonMembers(json);
        while (items.Next())
        {
            var (name, type, format, description, priority) = ("", "", "", "", 0);
            var members = new JsonMembers(items.Value);
            while (members.Next())
            {
                if (members.Is("name"u8))
                {
                    name = JsonLeaf.Text(members.Value) ?? "";
                }
                else if (members.Is("type"u8))
                {
                    type = JsonLeaf.Text(members.Value) ?? "";
                }
                else if (members.Is("format"u8))
                {
                    format = JsonLeaf.Text(members.Value) ?? "";
                }
                else if (members.Is("description"u8))
                {
                    description = JsonLeaf.Text(members.Value) ?? "";
                }
                else if (members.Is("priority"u8))
                {
                    priority = int.TryParse(members.Value, out var number) ? number : 0;
                }
            }
            columns.Add(new TableColumn(name, type, format, description, priority));
        }
        return columns;
    }

    internal static ReadOnlySpan<byte> MetadataOf(ReadOnlySpan<byte> json)
    {
        var members = new JsonMembers(json);
        while (members.Next())
        {
            if (members.Is("metadata"u8) && members.IsObject)
            {
                return members.Value;
            }
        }
        return default;
    }

    /// <summary>Walks an object to its end, and its metadata once.</summary>
    private TableRow? FromObject(ref JsonMembers item, string[] cells)
    {
        TableRow? row = null;
        while (item.Next())
        {
            if (item.Is("metadata"u8) && item.IsObject)
            {
                var metadata = item.Enter();
                row = FromMetadata(ref metadata, cells);
                item.Leave(metadata);
            }
        }
        return row;
    }

    private TableRow FromMetadata(ref JsonMembers members, string[] cells)
    {
        var (uid, ns, name, version) = ("", "", "", "");
        DateTimeOffset? created = null;
        DateTimeOffset? deleting = null;
        var labels = s_noLabels;
        string? controller = null;
        while (members.Next())
        {
            switch (members.Name.Length)
            {
                case 3 when members.Is("uid"u8):
                    uid = JsonLeaf.Text(members.Value) ?? "";
                    break;
                case 4 when members.Is("name"u8):
                    // The first cell says it again, nearly always.
                    name = cells.Length > 0 && JsonLeaf.TryBare(members.Value, out var bare) && Ascii.Equals(bare, cells[0]) ? cells[0] : JsonLeaf.Text(members.Value) ?? "";
                    break;
                case 9 when members.Is("namespace"u8):
                    ns = Pooled(members.Value);
                    break;
                case 15 when members.Is("resourceVersion"u8):
                    version = JsonLeaf.Text(members.Value) ?? "";
                    break;
                case 17 when members.Is("creationTimestamp"u8):
                    created = Time(members.Value);
                    break;
                case 17 when members.Is("deletionTimestamp"u8):
                    deleting = Time(members.Value);
                    break;
                case 6 when members.Is("labels"u8) && members.IsObject:
                    labels = _pool.Labels(members.Value, ParseLabels);
                    break;
                case 15 when members.Is("ownerReferences"u8) && members.IsArray:
                    controller = Controller(members.Value);
                    break;
            }
        }
        return new TableRow
        {
            Uid = uid,
            Namespace = ns,
            Name = name,
            ResourceVersion = version,
            Created = created,
            Deleting = deleting,
            Labels = labels,
            Controller = controller,
            Cells = cells,
        };
    }

    private string[] Cells(ReadOnlySpan<byte> json)
    {
        _cells.Clear();
        var items = new JsonMembers(json);
        while (items.Next())
        {
            // The first cell is the name, which does not repeat: it would only push others out of the pool.
            _cells.Add(_cells.Count == 0 ? JsonLeaf.Text(items.Value) ?? "" : items.IsNull ? "" : Pooled(items.Value));
        }
        return [.. _cells];
    }

    private string Pooled(ReadOnlySpan<byte> value) =>
        JsonLeaf.TryBare(value, out var bare) ? _pool.Text(bare) : JsonLeaf.Text(value) ?? "";

    /// <summary>The object is looked at and let go: what stays of it is the cells.</summary>
    private string[] WithMore(string[] cells, ReadOnlySpan<byte> json)
    {
        if (_more.Count == 0)
        {
            return cells;
        }
        var read = ObjectCell.Read(_more, json);
        for (var i = 0; i < read.Length; i++)
        {
            // Zones, versions, images repeat; one string for each is enough.
            read[i] = _pool.Text(Encoding.UTF8.GetBytes(read[i]));
        }
        return [.. cells, .. read];
    }

    private static DateTimeOffset? Time(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2 || value[0] != '"')
        {
            return null;
        }
        var reader = new Utf8JsonReader(value);
        return reader.Read() && reader.TryGetDateTimeOffset(out var time) ? time : null;
    }

    private IReadOnlyList<KeyValuePair<string, string>> ParseLabels(ReadOnlySpan<byte> json)
    {
        var labels = new List<KeyValuePair<string, string>>();
        var members = new JsonMembers(json);
        while (members.Next())
        {
            labels.Add(new(_pool.Text(members.Name), Pooled(members.Value)));
        }
        labels.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return labels.Count == 0 ? s_noLabels : labels.ToArray();
    }

    private string? Controller(ReadOnlySpan<byte> json)
    {
        var items = new JsonMembers(json);
        while (items.Next())
        {
            if (!items.IsObject)
            {
                continue;
            }
            ReadOnlySpan<byte> kind = default;
            ReadOnlySpan<byte> name = default;
            var controls = false;
            var members = new JsonMembers(items.Value);
            while (members.Next())
            {
                if (members.Is("kind"u8))
                {
                    kind = members.Value;
                }
                else if (members.Is("name"u8))
                {
                    name = members.Value;
                }
                else if (members.Is("controller"u8))
                {
                    controls = members.Value.SequenceEqual("true"u8);
                }
            }
            if (controls && JsonLeaf.TryBare(kind, out var bareKind) && JsonLeaf.TryBare(name, out var bareName) && bareKind.Length + bareName.Length < 500)
            {
                Span<byte> joined = stackalloc byte[bareKind.Length + 1 + bareName.Length];
                bareKind.CopyTo(joined);
                joined[bareKind.Length] = (byte)'/';
                bareName.CopyTo(joined[(bareKind.Length + 1)..]);
                return _pool.Text(joined);
            }
        }
        return null;
    }
}
