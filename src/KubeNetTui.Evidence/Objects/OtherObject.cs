using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>An object of a kind that has no record of its own: its metadata, and its JSON where that was kept.</summary>
public sealed record OtherObject : ApiObject
{
    private readonly string _kind = "";

    public override string Kind => _kind;

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out OtherObject? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static OtherObject Read(ref ObjectReader r)
    {
        ObjectMeta meta = ObjectMeta.None;
        string kind = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { meta = ObjectMeta.Read(ref r); }
                else if (r.Is("kind"u8)) { kind = r.Text(); }
            }
        }

        return new OtherObject(kind) { Meta = meta };
    }

    [SetsRequiredMembers]
    private OtherObject(string kind)
    {
        _kind = kind;
        Meta = ObjectMeta.None;
    }
}
