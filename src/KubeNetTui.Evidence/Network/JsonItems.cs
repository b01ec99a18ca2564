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
                var why = item.RootElement.ValueKind != JsonValueKind.Object ? "no object" : isEmpty ? null : Take(take, item.RootElement);
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

    private static string? Take(Func<JsonElement, string?> take, JsonElement item)
    {
        try
        {
            return take(item);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair written as an escape is valid JSON and no text.
            return "a text that is none";
        }
    }

    public static long? Number(this JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>A setting as iproute2 writes it: a boolean, 0 or 1, <c>on</c>, or a key that stands for itself (<c>"external": null</c>).</summary>
    public static bool? IsOn(this JsonElement item, string name) => !item.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.Null => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetRawText() != "0",
        JsonValueKind.String => value.GetString() is "on" or "true" or "1" or "yes",
        _ => null,
    };

    public static IEnumerable<JsonElement> Objects(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Object)
            : [];

    public static JsonElement? Object(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
