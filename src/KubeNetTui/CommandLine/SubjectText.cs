using KubeNetTui.Checks;

namespace KubeNetTui.CommandLine;

/// <summary>Subjects as they are typed: <c>service/web</c>, <c>po/x</c>, <c>svc/shop/web</c>, <c>node/y</c>, <c>cluster</c>.</summary>
internal static class SubjectText
{
    private const string Kinds = "write service/NAME, pod/NAME, node/NAME (or svc, po, no), NAMESPACE/NAME in place of NAME, or cluster";

    /// <param name="ns">For a service or pod without one of its own.</param>
    /// <exception cref="UsageException">It is no subject; says what one looks like.</exception>
    public static Subject Parse(string text, string ns)
    {
        string[] parts = text.Split('/');
        SubjectKind kind = parts[0].ToLowerInvariant() switch
        {
            "cluster" => SubjectKind.Cluster,
            "service" or "services" or "svc" => SubjectKind.Service,
            "pod" or "pods" or "po" => SubjectKind.Pod,
            "node" or "nodes" or "no" => SubjectKind.Node,
            _ when parts.Length == 1 => throw new UsageException($"\"{text}\" names no kind: {Kinds}", help: true),
            var other => throw new UsageException($"\"{other}\" is nothing that is checked: {Kinds}", help: true),
        };
        return (kind, parts) switch
        {
            (_, _) when parts.Skip(1).Any(string.IsNullOrWhiteSpace) || (kind != SubjectKind.Cluster && parts.Length == 1) =>
                throw new UsageException($"\"{text}\" lacks a name: {Kinds}", help: true),
            (SubjectKind.Cluster, [_]) => Subject.Cluster,
            (SubjectKind.Node, [_, var name]) => Subject.Node(name),
            (SubjectKind.Service or SubjectKind.Pod, [_, var name]) => new Subject(kind, ns, name),
            (SubjectKind.Service or SubjectKind.Pod, [_, var own, var name]) => new Subject(kind, own, name),
            _ => throw new UsageException($"\"{text}\" has a part too many: {Kinds}", help: true),
        };
    }
}
