using System.Text.Json.Nodes;

namespace KubeNetTui.Collect;

/// <summary>
/// Takes out of an API object what may be secret and no check reads: values of environment variables, passwords among arguments, the
/// manifest that kubectl keeps in an annotation, and <c>managedFields</c>, which is half of the object and names who changed it.
/// </summary>
internal static class ObjectCleaner
{
    private const string LeftOut = "…";
    private static readonly string[] SecretWords = ["secret", "token", "passw", "credential", "private-key", "privatekey", "apikey", "api-key", "auth-key"];

    public static void Clean(JsonObject item)
    {
        if (item["metadata"] is JsonObject metadata)
        {
            metadata.Remove("managedFields");
            Annotations(metadata);
        }

        Walk(item);
    }

    private static void Walk(JsonObject item)
    {
        foreach (var (name, value) in item.ToList())
        {
            switch (name, value)
            {
                case ("env", JsonArray variables):
                    foreach (JsonObject variable in variables.OfType<JsonObject>())
                    {
                        variable.Remove("value");
                    }

                    break;
                case ("args" or "command", JsonArray words):
                    for (int i = 0; i < words.Count; i++)
                    {
                        if (words[i] is JsonValue word && word.TryGetValue(out string? text) && Argument(text, i > 0 ? words[i - 1]?.ToString() : null) is { } clean)
                        {
                            words[i] = clean;
                        }
                    }

                    break;
                case ("template", JsonObject template) when template["metadata"] is JsonObject metadata:
                    Annotations(metadata);
                    Walk(template);
                    break;
                case (_, JsonObject child):
                    Walk(child);
                    break;
                case (_, JsonArray list):
                    foreach (JsonObject child in list.OfType<JsonObject>())
                    {
                        Walk(child);
                    }

                    break;
            }
        }
    }

    private static void Annotations(JsonObject metadata)
    {
        if (metadata["annotations"] is not JsonObject annotations)
        {
            return;
        }

        foreach (string key in annotations.Select(a => a.Key).ToList())
        {
            if (key == "kubectl.kubernetes.io/last-applied-configuration" || IsSecret(key))
            {
                annotations.Remove(key);
            }
        }
    }

    /// <summary><c>--password=x</c>, <c>--token x</c>, <c>postgres://user:x@host</c>.</summary>
    /// <returns>Null: it may stay as it is.</returns>
    private static string? Argument(string word, string? before)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && IsSecret(word[..equals]) && !IsFile(word[(equals + 1)..]))
        {
            return word[..(equals + 1)] + LeftOut;
        }

        if (before is not null && before.StartsWith('-') && !before.Contains('=', StringComparison.Ordinal) && IsSecret(before) && !word.StartsWith('-') && !IsFile(word))
        {
            return LeftOut;
        }

        int at = word.IndexOf('@', StringComparison.Ordinal);
        int scheme = word.IndexOf("://", StringComparison.Ordinal);
        return scheme >= 0 && at > scheme && word[(scheme + 3)..at].Contains(':', StringComparison.Ordinal)
            ? word[..(scheme + 3)] + LeftOut + word[at..]
            : null;
    }

    private static bool IsFile(string value) => value.StartsWith('/');

    private static bool IsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
