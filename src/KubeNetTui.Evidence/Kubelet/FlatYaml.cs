namespace KubeNetTui.Evidence;

/// <summary>
/// Mappings of scalars as configuration files have them, each value under its dotted path in lower case. Lists of scalars become values
/// separated by commas. What else YAML knows (anchors, block texts, lists of mappings) is kept as not understood.
/// </summary>
internal sealed record FlatYaml(IReadOnlyDictionary<string, string> Values, IReadOnlyList<NotUnderstoodLine> NotUnderstood)
{
    public static FlatYaml Parse(ReadOnlySpan<char> text)
    {
        Dictionary<string, string> values = [];
        List<NotUnderstoodLine> notUnderstood = [];
        Stack<(int Indent, string Path)> above = new();
        var number = 0;
        foreach (var raw in text.EnumerateLines())
        {
            number++;
            var line = WithoutComment(raw).TrimEnd();
            var body = line.TrimStart(' ');
            var indent = line.Length - body.Length;
            if (body.IsEmpty || body is "---" || body is "...")
            {
                continue;
            }

            var isItem = body is "-" || body.StartsWith("- ");
            while (above.Count > 0 && (above.Peek().Indent > indent || (above.Peek().Indent == indent && !isItem)))
            {
                above.Pop();
            }

            var colon = Colon(body);
            if (isItem)
            {
                var item = Scalar(body[1..]);
                if (above.Count == 0 || item is null || colon >= 0)
                {
                    notUnderstood.Add(NotUnderstoodLine.Of(number, raw, "a list of plain values"));
                }
                else
                {
                    var path = above.Peek().Path;
                    values[path] = values.TryGetValue(path, out var before) && before.Length > 0 ? $"{before},{item}" : item;
                }

                continue;
            }

            if (colon <= 0)
            {
                notUnderstood.Add(NotUnderstoodLine.Of(number, raw, "name: value"));
                continue;
            }

            var name = body[..colon].Trim().Trim('"').ToString().ToLowerInvariant();
            var full = above.Count > 0 ? $"{above.Peek().Path}.{name}" : name;
            var rest = body[(colon + 1)..].Trim();
            if (rest.IsEmpty)
            {
                above.Push((indent, full));
            }
            else if (Value(rest) is { } value)
            {
                values[full] = value;
            }
            else
            {
                notUnderstood.Add(NotUnderstoodLine.Of(number, raw, "a plain value"));
            }
        }

        return new(values, notUnderstood);
    }

    /// <summary>A scalar, or a list on one line.</summary>
    private static string? Value(ReadOnlySpan<char> text)
    {
        if (text[0] == '[' && text[^1] == ']')
        {
            List<string> items = [];
            foreach (var range in text[1..^1].Split(','))
            {
                var part = text[1..^1][range].Trim();
                if (!part.IsEmpty)
                {
                    items.Add(Scalar(part) ?? "");
                }
            }

            return string.Join(',', items);
        }

        return Scalar(text);
    }

    private static string? Scalar(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text is "null" || text is "~" || text is "{}" || text.IsEmpty)
        {
            return "";
        }

        return text[0] switch
        {
            '"' or '\'' when text.Length > 1 && text[^1] == text[0] => text[1..^1].ToString(),
            '|' or '>' or '&' or '*' or '{' or '!' or '"' or '\'' => null,
            _ => text.ToString(),
        };
    }

    /// <summary>The colon that ends a key: outside quotes, before a blank or the end.</summary>
    private static int Colon(ReadOnlySpan<char> body)
    {
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] is '"' or '\'' && body[(i + 1)..].IndexOf(body[i]) is >= 0 and var end)
            {
                i += end + 1;
            }
            else if (body[i] == ':' && (i + 1 == body.Length || body[i + 1] == ' '))
            {
                return i;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        if (line.TrimStart().StartsWith("#"))
        {
            return [];
        }

        var at = line.IndexOf(" #");
        return at >= 0 && line[..at].IndexOfAny('"', '\'') < 0 ? line[..at] : line;
    }
}
