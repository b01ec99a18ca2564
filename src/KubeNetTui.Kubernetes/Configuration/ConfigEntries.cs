namespace KubeNetTui.Kubernetes;

/// <summary>Where an entry stands, for messages: <c>/home/a/.kube/config:12</c>.</summary>
internal readonly record struct Place(string File, long Line)
{
    /// <summary>Relative paths in a kubeconfig are relative to the folder of their file.</summary>
    public string Resolve(string path) =>
        System.IO.Path.IsPathRooted(path) ? path : System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(File) ?? "", path));

    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}

internal sealed record ContextEntry(Place Place, string Name, string Cluster, string User, string? Namespace);

internal sealed record ClusterEntry(Place Place, string Name)
{
    public string? Server { get; init; }
    public byte[]? AuthorityData { get; init; }
    public string? Authority { get; init; }
    public bool SkipVerify { get; init; }
    public string? TlsServerName { get; init; }
    public string? ProxyUrl { get; init; }
    public bool DisableCompression { get; init; }

    /// <summary>What an exec plugin is told besides: the extension <c>client.authentication.k8s.io/exec</c>, as JSON.</summary>
    public string? ExecExtension { get; init; }
}

internal sealed record UserEntry(Place Place, string Name)
{
    public byte[]? CertificateData { get; init; }
    public string? Certificate { get; init; }
    public byte[]? KeyData { get; init; }
    public string? Key { get; init; }
    public string? Token { get; init; }
    public string? TokenFile { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public Impersonation? Impersonate { get; init; }
    public string? AuthProvider { get; init; }
    public ExecPlugin? Exec { get; init; }
    public bool ExecWantsCluster { get; init; }
}
