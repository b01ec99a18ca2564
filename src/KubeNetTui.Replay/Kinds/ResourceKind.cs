namespace KubeNetTui.Replay;

/// <summary>A kind that the server serves: where it is found and what may be done with it.</summary>
/// <param name="Group">API group, "" for core.</param>
/// <param name="Resource">Plural name in paths, e.g. <c>endpointslices</c>.</param>
/// <param name="Singular">Singular name, lower case.</param>
public sealed record ResourceKind(string Group, string Version, string Resource, string Singular, string Kind, bool Namespaced)
{
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    /// <summary>Such as <c>status</c>, <c>scale</c>; pods have more that the server knows by name.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary><c>v1</c> or <c>apps/v1</c>.</summary>
    public string ApiVersion { get; } = Group.Length == 0 ? Version : Group + "/" + Version;

    /// <summary>How people and error messages name it: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public string QualifiedName { get; } = Group.Length == 0 ? Resource : Resource + "." + Group;

    /// <summary>Columns beyond Name and Age, from a definition's <c>additionalPrinterColumns</c>; empty for built-in kinds.</summary>
    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    internal static IReadOnlyList<string> AllVerbs { get; } =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
}

/// <summary>One entry of <c>additionalPrinterColumns</c>.</summary>
/// <param name="JsonPath">e.g. <c>.spec.replicas</c></param>
/// <param name="Priority">0: always shown; above: with <c>-o wide</c>.</param>
public sealed record PrinterColumn(string Name, string Type, string JsonPath, string Format = "", string Description = "", int Priority = 0);
