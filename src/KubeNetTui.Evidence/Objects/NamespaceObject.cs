using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A Namespace object; its name avoids a clash with the property that every object has.</summary>
public sealed record NamespaceObject : ApiObject
{
    public override string Kind => "Namespace";

    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string Phase { get; init; } = "";

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out NamespaceObject? ns, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out ns, out why, keepRaw, strings);

    internal static NamespaceObject Read(ref ObjectReader r)
    {
        NamespaceObject ns = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { ns = ns with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("status"u8)) { ns = ns with { Phase = NamedItem.Read(ref r, "phase"u8) }; }
            }
        }

        return ns;
    }
}
