using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>
/// An object as <c>kubectl -o yaml</c> shows it (block style, keys sorted), and where in it each field stands: an exhibit marks
/// <c>spec.selector.tier</c> without searching text.
/// </summary>
public sealed class YamlText
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, int> _lineOf = new(StringComparer.Ordinal);
    private readonly bool _managedFields;

    private YamlText(bool managedFields) => _managedFields = managedFields;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>
    /// The line (zero-based) on which a field begins, or -1. Keys are joined by dots, places in lists stand in brackets:
    /// <c>spec.ports[0].targetPort</c>. A key's own dots are kept: <c>metadata.labels.app.kubernetes.io/name</c>.
    /// </summary>
    public int LineOf(string path) => _lineOf.GetValueOrDefault(path, -1);

    /// <param name="json">One JSON value, an object as a rule.</param>
    /// <param name="managedFields">Keep <c>metadata.managedFields</c>.</param>
    public static bool TryMake(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out YamlText? yaml, out string? why, bool managedFields = false)
    {
        (yaml, why) = (null, null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            YamlText text = new(managedFields);
            text.WriteRoot(document.RootElement);
            yaml = text;
            return true;
        }
        catch (JsonException e)
        {
            why = $"no valid JSON at line {e.LineNumber + 1}";
        }
        catch (InvalidOperationException)
        {
            // A text with half of a surrogate pair: no string can hold it.
            why = "a text in it is no valid Unicode";
        }

        return false;
    }

    private void WriteRoot(JsonElement root)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Object when root.EnumerateObject().Any():
                WriteObject(root, 0, "", firstLineStart: "");
                break;
            case JsonValueKind.Array when root.GetArrayLength() > 0:
                WriteArray(root, 0, "", firstLineStart: "");
                break;
            default:
                WriteValue(root, 0, "", "");
                break;
        }
    }

    /// <param name="firstLineStart">What stands before the first key: the indentation, or that and <c>- </c>.</param>
    private void WriteObject(JsonElement element, int indent, string path, string firstLineStart)
    {
        // A key that is there twice counts by its last value, as everywhere in JSON.
        SortedDictionary<string, JsonElement> properties = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            properties[property.Name] = property.Value;
        }

        string start = firstLineStart;
        foreach ((string key, JsonElement value) in properties)
        {
            if (!_managedFields && key == "managedFields" && path == "metadata")
            {
                continue;
            }

            WriteValue(value, indent, path.Length == 0 ? key : $"{path}.{key}", $"{start}{YamlScalar.Inline(key)}:");
            start = new string(' ', indent);
        }
    }

    private void WriteArray(JsonElement element, int indent, string path, string firstLineStart)
    {
        string start = firstLineStart;
        int i = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            string itemPath = $"{path}[{i++}]";
            if (item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Any())
            {
                _lineOf.TryAdd(itemPath, _lines.Count);
                WriteObject(item, indent + 2, itemPath, start + "- ");
            }
            else if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0)
            {
                _lineOf.TryAdd(itemPath, _lines.Count);
                WriteArray(item, indent + 2, itemPath, start + "- ");
            }
            else
            {
                WriteValue(item, indent, itemPath, start + "-");
            }

            start = new string(' ', indent);
        }
    }

    /// <summary>What follows a key or a dash: on the same line, or below it.</summary>
    private void WriteValue(JsonElement value, int indent, string path, string head)
    {
        _lineOf.TryAdd(path, _lines.Count);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when HasContent(value, path):
                _lines.Add(head);
                WriteObject(value, indent + 2, path, new string(' ', indent + 2));
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                _lines.Add(head);

                // As kubectl does: the dashes stand under the key, not beside it.
                WriteArray(value, indent, path, new string(' ', indent));
                break;
            case JsonValueKind.String:
                WriteText(value.GetString() ?? "", indent, head);
                break;
            default:
                Append(head, value.ValueKind switch
                {
                    JsonValueKind.Object => "{}",
                    JsonValueKind.Array => "[]",
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    JsonValueKind.Null => "null",
                    _ => value.GetRawText(),
                });
                break;
        }
    }

    private bool HasContent(JsonElement value, string path) =>
        value.EnumerateObject().Any(p => _managedFields || path != "metadata" || !p.NameEquals("managedFields"));

    private void WriteText(string text, int indent, string head)
    {
        if (!YamlScalar.FitsBlock(text))
        {
            Append(head, YamlScalar.Inline(text));
            return;
        }

        Append(head, YamlScalar.BlockHeader(text));
        string[] lines = text.Split('\n');
        int count = text.EndsWith('\n') ? lines.Length - 1 : lines.Length;
        for (int i = 0; i < count; i++)
        {
            _lines.Add(lines[i].Length == 0 ? "" : new string(' ', indent + 2) + lines[i]);
        }
    }

    private void Append(string head, string value) => _lines.Add(head.Length == 0 ? value : $"{head} {value}");
}
