using KubeNetTui.Evidence;

namespace KubeNetTui.Access;

/// <summary>What Roles and bindings allow somebody, as the API server's RBAC authorizer reads them: bindings only add.</summary>
internal sealed record RoleBook(
    IReadOnlyCollection<AccessRole> ClusterRoles, IReadOnlyCollection<AccessBinding> ClusterBindings,
    IReadOnlyCollection<AccessRole> Roles, IReadOnlyCollection<AccessBinding> Bindings)
{
    /// <param name="roles">False: the roles of that kind could not be read, so that what a binding gives is not known.</param>
    public IEnumerable<Grant> Of(Who who, bool clusterRolesRead, bool rolesRead)
    {
        foreach (var binding in ClusterBindings.Concat(Bindings))
        {
            if (!binding.Subjects.Any(s => who.Is(s, binding.Namespace)))
            {
                continue;
            }

            var isCluster = binding.BindingKind == "ClusterRoleBinding";
            var (roles, read) = binding.RoleKind == "ClusterRole" ? (ClusterRoles, clusterRolesRead) : (Roles, rolesRead);
            var ns = binding.RoleKind == "ClusterRole" ? "" : binding.Namespace;
            var role = roles.FirstOrDefault(r => r.Name == binding.RoleName && r.Namespace == ns);
            var grant = new Grant(
                "", "", "", isCluster ? Grant.Everywhere : binding.Namespace, binding.BindingKind, binding.Namespace, binding.Name, binding.RoleKind, binding.RoleName);
            if (role is null)
            {
                yield return grant with { What = read ? "nothing: the role is not there" : "not known: the role can't be read" };
                continue;
            }

            foreach (var one in role.Rules.SelectMany(r => Of(r, grant)))
            {
                yield return one;
            }
        }
    }

    /// <summary>A rule, one resource or path each.</summary>
    public static IEnumerable<Grant> Of(AccessRule rule, Grant like)
    {
        var verbs = Grant.VerbsOf(rule.Verbs);
        var names = string.Join(", ", rule.ResourceNames);
        foreach (var group in rule.ApiGroups)
        {
            foreach (var resource in rule.Resources)
            {
                yield return like with { What = Grant.WhatOf(group, resource), Verbs = verbs, Names = names };
            }
        }

        foreach (var path in rule.Paths)
        {
            yield return like with { What = path == "*" ? "all paths" : path, Verbs = verbs };
        }
    }
}
