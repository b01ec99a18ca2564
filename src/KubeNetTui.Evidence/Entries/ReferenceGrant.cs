using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A ReferenceGrant of gateway.networking.k8s.io: who in another namespace may refer to what in this one.</summary>
public sealed record ReferenceGrant : ApiObject
{
    public override string Kind => "ReferenceGrant";

    public IReadOnlyList<GrantedFrom> From { get; init; } = [];

    public IReadOnlyList<GrantedTo> To { get; init; } = [];

    /// <summary>Whether an object of a kind and namespace may refer to a kind (and name) of this grant's namespace.</summary>
    public bool Lets(string fromGroup, string fromKind, string fromNamespace, string toGroup, string toKind, string toName) =>
        From.Any(f => f.Group == fromGroup && f.Kind == fromKind && f.Namespace == fromNamespace)
        && To.Any(t => t.Group == toGroup && t.Kind == toKind && (t.Name.Length == 0 || t.Name == toName));

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out ReferenceGrant? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static ReferenceGrant Read(ref ObjectReader r)
    {
        ReferenceGrant grant = new() { Meta = ObjectMeta.None };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { grant = grant with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("spec"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("from"u8)) { grant = grant with { From = r.List(GrantedFrom.Read) }; }
                        else if (r.Is("to"u8)) { grant = grant with { To = r.List(GrantedTo.Read) }; }
                    }
                }
            }
        }

        return grant;
    }
}

public sealed record GrantedFrom(string Group, string Kind, string Namespace)
{
    internal static GrantedFrom Read(ref ObjectReader r)
    {
        string group = "", kind = "", ns = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("group"u8)) { group = r.Text(); }
                else if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("namespace"u8)) { ns = r.Text(); }
            }
        }

        return new GrantedFrom(group, kind, ns);
    }
}

/// <param name="Name">"": all of the kind.</param>
public sealed record GrantedTo(string Group, string Kind, string Name)
{
    internal static GrantedTo Read(ref ObjectReader r)
    {
        string group = "", kind = "", name = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("group"u8)) { group = r.Text(); }
                else if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("name"u8)) { name = r.Text(); }
            }
        }

        return new GrantedTo(group, kind, name);
    }
}
