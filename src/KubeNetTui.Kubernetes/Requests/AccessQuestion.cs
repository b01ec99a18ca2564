namespace KubeNetTui.Kubernetes;

/// <param name="Verb"><c>get</c>, <c>list</c>, <c>create</c>, …</param>
/// <param name="Subresource"><c>exec</c>, <c>log</c>, …; null: the object itself.</param>
/// <param name="Namespace">Null: all namespaces, or a kind without.</param>
public sealed record AccessQuestion(
    string Verb, string Group, string Resource, string? Subresource = null, string? Namespace = null, string? Name = null);

/// <param name="Reason">The server's, cleaned; may be "".</param>
public sealed record AccessAnswer(bool Allowed, string Reason);
