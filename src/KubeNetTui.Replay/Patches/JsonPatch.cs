using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <exception cref="ApiStatusException">422: an operation can't be done; 400: it is none.</exception>
    public static void Apply(JsonObject target, JsonArray operations)
    {
        foreach (var node in operations)
        {
            if (node is not JsonObject operation)
            {
                throw ApiStatusException.BadRequest("error decoding patch: an operation is no object");
            }

            Apply(target, operation);
        }
    }

    private static void Apply(JsonObject target, JsonObject operation)
    {
        var name = ObjectMetadata.Text(operation, "op");
        var path = Pointer(operation, "path");
        switch (name)
        {
            case "add":
                Add(target, path, operation["value"]?.DeepClone());
                break;
            case "remove":
                Remove(target, path);
                break;
            case "replace":
                Replace(target, path, operation["value"]?.DeepClone());
                break;
            case "move":
                var moved = Find(target, Pointer(operation, "from"))?.DeepClone();
                Remove(target, Pointer(operation, "from"));
                Add(target, path, moved);
                break;
            case "copy":
                Add(target, path, Find(target, Pointer(operation, "from"))?.DeepClone());
                break;
            case "test":
                if (!JsonNode.DeepEquals(Find(target, path), operation["value"]))
                {
                    throw Failure($"testing path {ObjectMetadata.Text(operation, "path")} value failed");
                }

                break;
            default:
                throw ApiStatusException.BadRequest($"error decoding patch: unknown operation \"{name}\"");
        }
    }

    private static string[] Pointer(JsonObject operation, string name)
    {
        var text = ObjectMetadata.Text(operation, name);
        return text.StartsWith('/')
            ? [.. text[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw ApiStatusException.BadRequest($"error decoding patch: \"{name}\" must be a path that starts with '/'");
    }

    private static JsonNode? Find(JsonNode target, string[] path)
    {
        var (parent, last) = Parent(target, path);
        switch (parent)
        {
            case JsonObject item when item.TryGetPropertyValue(last, out var value):
                return value;
            case JsonArray array when Index(last, array.Count - 1) is var index and >= 0:
                return array[index];
            default:
                throw Missing(path);
        }
    }

    private static void Add(JsonNode target, string[] path, JsonNode? value)
    {
        var (parent, last) = Parent(target, path);
        switch (parent)
        {
            case JsonObject item:
                item[last] = value;
                break;
            case JsonArray array:
                var index = last == "-" ? array.Count : Index(last, array.Count);
                if (index < 0)
                {
                    throw Missing(path);
                }

                array.Insert(index, value);
                break;
            default:
                throw Missing(path);
        }
    }

    private static void Remove(JsonNode target, string[] path)
    {
        var (parent, last) = Parent(target, path);
        switch (parent)
        {
            case JsonObject item when item.Remove(last):
                return;
            case JsonArray array when Index(last, array.Count - 1) is var index and >= 0:
                array.RemoveAt(index);
                return;
            default:
                throw Missing(path);
        }
    }

    private static void Replace(JsonNode target, string[] path, JsonNode? value)
    {
        Find(target, path);
        var (parent, last) = Parent(target, path);
        if (parent is JsonArray array)
        {
            array[Index(last, array.Count - 1)] = value;
        }
        else
        {
            ((JsonObject)parent!)[last] = value;
        }
    }

    private static (JsonNode? Parent, string Last) Parent(JsonNode target, string[] path)
    {
        JsonNode? node = target;
        foreach (var part in path.AsSpan(0, path.Length - 1))
        {
            node = node switch
            {
                JsonObject item => item[part],
                JsonArray array when Index(part, array.Count - 1) is var index and >= 0 => array[index],
                _ => null,
            } ?? throw Missing(path);
        }

        return (node, path[^1]);
    }

    private static int Index(string text, int highest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= highest ? index : -1;

    private static ApiStatusException Missing(string[] path) => Failure($"path /{string.Join('/', path)} is missing");

    private static ApiStatusException Failure(string what) => new(422, "Invalid", "the server rejected our request due to an error in our request: " + what);
}
