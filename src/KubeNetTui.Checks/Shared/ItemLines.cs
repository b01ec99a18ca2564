using System.Text;
using System.Text.Json;

namespace KubeNetTui.Checks;

/// <summary>
/// A command's output as lines of which some can be marked. <c>ip -j</c> and <c>bridge -j</c> print one array on one line: it becomes a line
/// for each item, the text otherwise as it came.
/// </summary>
internal static class ItemLines
{
    public static IReadOnlyList<string> Of(string text)
    {
        var plain = text.ReplaceLineEndings("\n").TrimEnd('\n');
        return plain.StartsWith('[') && plain.AsSpan().Count('\n') < 3 && Items(plain) is { } items ? items : plain.Split('\n');
    }

    private static List<string>? Items(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        List<string> lines = [];
        try
        {
            reader.Read();
            var from = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();

                // What stands between two items goes to the end of the line before.
                var end = (int)reader.BytesConsumed;
                while (end < bytes.Length && bytes[end] is (byte)',' or (byte)' ')
                {
                    end++;
                }

                lines.Add(Encoding.UTF8.GetString(bytes.AsSpan(from, end - from)));
                from = end;
            }

            lines.Add(Encoding.UTF8.GetString(bytes.AsSpan(from)));
        }
        catch (JsonException)
        {
            return null;
        }

        return lines;
    }
}
