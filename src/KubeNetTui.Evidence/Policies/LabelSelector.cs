namespace KubeNetTui.Evidence;

/// <summary>
/// A selector as policies have it (meta/v1 LabelSelector): all pairs and all terms must hold. An empty one selects everything; an
/// absent one (null where it is used) selects nothing or is not asked, as the field says.
/// </summary>
public sealed record LabelSelector(LabelSet Labels, IReadOnlyList<SelectorTerm> Terms)
{
    public static LabelSelector Everything { get; } = new(LabelSet.Empty, []);

    public bool IsEmpty => Labels.Count == 0 && Terms.Count == 0;

    /// <summary>Null where a term has an operator that is not known, and nothing else decides.</summary>
    public bool? Matches(LabelSet labels)
    {
        if (!labels.Matches(Labels))
        {
            return false;
        }

        bool? all = true;
        foreach (var term in Terms)
        {
            switch (term.Matches(labels))
            {
                case false:
                    return false;
                case null:
                    all = null;
                    break;
            }
        }

        return all;
    }

    /// <summary><c>app=web,tier in (a,b)</c>, as kubectl's <c>-l</c> takes it; "" for everything.</summary>
    public override string ToString() => string.Join(',', [.. Labels.Select(p => $"{p.Key}={p.Value}"), .. Terms.Select(t => t.ToString())]);

    public bool Equals(LabelSelector? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal static LabelSelector Read(ref ObjectReader r)
    {
        var labels = LabelSet.Empty;
        SelectorTerm[] terms = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("matchLabels"u8)) { labels = r.Labels(); }
                else if (r.Is("matchExpressions"u8)) { terms = r.List(SelectorTerm.Read); }
            }
        }

        return new LabelSelector(labels, terms);
    }
}

/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>.</param>
public sealed record SelectorTerm(string Key, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>NotIn holds for an object that has no such label at all (apimachinery/pkg/labels). Null: operator not known.</summary>
    public bool? Matches(LabelSet labels) => Operator switch
    {
        "In" => labels[Key] is { } value && Values.Contains(value),
        "NotIn" => labels[Key] is not { } value || !Values.Contains(value),
        "Exists" => labels[Key] is not null,
        "DoesNotExist" => labels[Key] is null,
        _ => null,
    };

    public override string ToString() => Operator switch
    {
        "In" => $"{Key} in ({string.Join(',', Values)})",
        "NotIn" => $"{Key} notin ({string.Join(',', Values)})",
        "Exists" => Key,
        "DoesNotExist" => $"!{Key}",
        _ => $"{Key} {Operator} ({string.Join(',', Values)})",
    };

    internal static SelectorTerm Read(ref ObjectReader r)
    {
        string key = "", op = "";
        string[] values = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("key"u8)) { key = r.Text(); }
                else if (r.Is("operator"u8)) { op = r.Text(); }
                else if (r.Is("values"u8)) { values = r.Texts(); }
            }
        }

        return new SelectorTerm(key, op, values);
    }
}
