using System.Text.Json.Nodes;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>YAML as lines to read: keys and values told apart.</summary>
internal static class YamlLines
{
    public static IReadOnlyList<TextLine> Of(JsonNode node) => Of(System.Text.Encoding.UTF8.GetBytes(node.ToJsonString()), managedFields: false);

    public static IReadOnlyList<TextLine> Of(ReadOnlyMemory<byte> json, bool managedFields) =>
        YamlText.TryMake(json, out var yaml, out var why, managedFields)
            ? [.. yaml.Lines.Select(static (line, i) => LineOf(line, i + 1, new TextRun("")))]
            : [new TextLine($"What the server sent can't be shown as YAML: {why}.", Tone.Error)];

    /// <param name="number">From 1; 0: none.</param>
    public static TextLine LineOf(string line, int number, TextRun mark)
    {
        var indent = line.AsSpan().IndexOfAnyExcept(' ', '-');
        indent = Math.Max(0, indent);
        var colon = KeyEnd(line, indent);
        return colon < 0
            ? new TextLine(line) { Indent = indent + 2, Number = number, Mark = mark }
            : new TextLine(new TextRun(line[..indent], Tone.Dim), new TextRun(line[indent..colon], Tone.Key), new TextRun(line[colon..]))
            {
                Indent = indent + 2, Number = number, Mark = mark,
            };
    }

    // A key ends at ": " or at a colon that ends the line; inside quotes a colon is text.
    private static int KeyEnd(string line, int from)
    {
        if (from < line.Length && line[from] is '"' or '\'')
        {
            var close = line.IndexOf(line[from], from + 1);
            return close > 0 && close + 1 < line.Length && line[close + 1] == ':' ? close + 1 : -1;
        }

        var colon = line.IndexOf(": ", from, StringComparison.Ordinal);
        return colon >= 0 ? colon : line.EndsWith(':') ? line.Length - 1 : -1;
    }
}
