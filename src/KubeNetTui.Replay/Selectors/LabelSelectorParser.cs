using static KubeNetTui.Replay.LabelSelector;

namespace KubeNetTui.Replay;

/// <summary>The grammar of label selectors; its complaints are the API server's.</summary>
internal sealed class LabelSelectorParser
{
    private const string Operators = "in, notin, =, ==, !=, gt, lt";
    private readonly List<string> _tokens;
    private int _next;

    public LabelSelectorParser(string text) => _tokens = Scan(text);

    private string Current => _next < _tokens.Count ? _tokens[_next] : "";

    public List<Requirement> Parse()
    {
        var requirements = new List<Requirement>();
        while (true)
        {
            requirements.Add(ParseRequirement());
            if (Current.Length == 0)
            {
                return requirements;
            }

            if (Take() != ",")
            {
                throw Failure($"found '{_tokens[_next - 1]}', expected: ',' or 'end of string'");
            }

            if (Current.Length == 0)
            {
                throw Failure("found '', expected: identifier after ','");
            }
        }
    }

    private static List<string> Scan(string text)
    {
        var tokens = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if ("=!<>".Contains(text[at], StringComparison.Ordinal))
            {
                at += at + 1 < text.Length && text[at + 1] == '=' ? 2 : 1;
            }
            else if ("(),".Contains(text[at], StringComparison.Ordinal))
            {
                at++;
            }
            else
            {
                while (at < text.Length && !char.IsWhiteSpace(text[at]) && !"=!<>(),".Contains(text[at], StringComparison.Ordinal))
                {
                    at++;
                }
            }

            tokens.Add(text[start..at]);
        }

        return tokens;
    }

    private static bool IsSymbol(string token) => token.Length == 0 || "=!<>(),".Contains(token[0], StringComparison.Ordinal);

    private static ApiStatusException Failure(string what) => ApiStatusException.BadRequest("unable to parse requirement: " + what);

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : "";

    private Requirement ParseRequirement()
    {
        if (Current == "!")
        {
            Take();
            return new Requirement(ParseKey(), Operator.Missing, []);
        }

        var key = ParseKey();
        if (Current is "" or ",")
        {
            return new Requirement(key, Operator.Exists, []);
        }

        var operation = Take();
        return operation switch
        {
            "=" or "==" => new Requirement(key, Operator.In, [ParseValue()]),
            "!=" => new Requirement(key, Operator.NotIn, [ParseValue()]),
            "in" => new Requirement(key, Operator.In, ParseValues()),
            "notin" => new Requirement(key, Operator.NotIn, ParseValues()),
            ">" => new Requirement(key, Operator.Greater, [ParseInteger()]),
            "<" => new Requirement(key, Operator.Less, [ParseInteger()]),
            _ => throw Failure($"found '{operation}', expected: {Operators}"),
        };
    }

    private string ParseKey()
    {
        var key = Take();
        if (IsSymbol(key))
        {
            throw Failure($"found '{key}', expected: !, identifier, or ')'");
        }

        var name = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return IsQualified(name)
            ? key
            : throw Failure($"<nil>: Invalid value: \"{key}\": name part must consist of alphanumeric characters, '-', '_' or '.', and must "
                + "start and end with an alphanumeric character");
    }

    private string ParseValue()
    {
        // "app=" asks for the empty value.
        if (Current is "" or ",")
        {
            return "";
        }

        return Checked(Take());
    }

    private string ParseInteger() => long.TryParse(Current, out _)
        ? Take()
        : throw Failure($"values[0][]: Invalid value: \"{Current}\": for 'Gt', 'Lt' operators, the value must be an integer");

    private List<string> ParseValues()
    {
        if (Take() != "(")
        {
            throw Failure($"found '{_tokens[_next - 1]}' expected: '('");
        }

        var values = new List<string>();
        while (true)
        {
            if (Current is "," or ")")
            {
                values.Add("");
            }
            else
            {
                values.Add(Checked(Take()));
            }

            switch (Take())
            {
                case ")":
                    return values;
                case ",":
                    continue;
                case var other:
                    throw Failure($"found '{other}', expected: ',', or ')'");
            }
        }
    }

    private static string Checked(string value)
    {
        if (IsSymbol(value))
        {
            throw Failure($"found '{value}', expected: identifier");
        }

        return IsQualified(value)
            ? value
            : throw Failure($"values[0]: Invalid value: \"{value}\": a valid label must be an empty string or consist of alphanumeric "
                + "characters, '-', '_' or '.', and must start and end with an alphanumeric character");
    }

    private static bool IsQualified(string text) =>
        text.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
