using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>A Role or ClusterRole of rbac.authorization.k8s.io/v1. RBAC only allows; what no rule allows is refused.</summary>
public sealed record AccessRole : ApiObject
{
    public required string RoleKind { get; init; }

    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    public override string Kind => RoleKind;

    public IReadOnlyList<AccessRule> Rules { get; init; } = [];

    public bool Allows(string verb, string group, string resource) => Rules.Any(r => r.Allows(verb, group, resource));

    public static bool TryParse(
        ReadOnlySpan<byte> json, string kind, [NotNullWhen(true)] out AccessRole? role, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, (ref ObjectReader r) => Read(ref r, kind), out role, out why, keepRaw, strings);

    internal static AccessRole Read(ref ObjectReader r, string kind)
    {
        AccessRole role = new() { Meta = ObjectMeta.None, RoleKind = kind };
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { role = role with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("rules"u8)) { role = role with { Rules = r.List(AccessRule.Read) }; }
            }
        }

        return role;
    }
}

/// <param name="ApiGroups">"" is the core group; <c>*</c> all.</param>
/// <param name="Resources"><c>pods</c>, <c>pods/log</c>, <c>*</c>, <c>*/scale</c>.</param>
/// <param name="ResourceNames">Empty: every object; else these alone, which allows no list without that name.</param>
public sealed record AccessRule(
    IReadOnlyList<string> Verbs, IReadOnlyList<string> ApiGroups, IReadOnlyList<string> Resources, IReadOnlyList<string> ResourceNames)
{
    /// <summary>Paths that are no resource, <c>/metrics</c>; for those the groups and resources are empty.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>For all objects of the resource; a rule with resource names does not.</summary>
    public bool Allows(string verb, string group, string resource) =>
        ResourceNames.Count == 0 && Has(Verbs, verb) && Has(ApiGroups, group)
        && (Has(Resources, resource) || (resource.IndexOf('/') is > 0 and var cut && Resources.Contains("*" + resource[cut..])));

    private static bool Has(IReadOnlyList<string> list, string item) => list.Contains("*") || list.Contains(item);

    internal static AccessRule Read(ref ObjectReader r)
    {
        string[] verbs = [], groups = [], resources = [], names = [], paths = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("verbs"u8)) { verbs = r.Texts(); }
                else if (r.Is("apiGroups"u8)) { groups = r.Texts(); }
                else if (r.Is("resources"u8)) { resources = r.Texts(); }
                else if (r.Is("resourceNames"u8)) { names = r.Texts(); }
                else if (r.Is("nonResourceURLs"u8)) { paths = r.Texts(); }
            }
        }

        return new AccessRule(verbs, groups, resources, names) { Paths = paths };
    }
}
