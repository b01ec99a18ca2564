namespace KubeNetTui.Replay;

/// <summary>Who asks: the token's user, or the one that impersonation headers name.</summary>
public sealed record User(string Name, IReadOnlyList<string> Groups);

/// <summary>What is asked for, as a SubjectAccessReview says it.</summary>
/// <param name="Namespace">"" for all namespaces and for cluster-scoped kinds.</param>
/// <param name="Path">Only for what is no resource: <c>/livez</c>.</param>
public sealed record AccessRequest(
    User User, string Verb, string Group, string Resource, string Subresource, string Namespace, string Name, string? Path = null);

/// <summary>A rule as access reviews list it; <c>*</c> stands for any.</summary>
public sealed record AccessRule(
    IReadOnlyList<string> Verbs, IReadOnlyList<string> Groups, IReadOnlyList<string> Resources, IReadOnlyList<string> Paths)
{
    internal bool Allows(AccessRequest request)
    {
        if (!Verbs.Contains("*") && !Verbs.Contains(request.Verb))
        {
            return false;
        }

        if (request.Path is { } path)
        {
            return Paths.Any(allowed => allowed == path || (allowed.EndsWith('*') && path.StartsWith(allowed[..^1], StringComparison.Ordinal)));
        }

        var resource = request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource;
        return (Groups.Contains("*") || Groups.Contains(request.Group))
            && (Resources.Contains("*") || Resources.Contains(resource));
    }
}

/// <summary>Decides what a user may do. Enforced on every request and told by access reviews.</summary>
public abstract class AccessPolicy
{
    private static readonly AccessRule Discovery = new(
        ["get"], [], [], ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/readyz", "/openapi", "/openapi/*", "/version", "/version/"]);

    private static readonly AccessRule OwnReviews = new(
        ["create"], ["authorization.k8s.io", "authentication.k8s.io"],
        ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"], []);

    /// <summary>Everybody may do everything.</summary>
    public static AccessPolicy AllowAll { get; } =
        new RulePolicy(_ => [new AccessRule(["*"], ["*"], ["*"], ["*"])]);

    /// <summary>As the ClusterRole <c>view</c>: read everything but secrets; no exec, no change. In all namespaces.</summary>
    public static AccessPolicy View { get; } = new RulePolicy(_ => [Discovery, OwnReviews, .. Reading(clusterWide: true)]);

    /// <summary>As <see cref="View"/> in one namespace and nothing outside it; listing namespaces is refused.</summary>
    public static AccessPolicy ViewNamespace(string @namespace) => new RulePolicy(asked =>
        asked == @namespace ? [Discovery, OwnReviews, .. Reading(clusterWide: false)] : [Discovery, OwnReviews]);

    /// <summary>Another policy for each user, by name; who is not named gets <paramref name="otherwise"/>.</summary>
    public static AccessPolicy ByUser(IReadOnlyDictionary<string, AccessPolicy> users, AccessPolicy otherwise) => new UserPolicy(users, otherwise);

    /// <summary>The rules that hold for the user in a namespace ("": across all).</summary>
    public abstract IReadOnlyList<AccessRule> Rules(User user, string @namespace);

    public virtual bool Allows(AccessRequest request) =>
        Rules(request.User, request.Namespace).Any(rule => rule.Allows(request));

    private static IEnumerable<AccessRule> Reading(bool clusterWide)
    {
        string[] read = ["get", "list", "watch"];
        string[] core =
        [
            "configmaps", "endpoints", "events", "limitranges", "persistentvolumeclaims", "pods", "pods/log", "pods/status",
            "replicationcontrollers", "resourcequotas", "serviceaccounts", "services", "services/status",
        ];
        yield return new AccessRule(read, [""], clusterWide ? [.. core, "namespaces", "nodes", "persistentvolumes"] : core, []);
        yield return new AccessRule(
            read,
            [
                "apps", "autoscaling", "batch", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "metrics.k8s.io",
                "networking.k8s.io", "policy",
            ],
            ["*"], []);
    }

    private sealed class RulePolicy(Func<string, IReadOnlyList<AccessRule>> rules) : AccessPolicy
    {
        public override IReadOnlyList<AccessRule> Rules(User user, string @namespace) => rules(@namespace);
    }

    private sealed class UserPolicy(IReadOnlyDictionary<string, AccessPolicy> users, AccessPolicy otherwise) : AccessPolicy
    {
        public override IReadOnlyList<AccessRule> Rules(User user, string @namespace) => Of(user).Rules(user, @namespace);

        public override bool Allows(AccessRequest request) => Of(request.User).Allows(request);

        private AccessPolicy Of(User user) => users.GetValueOrDefault(user.Name, otherwise);
    }
}
