using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>Members of a JSON object that may be of any type, or the value no object at all.</summary>
internal static class JsonMembers
{
    public static bool Has(this JsonElement e, string name) => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out _);

    /// <summary>"" where there is none; numbers as they stand.</summary>
    public static string Text(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.String => value.GetString() ?? "", JsonValueKind.Number => value.GetRawText(), _ => "" }
            : "";

    /// <summary>0 where there is none.</summary>
    public static long Long(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;

    /// <summary>0 where there is none, or none that fits.</summary>
    public static int Int(this JsonElement e, string name) => e.Long(name) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : 0;

    /// <summary>Null where there is none.</summary>
    public static bool? Flag(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    /// <summary>One word, or a list of words.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => [value.GetString() ?? ""],
                JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString() ?? "")],
                _ => [],
            }
            : [];

    /// <summary>The one member of an object; null where it has none or more.</summary>
    public static JsonProperty? Only(this JsonElement e)
    {
        using var members = e.EnumerateObject();
        if (!members.MoveNext())
        {
            return null;
        }

        var first = members.Current;
        return members.MoveNext() ? null : first;
    }
}
