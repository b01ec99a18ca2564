using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace KubeNetTui.Reading;

/// <summary>A log line that is a JSON object, in the order in which a person reads: time, level, message, the rest.</summary>
internal static class JsonLogLine
{
    private static readonly string[] Times = ["time", "ts", "timestamp", "@timestamp"];
    private static readonly string[] Levels = ["level", "lvl", "severity", "log.level"];
    private static readonly string[] Messages = ["msg", "message", "event"];

    /// <returns>False where it is no JSON object; the line is then shown as it is.</returns>
    public static bool TryRead(string line, [NotNullWhen(true)] out IReadOnlyList<TextRun>? runs)
    {
        runs = null;
        if (line.Length < 2 || line.TrimStart() is not ['{', ..])
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            runs = Read(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<TextRun> Read(JsonElement root)
    {
        List<TextRun> runs = [];
        HashSet<string> used = [];
        if (Take(root, Times, used) is { } time)
        {
            runs.Add(new TextRun(time + " ", Tone.Dim));
        }

        if (Take(root, Levels, used) is { } level)
        {
            var tone = level.ToLowerInvariant() switch
            {
                "error" or "err" or "fatal" or "panic" or "critical" => Tone.Fail,
                "warn" or "warning" => Tone.Warn,
                "debug" or "trace" => Tone.Dim,
                _ => Tone.Accent,
            };
            runs.Add(new TextRun(level.ToUpperInvariant() + " ", tone));
        }

        if (Take(root, Messages, used) is { } message)
        {
            runs.Add(new TextRun(message));
        }

        foreach (var member in root.EnumerateObject().Where(m => !used.Contains(m.Name)))
        {
            runs.Add(new TextRun($" {member.Name}=", Tone.Key));
            runs.Add(new TextRun(Text(member.Value)));
        }

        return runs;
    }

    private static string? Take(JsonElement root, string[] names, HashSet<string> used)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                used.Add(name);
                return Text(value);
            }
        }

        return null;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
}
