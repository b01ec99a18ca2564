using System.Text.Json.Nodes;

namespace KubeNetTui.Reading;

/// <summary>
/// Takes the values out of a Secret as soon as it is read, before anything is shown, searched or copied. kubectl keeps a second copy of
/// an applied object in an annotation: that goes too.
/// </summary>
internal static class SecretMask
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static bool IsSecret(JsonNode? node) =>
        node is JsonObject o && o["kind"] is JsonValue kind && kind.TryGetValue<string>(out var name) && name is "Secret" or "SecretList";

    /// <summary>Masks a Secret, or each Secret of a List, in place; leaves anything else as it is.</summary>
    /// <param name="known">True where the caller asked for Secrets: items of a list carry no kind.</param>
    public static void Apply(JsonNode? node, bool known = false)
    {
        if (node is not JsonObject root)
        {
            return;
        }

        var isSecret = known || IsSecret(root);
        if (root["items"] is JsonArray items)
        {
            foreach (var item in items)
            {
                Apply(item, isSecret);
            }
        }

        if (!isSecret)
        {
            return;
        }

        MaskValues(root["data"], base64: true);
        MaskValues(root["stringData"], base64: false);
        if (root["metadata"]?["annotations"] is JsonObject annotations && annotations[LastApplied] is { } applied)
        {
            annotations[LastApplied] = Hidden(TextOf(applied).Length);
        }
    }

    private static void MaskValues(JsonNode? values, bool base64)
    {
        if (values is not JsonObject members)
        {
            return;
        }

        foreach (var name in members.Select(static m => m.Key).ToArray())
        {
            var text = TextOf(members[name]);
            members[name] = Hidden(base64 ? DecodedLength(text) : System.Text.Encoding.UTF8.GetByteCount(text));
        }
    }

    private static string Hidden(int bytes) => $"<{bytes} {(bytes == 1 ? "byte" : "bytes")}, not shown>";

    private static string TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString() ?? "";

    private static int DecodedLength(string base64)
    {
        var digits = base64.AsSpan().TrimEnd('=').Length;
        return digits * 3 / 4;
    }
}
