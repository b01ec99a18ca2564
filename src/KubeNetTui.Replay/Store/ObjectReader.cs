using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Brings an object's text into the form that is kept, filling in what an API server would.</summary>
/// <param name="defaultVersion">resourceVersion of objects that have none.</param>
/// <param name="now">creationTimestamp of objects that have none.</param>
internal readonly struct ObjectReader(long defaultVersion, DateTimeOffset now)
{
    /// <param name="version">Overrides the object's own resourceVersion; 0: it is kept.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    /// <exception cref="FormatException">It has no metadata or no name.</exception>
    public StoredObject Read(ReadOnlyMemory<byte> json, long version = 0)
    {
        var layout = Scan(json.Span);
        var wanted = version > 0 ? version : layout.Version > 0 ? layout.Version : defaultVersion;
        if (layout.IsCanonical && layout.Version == wanted && layout.HasUid && layout.HasCreation)
        {
            var same = MemoryMarshal.TryGetArray(json, out var segment) && segment.Offset == 0
                && segment.Array!.Length == json.Length ? segment.Array : json.ToArray();
            return new StoredObject(layout.Namespace, layout.Name, wanted, same, layout.Metadata.Length);
        }

        return Rewrite(json.Span, layout, wanted);
    }

    private static Layout Scan(ReadOnlySpan<byte> json)
    {
        var layout = new Layout();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("it is no JSON object");
        }

        var tight = reader.TokenStartIndex == 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex;
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            var isType = reader.ValueTextEquals("kind"u8) || reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
            {
                layout.IsCanonical = tight && nameStart == 1 && valueStart == StoredObject.MetadataStart && !layout.HasType;
                ScanMetadata(ref reader, ref layout);
                layout.Metadata = new Range(valueStart, (int)reader.BytesConsumed);
                if (layout.IsCanonical && HasPlainRest(json, ref layout))
                {
                    return layout;
                }

                continue;
            }

            reader.Skip();
            layout.HasType |= isType;
            if (!isType && !isMetadata)
            {
                layout.Others.Add(new Range(nameStart, (int)reader.BytesConsumed));
            }
        }

        layout.IsCanonical &= !layout.HasType && reader.BytesConsumed == json.Length;
        return layout.Name.Length > 0 ? layout : throw new FormatException("it has no metadata.name");
    }

    /// <summary>
    /// With metadata first and no "kind" after it, the rest is kept as it is without a look at each token: very many objects are
    /// loaded in a fraction of the time. Texts from files have been parsed before.
    /// </summary>
    private static bool HasPlainRest(ReadOnlySpan<byte> json, ref Layout layout)
    {
        var rest = json[layout.Metadata.End..];
        if (layout.Name.Length == 0 || rest is not [(byte)',', .., (byte)'}'] || rest.IndexOf("\"kind\":"u8) >= 0
            || rest.StartsWith(",\"apiVersion\":"u8))
        {
            return false;
        }

        layout.Others.Add(new Range(layout.Metadata.End + 1, json.Length - 1));
        return true;
    }

    private static void ScanMetadata(ref Utf8JsonReader reader, ref Layout layout)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueTextEquals("name"u8) ? Field.Name
                : reader.ValueTextEquals("namespace"u8) ? Field.Namespace
                : reader.ValueTextEquals("resourceVersion"u8) ? Field.Version
                : reader.ValueTextEquals("uid"u8) ? Field.Uid
                : reader.ValueTextEquals("creationTimestamp"u8) ? Field.Creation
                : Field.Other;
            var nameStart = (int)reader.TokenStartIndex;
            reader.Read();
            if (field != Field.Other && reader.TokenType == JsonTokenType.String)
            {
                switch (field)
                {
                    case Field.Name:
                        layout.Name = reader.GetString()!;
                        break;
                    case Field.Namespace:
                        layout.Namespace = string.Intern(reader.GetString()!);
                        break;
                    case Field.Version:
                        layout.Version = Utf8Parser.TryParse(reader.ValueSpan, out long number, out _) ? number : 0;
                        break;
                    case Field.Uid:
                        layout.HasUid = true;
                        break;
                    default:
                        layout.HasCreation = true;
                        break;
                }
            }

            reader.Skip();
            if (field != Field.Version && !(field == Field.Creation && !layout.HasCreation))
            {
                layout.MetadataMembers.Add(new Range(nameStart, (int)reader.BytesConsumed));
            }
        }
    }

    private StoredObject Rewrite(ReadOnlySpan<byte> json, Layout layout, long version)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 160);
        buffer.Write("{\"metadata\":{"u8);
        foreach (var member in layout.MetadataMembers)
        {
            buffer.Write(json[member.Start..member.End]);
            buffer.Write(","u8);
        }

        var filled = string.Create(CultureInfo.InvariantCulture, $"\"resourceVersion\":\"{version}\"")
            + (layout.HasUid ? "" : $",\"uid\":\"{Guid.NewGuid()}\"")
            + (layout.HasCreation ? "" : $",\"creationTimestamp\":\"{Timestamps.Format(now)}\"");
        buffer.Write(Encoding.UTF8.GetBytes(filled));
        buffer.Write("}"u8);
        var metadataLength = buffer.WrittenCount - StoredObject.MetadataStart;
        foreach (var member in layout.Others)
        {
            buffer.Write(","u8);
            buffer.Write(json[member.Start..member.End]);
        }

        buffer.Write("}"u8);
        return new StoredObject(layout.Namespace, layout.Name, version, buffer.WrittenSpan.ToArray(), metadataLength);
    }

    private enum Field
    {
        Other,
        Name,
        Namespace,
        Version,
        Uid,
        Creation,
    }

    private readonly record struct Range(int Start, int End)
    {
        public int Length => End - Start;
    }

    /// <summary>Where things are in the text.</summary>
    private struct Layout()
    {
        public string Name = "";
        public string Namespace = "";
        public long Version;
        public bool HasUid;
        public bool HasCreation;
        public bool HasType;
        public bool IsCanonical;
        public Range Metadata;
        public readonly List<Range> MetadataMembers = new(12);
        public readonly List<Range> Others = new(4);
    }
}
