using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>
/// What the Roles and bindings of the store allow a user, as the API server's RBAC authorizer decides it
/// (plugin/pkg/auth/authorizer/rbac): bindings only add, and the reason names the binding that allowed.
/// </summary>
internal sealed class RbacRules(ObjectStore store)
{
    private const string Group = ".rbac.authorization.k8s.io";
    private const string Masters = "system:masters";

    /// <summary>Whether there are any roles to go by; a bundle that was taken without them says nothing of anybody's rights.</summary>
    public bool AreKnown => Items("clusterroles").Length > 0 || Items("roles").Length > 0;

    public (bool Allowed, string Reason) Decide(AccessRequest request)
    {
        if (request.User.Groups.Contains(Masters))
        {
            return (true, "");
        }

        var missing = new List<string>();
        foreach (var binding in Items("clusterrolebindings"))
        {
            if (Allows(binding, "ClusterRoleBinding", "", request, missing) is { } reason)
            {
                return (true, reason);
            }
        }

        foreach (var binding in ResourceTable.InNamespace(Items("rolebindings"), request.Namespace))
        {
            if (Allows(binding, "RoleBinding", request.Namespace, request, missing) is { } reason)
            {
                return (true, reason);
            }
        }

        return (false, missing.Count > 0 ? $"RBAC: [{string.Join(", ", missing)}]" : "");
    }

    private StoredObject[] Items(string resource) => store.Kinds.Find(resource + Group) is { } kind ? store.Table(kind).Items : [];

    private string? Allows(StoredObject binding, string kind, string ns, AccessRequest request, List<string> missing)
    {
        using var document = JsonDocument.Parse(binding.Json);
        var root = document.RootElement;
        if (root.Items("subjects").Select(s => Subject(s, ns, request.User)).FirstOrDefault(s => s is not null) is not { } subject)
        {
            return null;
        }

        var (roleKind, role) = (root.Text("roleRef", "kind"), root.Text("roleRef", "name"));
        var resource = roleKind == "ClusterRole" ? "clusterroles" : "roles";
        var stored = store.Kinds.Find(resource + Group) is { } found ? store.Table(found).Find(roleKind == "ClusterRole" ? "" : ns, role) : null;
        if (stored is null)
        {
            missing.Add($"{resource[..^1]}{Group} \"{role}\" not found");
            return null;
        }

        using var rules = JsonDocument.Parse(stored.Json);
        return rules.RootElement.Items("rules").Any(rule => Allows(rule, request))
            ? $"RBAC: allowed by {kind} \"{binding.Name}{(ns.Length > 0 ? "/" + ns : "")}\" of {roleKind} \"{role}\" to {subject}"
            : null;
    }

    /// <summary>The subject in the words of the authorizer, when it is the user; else null.</summary>
    private static string? Subject(JsonElement subject, string bindingNamespace, User user)
    {
        var name = subject.Text("name");
        switch (subject.Text("kind"))
        {
            case "User" when name == user.Name:
                return $"User \"{name}\"";
            case "Group" when user.Groups.Contains(name):
                return $"Group \"{name}\"";
            case "ServiceAccount":
                var ns = subject.Text("namespace") is { Length: > 0 } own ? own : bindingNamespace;
                return user.Name == $"system:serviceaccount:{ns}:{name}" ? $"ServiceAccount \"{name}/{ns}\"" : null;
            default:
                return null;
        }
    }

    private static bool Allows(JsonElement rule, AccessRequest request)
    {
        bool Has(string list, string wanted) => rule.Items(list).Any(item => item.AsText() is var text && (text == "*" || text == wanted));
        if (!Has("verbs", request.Verb))
        {
            return false;
        }

        if (request.Path is { } path)
        {
            return rule.Items("nonResourceURLs").Any(url => url.AsText() is var text
                && (text == path || text == "*" || (text.EndsWith('*') && path.StartsWith(text[..^1], StringComparison.Ordinal))));
        }

        var full = request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource;
        return Has("apiGroups", request.Group)
            && (Has("resources", full) || (request.Subresource.Length > 0 && Has("resources", "*/" + request.Subresource)))
            && (rule.Count("resourceNames") == 0 || rule.Items("resourceNames").Any(item => item.AsText() == request.Name));
    }
}
