using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

public sealed record IngressClass : ApiObject
{
    public override string Kind => "IngressClass";

    /// <summary>Who serves it: <c>k8s.io/ingress-nginx</c>.</summary>
    public string Controller { get; init; } = "";

    /// <summary><c>IngressParameters edge</c>; "" where it has none.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>Given to ingresses that name no class when they are made; not to those that were there before.</summary>
    public bool IsDefault => Meta.Annotations["ingressclass.kubernetes.io/is-default-class"] == "true";

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out IngressClass? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static IngressClass Read(ref ObjectReader r)
    {
        IngressClass value = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { value = value with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("controller"u8)) { value = value with { Controller = r.Text() }; }
                        else if (r.Is("parameters"u8)) { value = value with { Parameters = ReadParameters(ref r) }; }
                    }
                }
            }
        }

        return value;
    }

    private static string ReadParameters(ref ObjectReader r)
    {
        string kind = "", ns = "", name = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("namespace"u8)) { ns = r.Text() + "/"; }
                else if (r.Is("name"u8)) { name = r.Text(); }
            }
        }

        return $"{kind} {ns}{name}".Trim();
    }
}
