using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>
/// Arrays that <c>ip -j</c> and <c>bridge -j</c> print, item by item: of an output that was cut off, the items before the cut count.
/// </summary>
internal static class JsonItems
{
    /// <summary>Calls <paramref name="take"/> with each object of the array; it answers why it did not understand one, or null.</summary>
    public static IReadOnlyList<NotUnderstoodLine> Read(string text, Func<JsonElement, string?> take)
    {
        List<NotUnderstoodLine> failed = [];
        var number = 0;

        // Lone surrogates become U+FFFD.
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 32, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                failed.Add(NotUnderstoodLine.Of(1, text, "no JSON array"));
                return failed;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                number++;
                using var item = JsonDocument.ParseValue(ref reader);

                // iproute2 before 5.0 prints {} for items that a filter left out.
                var isEmpty = item.RootElement.ValueKind == JsonValueKind.Object && !item.RootElement.EnumerateObject().Any();
                var why = item.RootElement.ValueKind != JsonValueKind.Object ? "no object" : isEmpty ? null : take(item.RootElement);
                if (why is not null)
                {
                    failed.Add(NotUnderstoodLine.Of(number, item.RootElement.GetRawText(), why));
                }
            }
        }
        catch (JsonException e)
        {
            failed.Add(NotUnderstoodLine.Of(number + 1, Encoding.UTF8.GetString(bytes.AsSpan((int)reader.BytesConsumed)), $"no JSON from here: {e.Message}"));
        }

        return failed;
    }

    public static string Text(this JsonElement item, string name) => item.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => Chars(value),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        }
        : "";

    public static long? Number(this JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(Chars(value), CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>A number that fits an int, or 0.</summary>
    public static int Int(this JsonElement item, string name) => item.Number(name) is >= int.MinValue and <= int.MaxValue and var n ? (int)n : 0;

    public static bool? Flag(this JsonElement item, string name) => !item.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetRawText() != "0",

        // Keys that stand for themselves, as "onlink": null does.
        JsonValueKind.Null => true,
        JsonValueKind.String => Chars(value) is "on" or "true" or "1" or "yes",
        _ => null,
    };

    public static IReadOnlyList<string> Texts(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(Chars)]
            : [];

    public static IEnumerable<JsonElement> Objects(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Object)
            : [];

    public static JsonElement? Object(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string Chars(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate written as an escape is valid JSON and no text.
            return "";
        }
    }
}
