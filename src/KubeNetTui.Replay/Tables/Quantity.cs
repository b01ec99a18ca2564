using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>Quantities as the API writes them: <c>250m</c>, <c>128Mi</c>, <c>12345678n</c>.</summary>
internal static class Quantity
{
    /// <summary>The letters behind the number; "" where there are none.</summary>
    public static string Unit(string text) => text.TrimStart(['+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

    public static decimal Scale(string unit) => unit switch
    {
        "n" => 1e-9m,
        "u" => 1e-6m,
        "m" => 1e-3m,
        "k" => 1e3m,
        "M" => 1e6m,
        "G" => 1e9m,
        "Ki" => 1024m,
        "Mi" => 1024m * 1024,
        "Gi" => 1024m * 1024 * 1024,
        _ => 1m,
    };

    /// <summary>In cores or bytes; 0 for what is no number.</summary>
    public static decimal Of(string text) =>
        decimal.TryParse(text.AsSpan(0, text.Length - Unit(text).Length), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number * Scale(Unit(text)) : 0;
}
