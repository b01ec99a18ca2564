using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// Objects that kubectl posts as protobuf without asking (reviews, evictions, small creates). Field numbers are those of
/// staging/src/k8s.io/api/*/generated.proto; a kind that is not listed here is refused, and clients send JSON when told to.
/// </summary>
internal static class ProtobufBody
{
    private static readonly Message Metadata = new()
    {
        [1] = ("name", Text), [2] = ("generateName", Text), [3] = ("namespace", Text), [5] = ("uid", Text), [6] = ("resourceVersion", Text),
        [11] = ("labels", Map), [12] = ("annotations", Map),
    };

    private static readonly Message Resource = new()
    {
        [1] = ("namespace", Text), [2] = ("verb", Text), [3] = ("group", Text), [4] = ("version", Text), [5] = ("resource", Text),
        [6] = ("subresource", Text), [7] = ("name", Text),
    };

    private static readonly Message NonResource = new() { [1] = ("path", Text), [2] = ("verb", Text) };

    private static readonly Message SelfAccess = new()
    {
        [1] = ("metadata", Metadata),
        [2] = ("spec", new Message { [1] = ("resourceAttributes", Resource), [2] = ("nonResourceAttributes", NonResource) }),
    };

    private static readonly Message Access = new()
    {
        [1] = ("metadata", Metadata),
        [2] = ("spec", new Message
        {
            [1] = ("resourceAttributes", Resource), [2] = ("nonResourceAttributes", NonResource), [3] = ("user", Text), [4] = ("groups", Texts),
        }),
    };

    private static readonly Message Delete = new()
    {
        [1] = ("gracePeriodSeconds", Number),
        [2] = ("preconditions", new Message { [1] = ("uid", Text), [2] = ("resourceVersion", Text) }),
        [4] = ("propagationPolicy", Text), [5] = ("dryRun", Texts),
    };

    private static readonly Dictionary<string, Message> Kinds = new(StringComparer.Ordinal)
    {
        ["SelfSubjectAccessReview"] = SelfAccess,
        ["SubjectAccessReview"] = Access,
        ["LocalSubjectAccessReview"] = Access,
        ["SelfSubjectRulesReview"] = new() { [1] = ("metadata", Metadata), [2] = ("spec", new Message { [1] = ("namespace", Text) }) },
        ["SelfSubjectReview"] = new() { [1] = ("metadata", Metadata) },
        ["TokenReview"] = new() { [1] = ("metadata", Metadata), [2] = ("spec", new Message { [1] = ("token", Text), [2] = ("audiences", Texts) }) },
        ["Eviction"] = new() { [1] = ("metadata", Metadata), [2] = ("deleteOptions", Delete) },
        ["DeleteOptions"] = Delete,
        ["Namespace"] = new() { [1] = ("metadata", Metadata), [2] = ("spec", new Message { [1] = ("finalizers", Texts) }) },
        ["ServiceAccount"] = new() { [1] = ("metadata", Metadata) },
        ["ConfigMap"] = new() { [1] = ("metadata", Metadata), [2] = ("data", Map), [3] = ("binaryData", ByteMap), [4] = ("immutable", Truth) },
        ["Secret"] = new() { [1] = ("metadata", Metadata), [2] = ("data", ByteMap), [3] = ("type", Text), [4] = ("stringData", Map), [5] = ("immutable", Truth) },
    };

    private delegate JsonNode? Reading(ref Fields fields, JsonNode? before);

    /// <summary>Null when the kind is not known here.</summary>
    /// <exception cref="ApiStatusException">400: it is no protobuf.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        // "k8s\0", then a runtime.Unknown: typeMeta = 1 { apiVersion = 1, kind = 2 }, raw = 2
        if (!body.StartsWith("k8s\0"u8))
        {
            throw ApiStatusException.BadRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        var fields = new Fields(body[4..]);
        while (fields.Next())
        {
            if (fields.Number == 1)
            {
                var type = new Fields(fields.Bytes);
                while (type.Next())
                {
                    (apiVersion, kind) = type.Number == 1 ? (Encoding.UTF8.GetString(type.Bytes), kind) : (apiVersion, Encoding.UTF8.GetString(type.Bytes));
                }
            }
            else if (fields.Number == 2)
            {
                raw = fields.Bytes;
            }
        }

        if (!Kinds.TryGetValue(kind, out var message))
        {
            return null;
        }

        var item = message.ReadAll(raw);
        item.Insert(0, "kind", kind);
        item.Insert(1, "apiVersion", apiVersion);
        return item;
    }

    private static JsonValue? Text(ref Fields fields, JsonNode? before) => JsonValue.Create(Encoding.UTF8.GetString(fields.Bytes));

    private static JsonValue? Number(ref Fields fields, JsonNode? before) => JsonValue.Create((long)fields.Integer);

    private static JsonValue? Truth(ref Fields fields, JsonNode? before) => JsonValue.Create(fields.Integer != 0);

    private static JsonArray Texts(ref Fields fields, JsonNode? before)
    {
        var list = before as JsonArray ?? [];
        list.Add((JsonNode?)JsonValue.Create(Encoding.UTF8.GetString(fields.Bytes)));
        return list;
    }

    private static JsonObject Map(ref Fields fields, JsonNode? before) =>
        Entry(ref fields, before, static value => Encoding.UTF8.GetString(value));

    private static JsonObject ByteMap(ref Fields fields, JsonNode? before) =>
        Entry(ref fields, before, static value => Convert.ToBase64String(value));

    private static JsonObject Entry(ref Fields fields, JsonNode? before, Func<ReadOnlySpan<byte>, string> read)
    {
        var map = before as JsonObject ?? [];
        var (key, value) = ("", "");
        var entry = new Fields(fields.Bytes);
        while (entry.Next())
        {
            (key, value) = entry.Number == 1 ? (Encoding.UTF8.GetString(entry.Bytes), value) : (key, read(entry.Bytes));
        }

        map[key] = value;
        return map;
    }

    /// <summary>The fields of a message by number; others are skipped.</summary>
    private sealed class Message
    {
        private readonly Dictionary<int, (string Name, Reading Read)> _fields = [];

        public (string Name, Reading Read) this[int number]
        {
            init => _fields[number] = value;
        }

        public static implicit operator Reading(Message inner) => (ref Fields fields, JsonNode? _) => inner.ReadAll(fields.Bytes);

        public JsonObject ReadAll(ReadOnlySpan<byte> bytes)
        {
            var item = new JsonObject();
            var fields = new Fields(bytes);
            while (fields.Next())
            {
                if (_fields.TryGetValue(fields.Number, out var field))
                {
                    var before = item[field.Name];
                    var after = field.Read(ref fields, before);
                    if (!ReferenceEquals(before, after))
                    {
                        item[field.Name] = after;
                    }
                }
            }

            return item;
        }
    }

    /// <summary>Walks over the fields of a message.</summary>
    private ref struct Fields(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _left = bytes;

        public int Number { get; private set; }

        /// <summary>Of a length-delimited field.</summary>
        public ReadOnlySpan<byte> Bytes { get; private set; }

        /// <summary>Of a varint field.</summary>
        public ulong Integer { get; private set; }

        public bool Next()
        {
            if (_left.IsEmpty)
            {
                return false;
            }

            var tag = Varint();
            Number = (int)(tag >> 3);
            Bytes = default;
            Integer = 0;
            switch (tag & 7)
            {
                case 0:
                    Integer = Varint();
                    break;
                case 1:
                    Take(8);
                    break;
                case 2:
                    var length = Varint();
                    Bytes = Take((int)Math.Min(length, int.MaxValue));
                    break;
                case 5:
                    Take(4);
                    break;
                default:
                    throw Broken();
            }

            return true;
        }

        private static ApiStatusException Broken() => ApiStatusException.BadRequest("the protobuf of the request is broken");

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _left.Length)
            {
                throw Broken();
            }

            var taken = _left[..count];
            _left = _left[count..];
            return taken;
        }

        private ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var next = Take(1)[0];
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                {
                    return value;
                }
            }

            throw Broken();
        }
    }
}
