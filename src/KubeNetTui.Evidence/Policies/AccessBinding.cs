using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A RoleBinding (allows in its own namespace) or a ClusterRoleBinding (allows everywhere).</summary>
public sealed record AccessBinding : ApiObject
{
    public required string BindingKind { get; init; }

    /// <summary><c>RoleBinding</c> or <c>ClusterRoleBinding</c>.</summary>
    public override string Kind => BindingKind;

    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    public string RoleKind { get; init; } = "";

    public string RoleName { get; init; } = "";
    public IReadOnlyList<AccessSubject> Subjects { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json, string kind, [NotNullWhen(true)] out AccessBinding? binding, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, (ref ObjectReader r) => Read(ref r, kind), out binding, out why, keepRaw, strings);

    internal static AccessBinding Read(ref ObjectReader r, string kind)
    {
        AccessBinding binding = new() { Meta = ObjectMeta.None, BindingKind = kind };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { binding = binding with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("subjects"u8)) { binding = binding with { Subjects = r.List(AccessSubject.Read) }; }
                else if (r.Is("roleRef"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("kind"u8)) { binding = binding with { RoleKind = r.Text() }; }
                        else if (r.Is("name"u8)) { binding = binding with { RoleName = r.Text() }; }
                    }
                }
            }
        }

        return binding;
    }
}

/// <param name="Kind"><c>User</c>, <c>Group</c>, <c>ServiceAccount</c>.</param>
/// <param name="Namespace">Of a service account; "" for the others.</param>
public sealed record AccessSubject(string Kind, string Namespace, string Name)
{
    /// <summary>
    /// Whether a service account is meant, by itself or by one of the groups that each is in (<c>system:serviceaccounts</c>,
    /// <c>system:serviceaccounts:NAMESPACE</c>, <c>system:authenticated</c>), or by its user name.
    /// </summary>
    public bool IsServiceAccount(string ns, string name) => Kind switch
    {
        "ServiceAccount" => (Namespace, Name) == (ns, name),
        "Group" => Name is "system:serviceaccounts" or "system:authenticated" || Name == $"system:serviceaccounts:{ns}",
        "User" => Name == $"system:serviceaccount:{ns}:{name}",
        _ => false,
    };

    internal static AccessSubject Read(ref ObjectReader r)
    {
        string kind = "", ns = "", name = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("namespace"u8)) { ns = r.Text(); }
                else if (r.Is("name"u8)) { name = r.Text(); }
            }
        }

        return new AccessSubject(kind, ns, name);
    }
}
