namespace KubeNetTui.Kubernetes;

/// <summary>The settings that a pod finds about itself (client-go: rest.InClusterConfig).</summary>
internal static class InCluster
{
    /// <summary>Null: this is no pod.</summary>
    public static ConnectionSettings? Settings(ConnectionOverrides overrides, Surroundings surroundings)
    {
        var token = Path.Combine(surroundings.ServiceAccountFolder, "token");
        if (surroundings.Variable("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } host
            || surroundings.Variable("KUBERNETES_SERVICE_PORT") is not { Length: > 0 } port
            || !File.Exists(token))
        {
            return null;
        }
        if (!Uri.TryCreate($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}/", UriKind.Absolute, out var server))
        {
            throw new KubeConfigException(
                $"KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address: {Printable.Clean(host, 100)}, {Printable.Clean(port, 20)}. Unset them, or name a kubeconfig.");
        }
        var authority = Path.Combine(surroundings.ServiceAccountFolder, "ca.crt");
        return new ConnectionSettings
        {
            Server = server,
            ContextName = "in-cluster",
            ClusterName = "in-cluster",
            UserName = "service account",
            DefaultNamespace = overrides.Namespace ?? ReadNamespace(surroundings) ?? "default",
            RequestTimeout = overrides.RequestTimeout,
            Tls = new TlsSettings
            {
                Authority = File.Exists(authority) ? new PemSource(null, authority, $"the service account's {authority}") : null,
            },
            Credentials = new CredentialSettings { TokenFile = token },
            Impersonate = ContextResolution.Impersonate(null, overrides),
        };
    }

    private static string? ReadNamespace(Surroundings surroundings)
    {
        try
        {
            return File.ReadAllText(Path.Combine(surroundings.ServiceAccountFolder, "namespace")).Trim() is { Length: > 0 } ns ? ns : null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
