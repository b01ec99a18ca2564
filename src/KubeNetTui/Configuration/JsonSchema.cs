using System.Text.Json.Nodes;

namespace KubeNetTui.Configuration;

/// <summary>A shape as JSON Schema (draft 2020-12), for editors that complete and check YAML.</summary>
internal static class JsonSchema
{
    public static JsonObject Of(string title, Shape shape)
    {
        JsonObject schema = new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (name, value) in Of(shape).ToList())
        {
            schema[name] = value?.DeepClone();
        }

        return schema;
    }

    private static JsonObject Of(Shape shape)
    {
        switch (shape)
        {
            case ScalarShape { Kind: ScalarKind.Flag }:
                return new JsonObject { ["type"] = "boolean" };
            case ScalarShape { Kind: ScalarKind.Number } number:
                return new JsonObject { ["type"] = "integer", ["minimum"] = number.Least, ["maximum"] = number.Most };
            case ScalarShape { Allowed.Count: > 0 } words:
                JsonArray allowed = new();
                foreach (var word in words.Allowed)
                {
                    allowed.Add((JsonNode)word);
                }

                return new JsonObject { ["enum"] = allowed };
            case ScalarShape scalar:
                // YAML takes 1 and true for other things than texts, and people write them.
                return new JsonObject { ["type"] = new JsonArray((JsonNode)"string", (JsonNode)"number", (JsonNode)"boolean"), ["description"] = scalar.Words };
            case ListShape list:
                return new JsonObject { ["type"] = "array", ["items"] = Of(list.Item) };
            case MapShape map:
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Value) };
            case ObjectShape members:
                return OfMembers(members);
            default:
                return new JsonObject();
        }
    }

    private static JsonObject OfMembers(ObjectShape shape)
    {
        JsonObject properties = new();
        JsonArray required = new();
        foreach (var member in shape.Members)
        {
            var schema = Of(member.Shape);
            schema["description"] = member.Help + (member.Default.Length > 0 ? $" Default: {member.Default}." : "");
            properties[member.Name] = schema;
            if (member.IsRequired)
            {
                required.Add((JsonNode)member.Name);
            }
        }

        JsonObject made = new() { ["type"] = "object", ["additionalProperties"] = shape.IsOpen, ["properties"] = properties };
        if (required.Count > 0)
        {
            made["required"] = required;
        }

        return made;
    }
}
