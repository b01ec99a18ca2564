using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// A path into an object as <c>kubectl -o custom-columns</c> takes it (client-go, util/jsonpath): <c>.a.b</c>, <c>['x']</c>, <c>[0]</c>,
/// <c>[-1]</c>, <c>[0:2]</c>, <c>[*]</c>, <c>..name</c>, <c>[?(@.type=="Ready")]</c>; a dot in a name is written <c>\.</c>. Braces around
/// it and the first dot may be left out.
/// </summary>
public sealed class JsonPath
{
    /// <summary>What stands where the path finds nothing, as kubectl writes it.</summary>
    public const string Nothing = "<none>";

    // A whole spec in a cell would be kept for each row of a list, and nobody reads it there.
    private const int LongestText = 1024;
    private readonly IReadOnlyList<JsonPathStep> _steps;

    private JsonPath(string text, IReadOnlyList<JsonPathStep> steps) => (Text, _steps) = (text, steps);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>It looks at names, labels, annotations and the like alone: the server need not send whole objects for it.</summary>
    public bool IsOfMetadata => _steps is [JsonPathField { Name: "metadata" }, ..];

    /// <param name="text">What was written.</param>
    /// <param name="path">The path.</param>
    /// <param name="problem">What is wrong with it, and where; "" where nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = JsonPathParser.Parse(text, out problem);
        path = steps is null ? null : new JsonPath(text, steps);
        return path is not null;
    }

    /// <summary>All that it leads to, in the order of the object.</summary>
    public IReadOnlyList<JsonElement> Find(JsonElement root) => JsonPathStep.Follow(_steps, root);

    /// <summary>For a cell: texts as they are, several joined by commas, maps of texts as <c>a=b,c=d</c>, others and lists as JSON.</summary>
    public string Print(JsonElement root)
    {
        var found = Find(root);
        var text = found switch
        {
            [] => Nothing,
            [var one] => PrintOne(one),
            _ => string.Join(',', found.Select(PrintOne)),
        };
        return text.Length == 0 ? Nothing : text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1), "…");
    }

    private static string PrintOne(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Object when value.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.String) =>
            string.Join(',', value.EnumerateObject().Select(m => $"{m.Name}={m.Value.GetString()}")),
        JsonValueKind.Null or JsonValueKind.Undefined => Nothing,
        _ => value.GetRawText(),
    };
}
