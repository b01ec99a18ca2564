using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>An IPAddress of networking.k8s.io: one address of a ServiceCIDR, claimed for a service. Its name is the address.</summary>
public sealed record IpAddressClaim : ApiObject
{
    public override string Kind => "IPAddress";

    /// <summary><c>services</c> as a rule.</summary>
    public string ParentResource { get; init; } = "";

    public string ParentGroup { get; init; } = "";
    public string ParentNamespace { get; init; } = "";
    public string ParentName { get; init; } = "";

    public bool IsOfService => ParentResource == "services" && ParentGroup.Length == 0;

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out IpAddressClaim? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static IpAddressClaim Read(ref ObjectReader r)
    {
        IpAddressClaim value = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { value = value with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("parentRef"u8)) { value = ReadParent(ref r, value); }
                    }
                }
            }
        }

        return value;
    }

    private static IpAddressClaim ReadParent(ref ObjectReader r, IpAddressClaim value)
    {
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("resource"u8)) { value = value with { ParentResource = r.Text() }; }
                else if (r.Is("group"u8)) { value = value with { ParentGroup = r.Text() }; }
                else if (r.Is("namespace"u8)) { value = value with { ParentNamespace = r.Text() }; }
                else if (r.Is("name"u8)) { value = value with { ParentName = r.Text() }; }
            }
        }

        return value;
    }
}
