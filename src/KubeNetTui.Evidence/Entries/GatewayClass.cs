using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A GatewayClass of gateway.networking.k8s.io.</summary>
public sealed record GatewayClass : ApiObject
{
    public override string Kind => "GatewayClass";

    /// <summary>Who serves it: <c>gateway.envoyproxy.io/gatewayclass-controller</c>.</summary>
    public string Controller { get; init; } = "";

    public string Description { get; init; } = "";

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out GatewayClass? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static GatewayClass Read(ref ObjectReader r)
    {
        GatewayClass value = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { value = value with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("controllerName"u8)) { value = value with { Controller = r.Text() }; }
                        else if (r.Is("description"u8)) { value = value with { Description = r.Text() }; }
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
