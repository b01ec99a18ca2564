using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

public sealed record ConfigMap : ApiObject
{
    public override string Kind => "ConfigMap";

    /// <summary><c>data</c> by key; <c>binaryData</c> is not read.</summary>
    public LabelSet Data { get; init; } = LabelSet.Empty;

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out ConfigMap? map, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out map, out why, keepRaw, strings);

    internal static ConfigMap Read(ref ObjectReader r)
    {
        ConfigMap map = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { map = map with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("data"u8)) { map = map with { Data = r.Labels() }; }
            }
        }

        return map;
    }
}
