using KubeNetTui.Kubernetes;

namespace KubeNetTui.App.Commands;

/// <summary>The person's own words.</summary>
internal static class Aliases
{
    private const int Deepest = 4;

    /// <summary>What stands behind an alias, with the rest of the line after it; one may stand for another. k9s writes kinds as <c>apps/v1/deployments</c>.</summary>
    public static string Resolve(string text, IReadOnlyDictionary<string, string> aliases, ApiCatalog kinds)
    {
        for (var depth = 0; depth < Deepest && aliases.Count > 0; depth++)
        {
            var (word, rest) = CommandText.Cut(text);
            if (!aliases.TryGetValue(word, out var command))
            {
                break;
            }

            var (kind, more) = CommandText.Cut(command.Trim());
            if (kind.Split('/') is { Length: 2 or 3 } parts && kinds.Find(parts is [var group, _, var plural] ? $"{plural}.{group}" : parts[^1]) is { } resource)
            {
                kind = resource.FullName;
            }

            text = string.Join(' ', new[] { kind, more, rest }.Where(t => t.Length > 0));
        }

        return text;
    }
}
