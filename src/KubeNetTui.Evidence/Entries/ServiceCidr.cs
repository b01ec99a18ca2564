using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A ServiceCIDR of networking.k8s.io: a range that clusterIPs are taken from.</summary>
public sealed record ServiceCidr : ApiObject
{
    public override string Kind => "ServiceCIDR";

    /// <summary>One or two, one a family.</summary>
    public IReadOnlyList<string> Cidrs { get; init; } = [];

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out ServiceCidr? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static ServiceCidr Read(ref ObjectReader r)
    {
        ServiceCidr value = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { value = value with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("cidrs"u8)) { value = value with { Cidrs = r.Texts() }; }
                    }
                }
                else if (r.Is("status"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("conditions"u8)) { value = value with { Conditions = r.List(Condition.Read) }; }
                    }
                }
            }
        }

        return value;
    }
}
