using System.Globalization;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Metrics;

/// <summary>What is used, or asked for, or there: in cores and bytes.</summary>
internal readonly record struct Usage(double Cores, double Bytes)
{
    private const double Mebi = 1024 * 1024;

    public static Usage operator +(Usage left, Usage right) => new(left.Cores + right.Cores, left.Bytes + right.Bytes);

    /// <summary>As kubectl top prints it: <c>12m</c>.</summary>
    public string CpuText => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(Cores * 1000):0}m");

    /// <summary>As kubectl top prints it: <c>34Mi</c>.</summary>
    public string MemoryText => string.Create(CultureInfo.InvariantCulture, $"{Bytes / Mebi:0}Mi");

    /// <summary><c>3.2 of 8 cores</c> is <c>3.2</c> and <c>8</c>.</summary>
    public static string CoresText(double cores) => cores.ToString(cores < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary><c>812Mi</c>, <c>15.6Gi</c>.</summary>
    public static string BytesText(double bytes) => bytes < 1000 * Mebi
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebi:0}Mi")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebi / 1024:0.0}Gi");

    /// <summary><c>45%</c>; "" where the whole is nothing.</summary>
    public static string Percent(double part, double whole) => whole <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{part * 100 / whole:0}%");

    /// <summary>A list of PodMetrics or NodeMetrics, by namespace ("" for nodes) and name.</summary>
    public static IReadOnlyDictionary<(string Namespace, string Name), Usage> Parse(ReadOnlyMemory<byte> list)
    {
        Dictionary<(string, string), Usage> usages = [];
        foreach (var item in Fields.Parse(list)["items"].Items)
        {
            var usage = item["containers"].IsArray ? item["containers"].Items.Select(c => Of(c["usage"])).Aggregate(default(Usage), static (a, b) => a + b) : Of(item["usage"]);
            usages[(item["metadata"]["namespace"].Text, item["metadata"]["name"].Text)] = usage;
        }

        return usages;
    }

    /// <summary>Of an object with <c>cpu</c> and <c>memory</c> as quantities.</summary>
    public static Usage Of(Fields quantities) => new(Quantity(quantities["cpu"].Text), Quantity(quantities["memory"].Text));

    /// <summary>A quantity of the API in cores or bytes; 0 for what is none.</summary>
    internal static double Quantity(string text) => (ContainerUse.Thousandths(text) ?? 0) / 1000;
}
