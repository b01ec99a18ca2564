using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeNetTui.Replay;

/// <summary>YAML as the API server takes it: the JSON subset of YAML 1.1's core types. Server-side apply sends it.</summary>
internal static class YamlToJson
{
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
    }

    private static JsonNode? Convert(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var item = new JsonObject();
                foreach (var (key, value) in mapping)
                {
                    item[(key as YamlScalarNode)?.Value ?? ""] = Convert(value);
                }

                return item;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Select(Convert)]);
            case YamlScalarNode { Style: ScalarStyle.Plain } plain:
                return FromPlain(plain.Value ?? "");
            default:
                return JsonValue.Create((node as YamlScalarNode)?.Value);
        }
    }

    private static JsonValue? FromPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when (char.IsAsciiDigit(text[0]) || text[0] is '-' or '.')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
