namespace KubeNetTui.Access;

/// <summary>Something that somebody may do, and what says so.</summary>
/// <param name="What">The resource (<c>pods/log</c>, <c>deployments.apps</c>), or a path of the server.</param>
/// <param name="Verbs">In words; <c>all verbs</c> for <c>*</c>.</param>
/// <param name="Names">The objects that it is limited to; "": none.</param>
/// <param name="Where">The namespace, or <see cref="Everywhere"/>.</param>
/// <param name="BindingKind">"" where it is not known what grants it.</param>
internal sealed record Grant(
    string What, string Verbs, string Names, string Where, string BindingKind, string BindingNamespace, string Binding, string RoleKind, string Role)
{
    public const string Everywhere = "cluster";

    private static readonly string[] Order = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

    /// <summary><c>RoleBinding shop/dev</c>.</summary>
    public string By => Binding.Length == 0 ? "" : $"{BindingKind} {(BindingNamespace.Length > 0 ? BindingNamespace + "/" : "")}{Binding}";

    /// <summary>Verbs as they are usually told: reading first.</summary>
    public static string VerbsOf(IEnumerable<string> verbs)
    {
        var all = verbs.Distinct().ToList();
        return all.Contains("*")
            ? "all verbs"
            : string.Join(' ', all.OrderBy(v => Array.IndexOf(Order, v) is >= 0 and var at ? at : Order.Length).ThenBy(v => v, StringComparer.Ordinal));
    }

    /// <summary>A resource of a rule, with what <c>*</c> stands for.</summary>
    public static string WhatOf(string group, string resource) => (group, resource) switch
    {
        ("*", "*") => "everything",
        ("", "*") => "all of core",
        (_, "*") => $"all of {group}",
        ("", _) => resource,
        ("*", _) => $"{resource} of any group",
        _ => resource.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? $"{resource[..slash]}.{group}{resource[slash..]}" : $"{resource}.{group}",
    };
}
