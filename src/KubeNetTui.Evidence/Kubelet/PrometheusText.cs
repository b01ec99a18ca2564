using System.Globalization;
using System.Text;

namespace KubeNetTui.Evidence;

/// <summary>
/// Metrics in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), as kube-proxy and kubelet serve them.
/// Buckets of histograms are samples like all others.
/// </summary>
public sealed class PrometheusText
{
    private readonly Dictionary<string, List<MetricSample>> _byName;

    private PrometheusText(List<MetricSample> samples, List<NotUnderstoodLine> notUnderstood)
    {
        Samples = samples;
        NotUnderstood = notUnderstood;
        _byName = samples.GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.ToList());
    }

    public IReadOnlyList<MetricSample> Samples { get; }

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; }

    public IReadOnlyList<MetricSample> Of(string name) => _byName.TryGetValue(name, out var samples) ? samples : [];

    /// <summary>The largest value of a metric over all its labels; null where it is not served.</summary>
    public double? Max(string name) => Of(name).Select(s => s.Value).Where(double.IsFinite).Select(v => (double?)v).Max();

    /// <summary>The values of a metric added up over all its labels; null where it is not served.</summary>
    public double? Sum(string name) => Of(name) is { Count: > 0 } samples ? samples.Where(s => double.IsFinite(s.Value)).Sum(s => s.Value) : null;

    public static PrometheusText Parse(string text) => Parse(text.AsSpan());

    public static PrometheusText Parse(ReadOnlySpan<char> text)
    {
        List<MetricSample> samples = [];
        List<NotUnderstoodLine> notUnderstood = [];
        var number = 0;
        foreach (var line in text.EnumerateLines())
        {
            number++;
            var trimmed = line.Trim();
            if (trimmed.IsEmpty || trimmed[0] == '#')
            {
                continue;
            }

            if (TryParseLine(trimmed, out var sample))
            {
                samples.Add(sample);
            }
            else
            {
                notUnderstood.Add(NotUnderstoodLine.Of(number, line, "name{label=\"value\"} number"));
            }
        }

        return new PrometheusText(samples, notUnderstood);
    }

    private static bool TryParseLine(ReadOnlySpan<char> line, out MetricSample sample)
    {
        sample = new MetricSample("", [], 0);
        var end = line.IndexOfAny('{', ' ', '\t');
        if (end <= 0)
        {
            return false;
        }

        var name = line[..end].ToString();
        List<(string, string)> labels = [];
        var rest = line[end..];
        if (rest[0] == '{' && !TryReadLabels(ref rest, labels))
        {
            return false;
        }

        // A time stamp may follow the value.
        rest = rest.Trim();
        var blank = rest.IndexOfAny(' ', '\t');
        var value = blank < 0 ? rest : rest[..blank];
        if (!TryNumber(value, out var number))
        {
            return false;
        }

        sample = new MetricSample(name, labels, number);
        return true;
    }

    private static bool TryReadLabels(ref ReadOnlySpan<char> rest, List<(string, string)> labels)
    {
        rest = rest[1..].TrimStart();
        while (rest.Length > 0 && rest[0] != '}')
        {
            var equals = rest.IndexOf('=');
            if (equals <= 0)
            {
                return false;
            }

            var name = rest[..equals].Trim().ToString();
            rest = rest[(equals + 1)..].TrimStart();
            if (rest.IsEmpty || rest[0] != '"' || !TryReadQuoted(ref rest, out var value))
            {
                return false;
            }

            labels.Add((name, value));
            rest = rest.TrimStart().TrimStart(',').TrimStart();
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> rest, out string value)
    {
        StringBuilder text = new();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                value = text.ToString();
                return true;
            }

            if (rest[i] == '\\' && i + 1 < rest.Length)
            {
                i++;
                text.Append(rest[i] == 'n' ? '\n' : rest[i]);
            }
            else
            {
                text.Append(rest[i]);
            }
        }

        value = "";
        return false;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double value)
    {
        switch (text)
        {
            case "+Inf" or "Inf":
                value = double.PositiveInfinity;
                return true;
            case "-Inf":
                value = double.NegativeInfinity;
                return true;
            default:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
    }
}

/// <param name="Labels">In the order in which they stand.</param>
public sealed record MetricSample(string Name, IReadOnlyList<(string Name, string Value)> Labels, double Value)
{
    /// <summary>A label's value; "" where it has none of that name.</summary>
    public string Label(string name) => Labels.FirstOrDefault(l => l.Name == name).Value ?? "";
}
