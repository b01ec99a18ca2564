using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>Cells that several kinds have, formatted as pkg/printers/internalversion/printers.go does.</summary>
internal static class Cells
{
    public static string Name(this JsonElement item) => item.Text("metadata", "name");

    public static DateTimeOffset? Created(this JsonElement item) => item.Time("metadata", "creationTimestamp");

    /// <summary><c>a=1,b=2</c>, by name.</summary>
    public static string Labels(JsonElement labels)
    {
        var text = string.Join(',', labels.Members()
            .Select(label => $"{label.Name}={label.Value.AsText()}").Order(StringComparer.Ordinal));
        return text.Length > 0 ? text : RowBuilder.None;
    }

    /// <summary>A <c>metav1.LabelSelector</c>: <c>app=web,tier in (a,b),!old</c>.</summary>
    public static string Selector(JsonElement selector)
    {
        var terms = new List<string>();
        terms.AddRange(selector.Members("matchLabels").Select(label => $"{label.Name}={label.Value.AsText()}"));
        foreach (var expression in selector.Items("matchExpressions"))
        {
            var key = expression.Text("key");
            var values = string.Join(',', expression.Items("values").Select(value => value.AsText()).Order(StringComparer.Ordinal));
            terms.Add(expression.Text("operator") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "DoesNotExist" => "!" + key,
                _ => key,
            });
        }

        terms.Sort(StringComparer.Ordinal);
        return terms.Count > 0 ? string.Join(',', terms) : RowBuilder.None;
    }

    public static string Joined(IEnumerable<string> texts, string separator = ",") => string.Join(separator, texts);

    public static RowBuilder Containers(this RowBuilder row, JsonElement podSpec) => row
        .Text(Joined(podSpec.Items("containers").Select(container => container.Text("name"))))
        .Text(Joined(podSpec.Items("containers").Select(container => container.Text("image"))));

    /// <summary>The first three, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> texts, string empty) => texts.Count switch
    {
        0 => empty,
        > 3 => $"{string.Join(',', texts.Take(3))} + {texts.Count - 3} more...",
        _ => string.Join(',', texts),
    };

    public static string Truth(JsonElement value, string missing = RowBuilder.Unset) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => missing,
    };

    /// <summary>Names or addresses under which a load balancer is reached.</summary>
    public static string LoadBalancer(JsonElement status) => string.Join(',', status.Items("ingress")
        .Select(ingress => ingress.Text("ip") is { Length: > 0 } ip ? ip : ingress.Text("hostname"))
        .Where(text => text.Length > 0).Distinct().Order(StringComparer.Ordinal));
}
