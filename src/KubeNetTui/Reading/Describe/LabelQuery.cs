using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A LabelSelector as objects carry it (<c>matchLabels</c>, <c>matchExpressions</c>).</summary>
internal sealed class LabelQuery
{
    private readonly LabelSet _labels;
    private readonly IReadOnlyList<(string Key, string Operator, IReadOnlyList<string> Values)> _expressions;

    private LabelQuery(LabelSet labels, IReadOnlyList<(string, string, IReadOnlyList<string>)> expressions)
    {
        _labels = labels;
        _expressions = expressions;
    }

    /// <summary>An empty selector: it takes everything.</summary>
    public bool TakesAll => _labels.Count == 0 && _expressions.Count == 0;

    public static LabelQuery Of(Fields selector) => new(
        new LabelSet(selector["matchLabels"].Pairs),
        [.. selector["matchExpressions"].Items.Select(static e =>
            (e["key"].Text, e["operator"].Text, (IReadOnlyList<string>)[.. e["values"].Items.Select(static v => v.Text)]))]);

    public bool Matches(LabelSet labels)
    {
        if (!labels.Matches(_labels))
        {
            return false;
        }

        foreach (var (key, op, values) in _expressions)
        {
            var value = labels[key];
            var holds = op switch
            {
                "In" => value is not null && values.Contains(value),
                "NotIn" => value is null || !values.Contains(value),
                "Exists" => value is not null,
                "DoesNotExist" => value is null,
                _ => false, // an operator of the future: better nothing than too much
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As kubectl's <c>-l</c> takes it: <c>app=web,tier in (a,b),!canary</c>.</summary>
    public override string ToString() => string.Join(',', _labels.Select(static l => $"{l.Key}={l.Value}").Concat(_expressions.Select(static e => e.Operator switch
    {
        "In" => $"{e.Key} in ({string.Join(',', e.Values)})",
        "NotIn" => $"{e.Key} notin ({string.Join(',', e.Values)})",
        "Exists" => e.Key,
        "DoesNotExist" => $"!{e.Key}",
        _ => $"{e.Key} {e.Operator} ({string.Join(',', e.Values)})",
    })));
}
