using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>
/// A label selector: <c>app=web,tier in (a, b),!old,weight&gt;3</c>
/// (staging/src/k8s.io/apimachinery/pkg/labels/selector.go).
/// </summary>
internal sealed class LabelSelector
{
    private readonly List<Requirement> _requirements;

    private LabelSelector(List<Requirement> requirements) => _requirements = requirements;

    public bool IsEmpty => _requirements.Count == 0;

    /// <exception cref="ApiStatusException">400: it can't be parsed.</exception>
    public static LabelSelector Parse(string? text) =>
        new(string.IsNullOrWhiteSpace(text) ? [] : new LabelSelectorParser(text).Parse());

    /// <param name="metadata">An object's metadata as JSON.</param>
    public bool Matches(ReadOnlySpan<byte> metadata)
    {
        if (IsEmpty)
        {
            return true;
        }

        var labels = ReadLabels(metadata);
        return _requirements.TrueForAll(requirement => requirement.Matches(labels));
    }

    private static Dictionary<string, string> ReadLabels(ReadOnlySpan<byte> metadata)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(metadata);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLabels = reader.ValueTextEquals("labels"u8);
            reader.Read();
            if (!isLabels || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                labels[name] = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            }

            break;
        }

        return labels;
    }

    internal enum Operator
    {
        Exists,
        Missing,
        In,
        NotIn,
        Greater,
        Less,
    }

    internal sealed record Requirement(string Key, Operator Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(Dictionary<string, string> labels)
        {
            var there = labels.TryGetValue(Key, out var value);
            return Operator switch
            {
                Operator.Exists => there,
                Operator.Missing => !there,
                Operator.In => there && Values.Contains(value!),
                // As in Kubernetes: an object without the label is not in the set.
                Operator.NotIn => !there || !Values.Contains(value!),
                _ => there && long.TryParse(value, out var number) && long.TryParse(Values[0], out var bound)
                    && (Operator == Operator.Greater ? number > bound : number < bound),
            };
        }
    }
}
