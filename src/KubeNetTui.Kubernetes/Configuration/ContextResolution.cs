using System.Text;
using System.Text.Json;

namespace KubeNetTui.Kubernetes;

/// <summary>From a context's entries to connection settings; contradictions end here, with the place they stand at.</summary>
internal static class ContextResolution
{
    public static string? ProblemOf(ContextEntry context, Dictionary<string, ClusterEntry> clusters, Dictionary<string, UserEntry> users)
    {
        if (context.Cluster.Length == 0)
        {
            return "names no cluster";
        }
        if (!clusters.TryGetValue(context.Cluster, out var cluster))
        {
            return $"cluster \"{Printable.Clean(context.Cluster, 100)}\" is not there";
        }
        if (cluster.Server is not { Length: > 0 })
        {
            return $"cluster \"{Printable.Clean(context.Cluster, 100)}\" has no server";
        }
        return context.User.Length > 0 && !users.ContainsKey(context.User) ? $"user \"{Printable.Clean(context.User, 100)}\" is not there" : null;
    }

    public static ConnectionSettings Resolve(
        ContextEntry context, Dictionary<string, ClusterEntry> clusters, Dictionary<string, UserEntry> users, ConnectionOverrides overrides)
    {
        if (ProblemOf(context, clusters, users) is { } problem)
        {
            throw new KubeConfigException(
                $"{context.Place}: context \"{Printable.Clean(context.Name, 100)}\": {problem}. Correct the kubeconfig, or choose another context with --context.");
        }
        var cluster = clusters[context.Cluster];
        var user = users.GetValueOrDefault(context.User);
        var server = ServerOf(cluster);
        var tls = TlsOf(cluster);
        if (user is not null)
        {
            RefuseContradictions(user);
        }
        return new ConnectionSettings
        {
            Server = server,
            ContextName = context.Name,
            ClusterName = context.Cluster,
            UserName = context.User,
            DefaultNamespace = overrides.Namespace is { Length: > 0 } ns ? ns : context.Namespace ?? "default",
            RequestTimeout = overrides.RequestTimeout,
            Tls = tls,
            Proxy = ProxyOf(cluster),
            DisableCompression = cluster.DisableCompression,
            Credentials = user is null ? new CredentialSettings() : CredentialsOf(user, cluster, server, tls, overrides),
            Impersonate = Impersonate(user?.Impersonate, overrides),
        };
    }

    public static Impersonation? Impersonate(Impersonation? configured, ConnectionOverrides overrides)
    {
        if (overrides.ImpersonateUser is { Length: > 0 } user)
        {
            return new Impersonation(user) { Groups = overrides.ImpersonateGroups };
        }
        if (overrides.ImpersonateGroups.Count > 0)
        {
            return configured is null
                ? throw new KubeConfigException("--as-group needs a user to act as. Add --as NAME.")
                : configured with { Groups = overrides.ImpersonateGroups };
        }
        return configured;
    }

    private static Uri ServerOf(ClusterEntry cluster)
    {
        var text = cluster.Server!.Trim();
        // kubectl takes "host:port" too, and means http by it.
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" && server.Host.Length > 0
            ? server
            : throw new KubeConfigException(
                $"{cluster.Place}: cluster \"{Printable.Clean(cluster.Name, 100)}\": the server \"{Printable.Clean(cluster.Server, 200)}\" is no address. It should look like https://host:6443.");
    }

    private static Uri? ProxyOf(ClusterEntry cluster)
    {
        if (cluster.ProxyUrl is not { } text)
        {
            return null;
        }
        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5" or "socks5h" && proxy.Host.Length > 0
            ? proxy
            : throw new KubeConfigException(
                $"{cluster.Place}: cluster \"{Printable.Clean(cluster.Name, 100)}\": the proxy-url is no http, https or socks5 address. It should look like http://proxy:3128.");
    }

    private static TlsSettings TlsOf(ClusterEntry cluster)
    {
        var hasAuthority = cluster.AuthorityData is not null || cluster.Authority is not null;
        if (cluster.SkipVerify && hasAuthority)
        {
            throw new KubeConfigException(
                $"{cluster.Place}: cluster \"{Printable.Clean(cluster.Name, 100)}\" has a certificate-authority and insecure-skip-tls-verify, which contradict each other. Remove one of them.");
        }
        var what = $"certificate-authority of cluster \"{Printable.Clean(cluster.Name, 100)}\" ({cluster.Place})";
        var authority = hasAuthority ? new PemSource(cluster.AuthorityData, cluster.AuthorityData is null ? cluster.Authority : null, what) : null;
        if (authority is not null)
        {
            Certificates.ReadAuthorities(authority);
        }
        return new TlsSettings { Authority = authority, SkipVerify = cluster.SkipVerify, ServerName = cluster.TlsServerName };
    }

    private static void RefuseContradictions(UserEntry user)
    {
        var who = $"{user.Place}: user \"{Printable.Clean(user.Name, 100)}\"";
        if (user.AuthProvider is { } provider)
        {
            var instead = provider switch
            {
                "azure" => "Run: kubelogin convert-kubeconfig",
                "gcp" => "Install gke-gcloud-auth-plugin and run: gcloud container clusters get-credentials CLUSTER",
                _ => "Use an exec plugin (for OIDC: kubectl oidc-login setup) and fetch the kubeconfig again",
            };
            throw new KubeConfigException($"{who} uses the auth-provider \"{Printable.Clean(provider, 60)}\", which kubectl removed in 1.26. {instead}.");
        }
        if (user.Exec is not null && user.Username is not null)
        {
            throw new KubeConfigException($"{who} has a username and an exec plugin. Remove one of them.");
        }
        if (user.Username is not null && (user.Token ?? user.TokenFile) is not null)
        {
            throw new KubeConfigException($"{who} has a username and a token. Remove one of them.");
        }
        if ((user.CertificateData ?? (object?)user.Certificate) is not null && (user.KeyData ?? (object?)user.Key) is null)
        {
            throw new KubeConfigException($"{who} has a client-certificate without a client-key. Add client-key or client-key-data.");
        }
        if ((user.CertificateData ?? (object?)user.Certificate) is null && (user.KeyData ?? (object?)user.Key) is not null)
        {
            throw new KubeConfigException($"{who} has a client-key without a client-certificate. Add client-certificate or client-certificate-data.");
        }
    }

    private static CredentialSettings CredentialsOf(
        UserEntry user, ClusterEntry cluster, Uri server, TlsSettings tls, ConnectionOverrides overrides)
    {
        PemSource? Pem(byte[]? data, string? file, string what) => data is null && file is null
            ? null
            : new PemSource(data, data is null ? file : null, $"{what} of user \"{Printable.Clean(user.Name, 100)}\" ({user.Place})");

        var certificate = Pem(user.CertificateData, user.Certificate, "client-certificate");
        var key = Pem(user.KeyData, user.Key, "client-key");
        if (certificate is not null)
        {
            Certificates.ReadClient(certificate, key!).Dispose();
        }
        return new CredentialSettings
        {
            ClientCertificate = certificate,
            ClientKey = key,
            Token = user.Token,
            TokenFile = user.TokenFile,
            Username = user.Username,
            Password = user.Password,
            Exec = user.Exec is null ? null : user.Exec with
            {
                ClusterInfo = user.ExecWantsCluster ? ClusterInfo(cluster, server, tls) : null,
                TimeLimit = overrides.RequestTimeout,
                MayUseTerminal = overrides.PluginMayUseTerminal,
                OnMessage = overrides.OnPluginMessage,
            },
        };
    }

    /// <summary>The <c>spec.cluster</c> of an ExecCredential.</summary>
    private static string ClusterInfo(ClusterEntry cluster, Uri server, TlsSettings tls)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("server", server.OriginalString);
            if (cluster.TlsServerName is not null)
            {
                json.WriteString("tls-server-name", cluster.TlsServerName);
            }
            if (cluster.SkipVerify)
            {
                json.WriteBoolean("insecure-skip-tls-verify", true);
            }
            if (tls.Authority is { } authority)
            {
                json.WriteBase64String("certificate-authority-data", Certificates.BytesOf(authority));
            }
            if (cluster.ProxyUrl is not null)
            {
                json.WriteString("proxy-url", cluster.ProxyUrl);
            }
            if (cluster.DisableCompression)
            {
                json.WriteBoolean("disable-compression", true);
            }
            if (cluster.ExecExtension is not null)
            {
                json.WritePropertyName("config");
                json.WriteRawValue(cluster.ExecExtension);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
