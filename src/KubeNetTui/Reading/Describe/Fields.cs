using System.Text.Json;

namespace KubeNetTui.Reading;

/// <summary>
/// A value inside an object's JSON that may not be there, or not be what was expected: then its text is "", its items are none.
/// <c>fields["spec"]["template"]["spec"]["nodeName"].Text</c>
/// </summary>
internal readonly struct Fields(JsonElement? element)
{
    private readonly JsonElement? _element = element;

    public bool Exists => _element is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) };

    public bool IsObject => _element is { ValueKind: JsonValueKind.Object };

    public bool IsArray => _element is { ValueKind: JsonValueKind.Array };

    public Fields this[string name] =>
        _element is { ValueKind: JsonValueKind.Object } e && e.TryGetProperty(name, out var value) ? new Fields(value) : default;

    /// <summary>A string as it is, a number or a flag as JSON writes it; "" for anything else.</summary>
    public string Text => _element switch
    {
        { ValueKind: JsonValueKind.String } e => StringOf(e),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } e => e.GetRawText(),
        _ => "",
    };

    public int? Number => _element is { ValueKind: JsonValueKind.Number } e && e.TryGetInt32(out var number) ? number : null;

    public bool IsTrue => _element is { ValueKind: JsonValueKind.True };

    public DateTimeOffset? Time => _element is { ValueKind: JsonValueKind.String } e && e.TryGetDateTimeOffset(out var at) ? at : null;

    public IEnumerable<Fields> Items =>
        _element is { ValueKind: JsonValueKind.Array } e ? e.EnumerateArray().Select(static item => new Fields(item)) : [];

    public IEnumerable<KeyValuePair<string, Fields>> Members =>
        _element is { ValueKind: JsonValueKind.Object } e
            ? e.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, new Fields(p.Value)))
            : [];

    /// <summary>The members that are text, as <c>key=value</c> pairs: labels, a selector.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => [.. Members.Select(static m => KeyValuePair.Create(m.Key, m.Value.Text))];

    /// <summary>Reads an object; what is no JSON reads as an object with nothing in it.</summary>
    public static Fields Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new Fields(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return default;
        }
    }

    // A text that is no valid Unicode (a lone "\ud800") can't be had as a string.
    private static string StringOf(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText().Trim('"');
        }
    }
}
