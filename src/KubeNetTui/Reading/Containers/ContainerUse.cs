using System.Globalization;

namespace KubeNetTui.Reading;

/// <summary>What the containers of a pod use, by name, as metrics.k8s.io says: CPU in thousandths of a core, memory in MiB.</summary>
internal sealed class ContainerUse
{
    private readonly Dictionary<string, (long MilliCpu, long Mebibytes)> _byName;

    private ContainerUse(Dictionary<string, (long, long)> byName) => _byName = byName;

    public static ContainerUse Unknown { get; } = new([]);

    public bool IsKnown => _byName.Count > 0;

    /// <param name="json">A PodMetrics of metrics.k8s.io.</param>
    public static ContainerUse Parse(ReadOnlyMemory<byte> json)
    {
        Dictionary<string, (long, long)> byName = new(StringComparer.Ordinal);
        foreach (var container in Fields.Parse(json)["containers"].Items)
        {
            var usage = container["usage"];
            if (Thousandths(usage["cpu"].Text) is { } cpu && Thousandths(usage["memory"].Text) is { } memory)
            {
                byName[container["name"].Text] = ((long)Math.Ceiling(cpu), (long)(memory / 1000 / (1024 * 1024)));
            }
        }

        return new ContainerUse(byName);
    }

    /// <summary><c>12m</c>; "" where it is not known.</summary>
    public string Cpu(string container) => _byName.TryGetValue(container, out var use) ? $"{use.MilliCpu}m" : "";

    /// <summary><c>45Mi</c>; "" where it is not known.</summary>
    public string Memory(string container) => _byName.TryGetValue(container, out var use) ? $"{use.Mebibytes}Mi" : "";

    /// <summary>A quantity of the API (<c>500m</c>, <c>128Mi</c>, <c>1e3</c>, <c>9500n</c>) in thousandths of its unit; null: it is none.</summary>
    internal static double? Thousandths(string quantity)
    {
        var end = quantity.Length;
        while (end > 0 && !char.IsAsciiDigit(quantity[end - 1]) && quantity[end - 1] != '.')
        {
            end--;
        }

        var factor = quantity[end..] switch
        {
            "n" => 1e-6,
            "u" => 1e-3,
            "m" => 1d,
            "" => 1e3,
            "k" => 1e6,
            "M" => 1e9,
            "G" => 1e12,
            "T" => 1e15,
            "P" => 1e18,
            "E" => 1e21,
            "Ki" => 1e3 * 1024,
            "Mi" => 1e3 * (1L << 20),
            "Gi" => 1e3 * (1L << 30),
            "Ti" => 1e3 * (1L << 40),
            "Pi" => 1e3 * (1L << 50),
            "Ei" => 1e3 * (1L << 60),
            _ => double.NaN,
        };
        return !double.IsNaN(factor) && double.TryParse(quantity.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : null;
    }
}
