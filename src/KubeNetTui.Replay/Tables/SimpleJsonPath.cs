using System.Globalization;
using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>
/// The JSONPath of printer columns: <c>.status.conditions[?(@.type=="Ready")].status</c>, <c>.spec.hosts[*]</c>, <c>.a['b.c']</c>,
/// <c>.a.b\.c</c>. What can't be parsed finds nothing, as a bad column shows nothing.
/// </summary>
internal static class SimpleJsonPath
{
    public static List<JsonElement> Find(JsonElement root, string path)
    {
        List<JsonElement> found = [root];
        var at = path.StartsWith('$') ? 1 : 0;
        while (at < path.Length && found.Count > 0)
        {
            if (path[at] == '.')
            {
                at++;
                var name = ReadName(path, ref at);
                if (name.Length > 0)
                {
                    found = name == "*" ? Children(found) : Members(found, name);
                }
            }
            else if (path[at] == '[' && ClosingBracket(path, at) is var end and > 0)
            {
                found = Bracket(found, path[(at + 1)..end].Trim());
                at = end + 1;
            }
            else
            {
                return [];
            }
        }

        return found;
    }

    private static string ReadName(string path, ref int at)
    {
        var name = new System.Text.StringBuilder();
        while (at < path.Length && path[at] is not ('.' or '['))
        {
            if (path[at] == '\\' && at + 1 < path.Length)
            {
                at++;
            }

            name.Append(path[at++]);
        }

        return name.ToString();
    }

    private static int ClosingBracket(string path, int from)
    {
        var quote = '\0';
        for (var at = from + 1; at < path.Length; at++)
        {
            if (quote != '\0')
            {
                quote = path[at] == quote ? '\0' : quote;
            }
            else if (path[at] is '\'' or '"')
            {
                quote = path[at];
            }
            else if (path[at] == ']')
            {
                return at;
            }
        }

        return -1;
    }

    private static List<JsonElement> Bracket(List<JsonElement> found, string inside)
    {
        if (inside == "*")
        {
            return Children(found);
        }

        if (inside.Length > 1 && inside[0] is '\'' or '"')
        {
            return Members(found, inside[1..^1]);
        }

        if (int.TryParse(inside, CultureInfo.InvariantCulture, out var index))
        {
            return [.. found.Where(item => item.ValueKind == JsonValueKind.Array)
                .Select(item => (Item: item, Place: index < 0 ? index + item.GetArrayLength() : index))
                .Where(pair => pair.Place >= 0 && pair.Place < pair.Item.GetArrayLength())
                .Select(pair => pair.Item[pair.Place])];
        }

        return inside.StartsWith("?(@", StringComparison.Ordinal) && inside.EndsWith(')')
            ? Filtered(found, inside[3..^1])
            : [];
    }

    private static List<JsonElement> Filtered(List<JsonElement> found, string condition)
    {
        var negated = condition.Contains("!=", StringComparison.Ordinal);
        var parts = condition.Split(negated ? "!=" : "==", 2);
        var path = parts[0].Trim();
        if (parts.Length == 1)
        {
            return [.. Children(found).Where(item => Find(item, path).Count > 0)];
        }

        var wanted = parts[1].Trim().Trim('"', '\'');
        return [.. Children(found).Where(item => Find(item, path).Any(value => value.AsText() == wanted) != negated)];
    }

    private static List<JsonElement> Members(List<JsonElement> found, string name) =>
        [.. found.Select(item => item.At(name)).Where(item => item.Exists())];

    private static List<JsonElement> Children(List<JsonElement> found) =>
        [.. found.SelectMany(item => item.Items().Concat(item.Members().Select(member => member.Value)))];
}
