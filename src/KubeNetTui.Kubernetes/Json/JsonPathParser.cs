using System.Globalization;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>Reads a path, and says what is wrong with it in words that a person can act on.</summary>
internal sealed class JsonPathParser
{
    private const int DeepestFilter = 4;
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];
    private readonly string _text;
    private readonly int _depth;
    private int _at;
    private string _problem = "";

    private JsonPathParser(string text, int depth) => (_text, _depth) = (text, depth);

    private bool AtEnd => _at >= _text.Length;

    /// <returns>Null where the text is no path.</returns>
    public static IReadOnlyList<JsonPathStep>? Parse(string text, out string problem) => Parse(text, 0, out problem);

    private static List<JsonPathStep>? Parse(string text, int depth, out string problem)
    {
        var path = text.Trim();
        if (path is ['{', .., '}'])
        {
            path = path[1..^1].Trim();
        }

        if (path is ['$' or '@', ..])
        {
            path = path[1..];
        }

        // kubectl takes metadata.name for .metadata.name.
        if (path is not ['.' or '[', ..])
        {
            path = "." + path;
        }

        var parser = new JsonPathParser(path, depth);
        var steps = parser.Steps();
        problem = parser._problem;
        return problem.Length == 0 ? steps : null;
    }

    private List<JsonPathStep> Steps()
    {
        List<JsonPathStep> steps = [];
        while (!AtEnd && _problem.Length == 0)
        {
            switch (_text[_at++])
            {
                case '[':
                    steps.Add(Bracket());
                    break;
                case '.' when !AtEnd && _text[_at] == '.':
                    _at++;
                    steps.Add(new JsonPathDescent());
                    if (AtEnd || _text[_at] != '[')
                    {
                        steps.Add(Name());
                    }

                    break;
                case '.' when !AtEnd && _text[_at] == '[':
                    break; // .status.conditions.[0], as people write it
                case '.' when AtEnd && steps.Count == 0:
                    break; // "." alone is the object
                case '.':
                    steps.Add(Name());
                    break;
                default:
                    Wrong($"\".\" or \"[\" was expected at \"{_text[(_at - 1)..]}\"");
                    break;
            }
        }

        return steps;
    }

    private JsonPathStep Name()
    {
        var name = new StringBuilder();
        while (!AtEnd && _text[_at] is not ('.' or '[' or ']' or '{' or '}' or ' '))
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }

            name.Append(_text[_at++]);
        }

        if (name.Length == 0)
        {
            Wrong(AtEnd ? "a name was expected at the end" : $"a name was expected at \"{_text[_at..]}\"");
        }

        return name.ToString() == "*" ? new JsonPathAll() : new JsonPathField(name.ToString());
    }

    private JsonPathStep Bracket()
    {
        var start = _at;
        var end = ClosingBracket();
        if (end < 0)
        {
            return Wrong($"the closing \"]\" is missing of \"{_text[(start - 1)..]}\"");
        }

        var inside = _text[start..end].Trim();
        _at = end + 1;
        if (inside is ['?', ..])
        {
            return inside is ['?', '(', .., ')'] ? Filter(inside[2..^1]) : Wrong($"\"[{inside}]\": a filter is written [?(…)]");
        }

        var parts = Split(inside, ',');
        var steps = parts.ConvertAll(p => Part(p.Trim()));
        return steps.Count == 1 ? steps[0] : new JsonPathUnion(steps);
    }

    private JsonPathStep Part(string part)
    {
        if (part == "*")
        {
            return new JsonPathAll();
        }

        if (part is ['\'', .., '\''] or ['"', .., '"'])
        {
            return new JsonPathField(part[1..^1].Replace("\\", "", StringComparison.Ordinal));
        }

        var numbers = part.Split(':');
        var values = new int?[3];
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = 0;
            if (i > 2 || (numbers[i].Length > 0 && !int.TryParse(numbers[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)))
            {
                return Wrong($"\"[{part}]\" is no index, no range, no quoted name and no filter");
            }

            values[i] = numbers[i].Length > 0 ? number : null;
        }

        if (values[2] is < 1)
        {
            return Wrong($"\"[{part}]\": the step must be 1 or more");
        }

        return numbers.Length > 1 ? new JsonPathSlice(values[0], values[1], values[2] ?? 1)
            : values[0] is { } index ? JsonPathSlice.One(index)
            : Wrong("\"[]\" holds nothing: [*] stands for all");
    }

    private JsonPathStep Filter(string text)
    {
        if (_depth >= DeepestFilter)
        {
            return Wrong("filters lie too deep in each other");
        }

        var (at, op) = Operator(text);
        if (at < 0)
        {
            return new JsonPathFilter(Operand(text.Trim()), "", null);
        }

        return new JsonPathFilter(Operand(text[..at].Trim()), op, Operand(text[(at + op.Length)..].Trim()));
    }

    private JsonPathOperand Operand(string text)
    {
        if (text is ['"', .., '"'] or ['\'', .., '\''])
        {
            return new JsonPathOperand(null, text[1..^1]);
        }

        if (text is "true" or "false")
        {
            return new JsonPathOperand(null, text == "true");
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return new JsonPathOperand(null, number);
        }

        if (text is not ['@' or '.', ..])
        {
            Wrong($"\"{text}\" is no path (@.name), no quoted text, no number");
            return new JsonPathOperand(null, "");
        }

        var path = Parse(text, _depth + 1, out var problem);
        _problem = _problem.Length > 0 ? _problem : problem;
        return new JsonPathOperand(path ?? [], null);
    }

    // The first operator outside of quotes and brackets.
    private static (int At, string Operator) Operator(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '"' or '\'')
            {
                i = Math.Max(i, text.IndexOf(text[i], i + 1));
                continue;
            }

            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0 && Array.Find(Operators, o => string.CompareOrdinal(text, i, o, 0, o.Length) == 0) is { } op)
            {
                return (i, op);
            }
        }

        return (-1, "");
    }

    private int ClosingBracket()
    {
        var depth = 1;
        for (var i = _at; i < _text.Length; i++)
        {
            if (_text[i] is '"' or '\'')
            {
                var quote = _text.IndexOf(_text[i], i + 1);
                if (quote < 0)
                {
                    return -1;
                }

                i = quote;
                continue;
            }

            depth += _text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static List<string> Split(string text, char separator)
    {
        List<string> parts = [];
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == separator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
            else if (text[i] is '"' or '\'')
            {
                i = Math.Max(i, text.IndexOf(text[i], i + 1));
            }
        }

        return parts;
    }

    private JsonPathField Wrong(string problem)
    {
        _problem = _problem.Length > 0 ? _problem : problem;
        return new JsonPathField("");
    }
}
