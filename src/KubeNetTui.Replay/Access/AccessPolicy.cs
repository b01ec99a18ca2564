namespace KubeNetTui.Replay;

/// <summary>Who asks: the token's user, or the one that impersonation headers name.</summary>
public sealed record User(string Name, IReadOnlyList<string> Groups);

/// <summary>What is asked for, as a SubjectAccessReview says it. <paramref name="Path"/> only for what is no resource.</summary>
/// <param name="Namespace">"" for all namespaces and for cluster-scoped kinds.</param>
public sealed record AccessRequest(
    User User, string Verb, string Group, string Resource, string Subresource, string Namespace, string Name, string? Path = null);

/// <summary>Decides what a user may do. Enforced on every request and told by access reviews.</summary>
public abstract class AccessPolicy
{
    public static AccessPolicy AllowAll { get; } = new AllowAllPolicy();

    public abstract bool Allows(AccessRequest request);

    private sealed class AllowAllPolicy : AccessPolicy
    {
        public override bool Allows(AccessRequest request) => true;
    }
}
