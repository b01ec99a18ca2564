namespace KubeNetTui.Kubernetes;

/// <summary>Everything a connection needs. Filled in by <see cref="KubeConfig.Resolve"/>.</summary>
public sealed record ConnectionSettings
{
    public required Uri Server { get; init; }
    public required string ContextName { get; init; }
    public string ClusterName { get; init; } = "";
    public string UserName { get; init; } = "";
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>The files that this came from, as <c>KUBECONFIG</c> has them, for programs started beside; "" in a pod.</summary>
    public string ConfigPath { get; init; } = "";

    /// <summary>Null: no limit but the built-in ones (connect 10 s, first answer 30 s).</summary>
    public TimeSpan? RequestTimeout { get; init; }

    public TlsSettings Tls { get; init; } = new();
    public CredentialSettings Credentials { get; init; } = new();
    public Impersonation? Impersonate { get; init; }

    /// <summary><c>proxy-url</c>: http, https or socks5; null: what <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> say.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Answers are not compressed. Never asked for on loopback: unpacking costs more than the bytes.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>Called after each request, from any thread: what <c>--log-file</c> writes.</summary>
    public Action<RequestLogEntry>? RequestLog { get; init; }

    /// <summary>Never the secrets: the generated one would print them.</summary>
    public override string ToString() => $"{ContextName} ({Server})";
}

/// <summary>How the server proves who it is, as kubeconfig's <c>clusters</c> say it.</summary>
public sealed class TlsSettings
{
    /// <summary>Null: the machine's authorities.</summary>
    public PemSource? Authority { get; init; }

    /// <summary>Any certificate is taken.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>The name asked for (SNI) and expected in the certificate; null: the server's host.</summary>
    public string? ServerName { get; init; }
}

/// <summary>PEM text given in place, or a file that is read again for each new connection, so that rotated files are taken up.</summary>
/// <param name="Where"><c>certificate-authority of cluster "x" (/home/a/.kube/config:12)</c>, for messages.</param>
public sealed class PemSource(byte[]? data, string? file, string where)
{
    public byte[]? Data { get; } = data;
    public string? File { get; } = file;
    public string Where { get; } = where;

    /// <exception cref="IOException">And its relatives: the file can't be read.</exception>
    internal byte[] Read() => Data ?? System.IO.File.ReadAllBytes(File!);
}

/// <summary>Who we say we are, as kubeconfig's <c>users</c> say it. A class without ToString: it holds secrets.</summary>
public sealed class CredentialSettings
{
    public PemSource? ClientCertificate { get; init; }
    public PemSource? ClientKey { get; init; }
    public string? Token { get; init; }

    /// <summary>Wins over <see cref="Token"/> while it can be read; read again at most each minute.</summary>
    public string? TokenFile { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public ExecPlugin? Exec { get; init; }
}

/// <summary>Act as somebody else (<c>--as</c>); the server checks the right to.</summary>
public sealed record Impersonation(string User)
{
    public string? Uid { get; init; }
    public IReadOnlyList<string> Groups { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Extra { get; init; } = [];
}

/// <summary>One request as the log tells it: no headers and no bodies, for these hold secrets.</summary>
/// <param name="Status">0: no answer.</param>
/// <param name="Bytes">Of the answer's body, after decompression.</param>
/// <param name="Failure">What went wrong, or null.</param>
public sealed record RequestLogEntry(string Method, string Path, int Status, TimeSpan Took, long Bytes, string? Failure);
