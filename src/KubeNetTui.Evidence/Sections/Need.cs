namespace KubeNetTui.Evidence;

/// <summary>
/// One piece of evidence that a check asks for. Needs are values: two checks that ask for the same thing share one read.
/// </summary>
public abstract record Need
{
    /// <summary>What a person would type to see the same thing, e.g. <c>kubectl get --raw /livez?verbose</c>.</summary>
    public abstract string Command { get; }
}

/// <summary>A list of API objects. <paramref name="Namespace"/> null: all namespaces, or a cluster-scoped kind.</summary>
/// <param name="Group">API group, "" for core.</param>
/// <param name="Resource">Plural name, e.g. <c>endpointslices</c>.</param>
public sealed record ListNeed(
    string Group, string Version, string Resource, string? Namespace = null,
    string? LabelSelector = null, string? FieldSelector = null) : Need
{
    public override string Command =>
        $"kubectl get {Resource}{(Group.Length > 0 ? "." + Version + "." + Group : "")}"
        + (Namespace is null ? " -A" : $" -n {Namespace}")
        + (LabelSelector is null ? "" : $" -l '{LabelSelector}'")
        + (FieldSelector is null ? "" : $" --field-selector '{FieldSelector}'") + " -o yaml";
}

/// <summary>One API path read as it is, e.g. <c>/livez?verbose</c>.</summary>
public sealed record RawNeed(string Path) : Need
{
    public override string Command => $"kubectl get --raw '{Path}'";
}

/// <summary>The last lines of a container's log. <paramref name="Previous"/>: of the instance before the last restart.</summary>
public sealed record LogNeed(string Namespace, string Pod, string Container, bool Previous, int TailLines = 50) : Need
{
    public override string Command =>
        $"kubectl logs -n {Namespace} {Pod} -c {Container} --tail={TailLines}{(Previous ? " --previous" : "")}";
}

/// <summary>The way from this machine to the API server, step by step (name, connect, proxy, TLS, login, permission, health).</summary>
public sealed record ReachNeed : Need
{
    public override string Command => "kubectl get --raw '/readyz?verbose' -v=8";
}
