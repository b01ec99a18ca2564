using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KubeNetTui.Screens;

/// <summary>
/// A label selector as <c>kubectl -l</c> takes it, with the whole grammar of the API (apimachinery, pkg/labels): <c>a=b</c>,
/// <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b,c)</c>, <c>a</c>, <c>!a</c>, <c>a&gt;1</c>, <c>a&lt;1</c>, joined by commas.
/// </summary>
internal sealed class LabelSelector
{
    private readonly List<Requirement> _requirements;

    private LabelSelector(List<Requirement> requirements) => _requirements = requirements;

    private enum Operator
    {
        Exists,
        Missing,
        In,
        NotIn,
        Greater,
        Less,
    }

    /// <param name="labels">In any order; a key at most once.</param>
    public bool Matches(IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="text">What was typed.</param>
    /// <param name="selector">An empty text selects everything.</param>
    /// <param name="problem">What is wrong with it, and where.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LabelSelector? selector, out string problem)
    {
        var parser = new Parser(text);
        var requirements = new List<Requirement>();
        selector = null;
        problem = "";
        parser.SkipSpace();
        while (!parser.AtEnd)
        {
            if (parser.ParseRequirement() is not { } requirement)
            {
                problem = parser.Problem;
                return false;
            }

            requirements.Add(requirement);
            parser.SkipSpace();
            if (!parser.AtEnd && !parser.Take(','))
            {
                problem = $"a comma was expected at \"{parser.Rest}\"";
                return false;
            }

            parser.SkipSpace();
        }

        selector = new LabelSelector(requirements);
        return true;
    }

    private sealed record Requirement(string Key, Operator Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(IReadOnlyList<KeyValuePair<string, string>> labels)
        {
            string? value = null;
            for (var i = 0; i < labels.Count && value is null; i++)
            {
                value = labels[i].Key == Key ? labels[i].Value : null;
            }

            return Operator switch
            {
                Operator.Exists => value is not null,
                Operator.Missing => value is null,
                Operator.In => value is not null && Values.Contains(value),
                Operator.NotIn => value is null || !Values.Contains(value),
                _ => TryNumber(value, out var number) && TryNumber(Values[0], out var bound)
                    && (Operator == Operator.Greater ? number > bound : number < bound),
            };
        }
    }

    private static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private sealed class Parser(string text)
    {
        private int _at;

        public string Problem { get; private set; } = "";

        public bool AtEnd => _at >= text.Length;

        public string Rest => text[_at..];

        public void SkipSpace()
        {
            while (!AtEnd && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }

        public bool Take(char c)
        {
            if (AtEnd || text[_at] != c)
            {
                return false;
            }

            _at++;
            return true;
        }

        public Requirement? ParseRequirement()
        {
            var missing = Take('!');
            SkipSpace();
            var key = Word();
            if (key.Length == 0)
            {
                return Fail(AtEnd ? "a label's key was expected at the end" : $"a label's key was expected at \"{Rest}\"");
            }

            SkipSpace();
            if (missing)
            {
                return new Requirement(key, Operator.Missing, []);
            }

            if (AtEnd || text[_at] == ',')
            {
                return new Requirement(key, Operator.Exists, []);
            }

            if (Take('!'))
            {
                return Take('=') ? new Requirement(key, Operator.NotIn, [Value()]) : Fail($"\"=\" was expected after \"{key}!\"");
            }

            if (Take('='))
            {
                Take('=');
                return new Requirement(key, Operator.In, [Value()]);
            }

            if (Take('>') || Take('<'))
            {
                var greater = text[_at - 1] == '>';
                var bound = Value();
                return TryNumber(bound, out _)
                    ? new Requirement(key, greater ? Operator.Greater : Operator.Less, [bound])
                    : Fail($"\"{key}{(greater ? '>' : '<')}\" needs a whole number");
            }

            return Word() switch
            {
                "in" => Set(key, Operator.In),
                "notin" => Set(key, Operator.NotIn),
                var word => Fail($"after \"{key}\" one of = == != in notin was expected, not \"{(word.Length > 0 ? word : Rest)}\""),
            };
        }

        private Requirement? Set(string key, Operator op)
        {
            SkipSpace();
            if (!Take('('))
            {
                return Fail($"\"(\" was expected after \"{key} {(op == Operator.In ? "in" : "notin")}\"");
            }

            var values = new List<string>();
            do
            {
                values.Add(Value());
                SkipSpace();
            }
            while (Take(','));
            return Take(')') ? new Requirement(key, op, values) : Fail(AtEnd ? "the closing \")\" is missing" : $"\",\" or \")\" was expected at \"{Rest}\"");
        }

        private string Value()
        {
            SkipSpace();
            return Word();
        }

        private string Word()
        {
            var start = _at;
            while (!AtEnd && !char.IsWhiteSpace(text[_at]) && !",()=!<>".Contains(text[_at], StringComparison.Ordinal))
            {
                _at++;
            }

            return text[start.._at];
        }

        private Requirement? Fail(string problem)
        {
            Problem = problem;
            return null;
        }
    }
}
