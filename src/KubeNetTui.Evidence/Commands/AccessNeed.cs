namespace KubeNetTui.Evidence;

/// <summary>
/// May this service account do that? Answered by a SubjectAccessReview, which stores nothing; its section's value is an
/// <see cref="AccessAnswer"/>.
/// </summary>
/// <param name="User">As RBAC names it: <c>system:serviceaccount:shop:web</c>.</param>
public sealed record AccessNeed(string User, string Verb, string Group, string Resource, string? Namespace) : Need
{
    public override string Command =>
        $"kubectl auth can-i {Verb} {Resource}{(Group.Length > 0 ? "." + Group : "")} --as={User}{(Namespace is null ? " -A" : $" -n {Namespace}")}";
}

/// <param name="Reason">The authorizer's words; RBAC names the binding that allows.</param>
public sealed record AccessAnswer(bool Allowed, string Reason);
