using KubeNetTui.Evidence;

namespace KubeNetTui.Access;

internal enum WhoKind
{
    Me,
    User,
    Group,
    ServiceAccount,
}

/// <summary>Of whom it is asked what they may do.</summary>
/// <param name="Namespace">Of a service account; "" for the others.</param>
/// <param name="Name">"" for <see cref="WhoKind.Me"/> until the server has told.</param>
/// <param name="Groups">That are known beside the name.</param>
internal sealed record Who(WhoKind Kind, string Namespace, string Name, IReadOnlyList<string> Groups)
{
    public const string Usage = ":can takes nothing (what you may do), user NAME, group NAME, or sa NAMESPACE/NAME";
    private const string AccountPrefix = "system:serviceaccount:";

    public static Who Me { get; } = new(WhoKind.Me, "", "", []);

    /// <summary>In the title: <c>me</c>, <c>user jane</c>, <c>sa shop/web</c>.</summary>
    public override string ToString() => Kind switch
    {
        WhoKind.Me => Name.Length > 0 ? $"me, {Name}" : "me",
        WhoKind.User => $"user {Name}",
        WhoKind.Group => $"group {Name}",
        _ => $"sa {Namespace}/{Name}",
    };

    /// <summary>As a SubjectAccessReview names it: the user; "" for a group.</summary>
    public string UserName => Kind switch
    {
        WhoKind.ServiceAccount => $"{AccountPrefix}{Namespace}:{Name}",
        WhoKind.Group => "",
        _ => Name,
    };

    public static Who OfUser(string name) =>
        name.StartsWith(AccountPrefix, StringComparison.Ordinal) && name[AccountPrefix.Length..].Split(':') is [var ns, var account]
            ? OfAccount(ns, account)
            : new(WhoKind.User, "", name, ["system:authenticated"]);

    public static Who OfGroup(string name) => new(WhoKind.Group, "", name, [name]);

    public static Who OfAccount(string ns, string name) =>
        new(WhoKind.ServiceAccount, ns, name, ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"]);

    /// <param name="text">As typed after <c>:can</c>.</param>
    /// <param name="ns">Of a service account that is named alone.</param>
    /// <returns>Null: it can't be read; <see cref="Usage"/> says what can.</returns>
    public static Who? Parse(string text, string ns)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            [] or ["me"] => Me,
            ["user" or "u", var name] => OfUser(name),
            ["group" or "g", var name] => OfGroup(name),
            ["sa" or "serviceaccount", var name] when name.Split('/') is [var where, var account] && where.Length > 0 && account.Length > 0 => OfAccount(where, account),
            ["sa" or "serviceaccount", var name] when !name.Contains('/', StringComparison.Ordinal) => OfAccount(ns, name),
            [var name] when name.StartsWith(AccountPrefix, StringComparison.Ordinal) => OfUser(name),
            _ => null,
        };
    }

    /// <summary>Whether a subject of a binding is it, or a group that it is in.</summary>
    public bool Is(AccessSubject subject, string bindingNamespace) => subject.Kind switch
    {
        "User" => Kind != WhoKind.Group && subject.Name == UserName,
        "Group" => Groups.Contains(subject.Name),
        "ServiceAccount" => Kind != WhoKind.Group && UserName == $"{AccountPrefix}{(subject.Namespace.Length > 0 ? subject.Namespace : bindingNamespace)}:{subject.Name}",
        _ => false,
    };
}
