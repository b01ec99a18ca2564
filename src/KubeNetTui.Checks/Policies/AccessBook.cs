using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Roles and bindings: what RBAC lets a service account do, and which binding says so. Other authorizers are not in it.</summary>
internal sealed class AccessBook(
    Reading<AccessRole> roles, Reading<AccessBinding> bindings, Reading<AccessRole> clusterRoles, Reading<AccessBinding> clusterBindings)
{
    /// <summary>All that takes part was read; without, that nothing allows is not known.</summary>
    public bool IsWhole => clusterRoles.IsRead && clusterBindings.IsRead && roles.IsRead && bindings.IsRead;

    public string Problem => ((string[])[clusterBindings.Problem, clusterRoles.Problem, bindings.Problem,
        roles.Problem]).FirstOrDefault(p => p.Length > 0) ?? "";

    /// <param name="ns">Where it would be allowed; null: in the whole cluster.</param>
    public static IEnumerable<Need> Needs(string? ns) =>
        [Evidence.Needs.ClusterRoles(), Evidence.Needs.ClusterRoleBindings(), Evidence.Needs.Roles(ns), Evidence.Needs.RoleBindings(ns)];

    public static AccessBook Of(IEvidence evidence, string? ns) => new(
        evidence.Read<AccessRole>(Evidence.Needs.Roles(ns)), evidence.Read<AccessBinding>(Evidence.Needs.RoleBindings(ns)),
        evidence.Read<AccessRole>(Evidence.Needs.ClusterRoles()), evidence.Read<AccessBinding>(Evidence.Needs.ClusterRoleBindings()));

    /// <summary>The binding that allows it; null where none does.</summary>
    public AccessBinding? Allows(AccessQuestion question) =>
        Bindings(question).FirstOrDefault(b => RoleOf(b)?.Allows(question.Verb, question.Group, question.Resource) == true);

    /// <summary>Bindings of the account that could allow it, whatever their roles say.</summary>
    public IEnumerable<AccessBinding> Bindings(AccessQuestion question) =>
        clusterBindings.Items.Concat(question.Namespace is { } ns ? bindings.Items.Where(b => b.Namespace == ns) : [])
            .Where(b => b.Subjects.Any(s => s.IsServiceAccount(question.AccountNamespace, question.Account)));

    /// <summary>Bindings that name an account of this name in another namespace: the usual slip.</summary>
    public IEnumerable<AccessBinding> OfNamesakes(AccessQuestion question) =>
        clusterBindings.Items.Concat(bindings.Items)
            .Where(b => b.Subjects.Any(s => s.Kind == "ServiceAccount" && s.Name == question.Account && s.Namespace != question.AccountNamespace)
                && RoleOf(b)?.Allows(question.Verb, question.Group, question.Resource) == true);

    /// <summary>Null where the role that a binding names is not there.</summary>
    public AccessRole? RoleOf(AccessBinding binding) =>
        binding.RoleKind == "ClusterRole" ? clusterRoles.Find("", binding.RoleName) : roles.Find(binding.Namespace, binding.RoleName);

    public bool Knows(AccessBinding binding) => binding.RoleKind == "ClusterRole" ? clusterRoles.IsRead : roles.IsRead;

    /// <summary>Roles that would allow it if they were bound; few words are needed to bind one that is there.</summary>
    public IEnumerable<AccessRole> Fitting(AccessQuestion question) =>
        clusterRoles.Items.Concat(question.Namespace is { } ns ? roles.Items.Where(r => r.Namespace == ns) : [])
            .Where(r => r.Allows(question.Verb, question.Group, question.Resource) && r.Name is not ("cluster-admin" or "admin" or "edit"));

    public Section? Section(AccessBinding binding) => binding.BindingKind == "ClusterRoleBinding" ? clusterBindings.Section : bindings.Section;

    public Section? Section(AccessRole role) => role.RoleKind == "ClusterRole" ? clusterRoles.Section : roles.Section;
}

/// <param name="Namespace">Where; null: in the whole cluster.</param>
internal sealed record AccessQuestion(string AccountNamespace, string Account, string Verb, string Group, string Resource, string? Namespace)
{
    public string User => $"system:serviceaccount:{AccountNamespace}:{Account}";

    public AccessNeed Need => new(User, Verb, Group, Resource, Namespace);

    /// <summary><c>list endpointslices.discovery.k8s.io in the whole cluster</c>.</summary>
    public override string ToString() => $"{Verb} {Resource}{(Group.Length > 0 ? "." + Group : "")} {(Namespace is null ? "in the whole cluster" : $"in {Namespace}")}";
}
