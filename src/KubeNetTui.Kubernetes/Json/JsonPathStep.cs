using System.Globalization;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>One step of a path: from a value to those that it leads to. A step that does not fit the value leads to none.</summary>
internal abstract record JsonPathStep
{
    public abstract void Apply(JsonElement value, List<JsonElement> into);

    public static IReadOnlyList<JsonElement> Follow(IReadOnlyList<JsonPathStep> steps, JsonElement root)
    {
        List<JsonElement> at = [root];
        foreach (var step in steps)
        {
            List<JsonElement> next = [];
            foreach (var value in at)
            {
                step.Apply(value, next);
            }

            at = next;
        }

        return at;
    }
}

/// <summary><c>.name</c> or <c>['name']</c>.</summary>
internal sealed record JsonPathField(string Name) : JsonPathStep
{
    public override void Apply(JsonElement value, List<JsonElement> into)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Name, out var member))
        {
            into.Add(member);
        }
    }
}

/// <summary><c>[*]</c> or <c>.*</c>.</summary>
internal sealed record JsonPathAll : JsonPathStep
{
    public override void Apply(JsonElement value, List<JsonElement> into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                into.AddRange(value.EnumerateObject().Select(m => m.Value));
                break;
            case JsonValueKind.Array:
                into.AddRange(value.EnumerateArray());
                break;
        }
    }
}

/// <summary><c>..</c>: the value and all that lies in it, however deep.</summary>
internal sealed record JsonPathDescent : JsonPathStep
{
    public override void Apply(JsonElement value, List<JsonElement> into)
    {
        into.Add(value);
        List<JsonElement> inside = [];
        new JsonPathAll().Apply(value, inside);
        foreach (var item in inside)
        {
            Apply(item, into);
        }
    }
}

/// <summary><c>[2]</c>, <c>[-1]</c>, <c>[1:3]</c>, <c>[::2]</c>.</summary>
/// <param name="Start">Null: from the first. Below nought: from the end.</param>
/// <param name="End">Null: to the last.</param>
/// <param name="By">At least 1.</param>
internal sealed record JsonPathSlice(int? Start, int? End, int By) : JsonPathStep
{
    public static JsonPathSlice One(int index) => new(index, index == -1 ? null : index + 1, 1);

    public override void Apply(JsonElement value, List<JsonElement> into)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var length = value.GetArrayLength();
        int start = At(Start ?? 0), end = Math.Min(length, At(End ?? length));
        for (var i = start; i >= 0 && i < end; i += By)
        {
            into.Add(value[i]);
        }

        int At(int index) => index < 0 ? index + length : index;
    }
}

/// <summary><c>['a','b']</c>, <c>[0,2]</c>: what each leads to, one after the other.</summary>
internal sealed record JsonPathUnion(IReadOnlyList<JsonPathStep> Steps) : JsonPathStep
{
    public override void Apply(JsonElement value, List<JsonElement> into)
    {
        foreach (var step in Steps)
        {
            step.Apply(value, into);
        }
    }
}

/// <summary><c>[?(@.type=="Ready")]</c>: the items of a list for which it holds.</summary>
/// <param name="Operator">One of <c>== != &lt; &lt;= &gt; &gt;=</c>; "" where the left side only has to be there.</param>
internal sealed record JsonPathFilter(JsonPathOperand Left, string Operator, JsonPathOperand? Right) : JsonPathStep
{
    public override void Apply(JsonElement value, List<JsonElement> into)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            into.AddRange(value.EnumerateArray().Where(Holds));
        }
    }

    private bool Holds(JsonElement item)
    {
        var left = Left.Of(item);
        return Right is null ? left.Count > 0 : left.Any(l => Right.Of(item).Any(r => Compare(l, r)));
    }

    private bool Compare(object left, object right)
    {
        if (left is double l && right is double r)
        {
            return Fits(l.CompareTo(r));
        }

        return left.GetType() == right.GetType()
            ? Fits(left is string text ? string.CompareOrdinal(text, (string)right) : ((bool)left).CompareTo((bool)right))
            : Operator == "!=";
    }

    private bool Fits(int order) => Operator switch
    {
        "==" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };
}

/// <summary>A side of a comparison: a path from the item, or a value as written.</summary>
internal sealed record JsonPathOperand(IReadOnlyList<JsonPathStep>? Path, object? Value)
{
    /// <returns>Texts, numbers (<see cref="double"/>), true and false; what is none of them stands as its JSON.</returns>
    public IReadOnlyList<object> Of(JsonElement item) => Path is null ? [Value!] : [.. JsonPathStep.Follow(Path, item).Select(ValueOf)];

    private static object ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Number => double.Parse(value.GetRawText(), CultureInfo.InvariantCulture),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => value.GetRawText(),
    };
}
