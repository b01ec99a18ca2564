using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>Who the client is, request by request: header and certificate, from whatever the kubeconfig names.</summary>
internal sealed class ClientIdentity(CredentialSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_tokenFileAge = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ExecCredentialSource? _exec = settings.Exec is null ? null : new ExecCredentialSource(settings.Exec, time);
    private (string Value, DateTimeOffset Read)? _tokenFile;

    /// <summary>Changes when connections made with an older certificate must not be used on.</summary>
    public int CertificateVersion => _exec?.CertificateVersion ?? 0;

    /// <summary>A 401 may be cured by asking again.</summary>
    public bool CanRefresh => _exec is not null || settings.TokenFile is not null;

    /// <summary>The Authorization header, or null.</summary>
    /// <param name="renew">The server answered 401 to <paramref name="refused"/>: what is remembered of it is thrown away.</param>
    /// <exception cref="ApiException">Step Credentials.</exception>
    public async ValueTask<string?> HeaderAsync(bool renew, string? refused, CancellationToken cancellation)
    {
        if (settings.TokenFile is not null)
        {
            return await FileTokenAsync(renew, cancellation).ConfigureAwait(false) is { } token ? "Bearer " + token : null;
        }
        if (settings.Token is not null)
        {
            return "Bearer " + settings.Token;
        }
        if (settings.Username is not null)
        {
            return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{settings.Password}"));
        }
        if (_exec is not null)
        {
            var token = await _exec.TokenAsync(refused?["Bearer ".Length..], renew, cancellation).ConfigureAwait(false);
            return token is null ? null : "Bearer " + token;
        }
        return null;
    }

    /// <summary>For a new connection. Files are read anew each time, for they are rotated under us.</summary>
    /// <exception cref="KubeConfigException">The files can't be used (any more).</exception>
    public ClientCertificate? Certificate()
    {
        if (settings.ClientCertificate is { } certificate && settings.ClientKey is { } key)
        {
            return Certificates.ReadClient(certificate, key);
        }
        return _exec?.Certificate;
    }

    /// <summary>What to say besides when the server does not know us.</summary>
    public string? ExpiredNote()
    {
        try
        {
            var leaf = Certificate()?.Leaf;
            return leaf is not null && leaf.NotAfter.ToUniversalTime() < time.GetUtcNow().UtcDateTime
                ? $"The client certificate expired on {ServerCertificate.Day(leaf.NotAfter)}."
                : null;
        }
        catch (KubeConfigException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _exec?.Dispose();
    }

    private async ValueTask<string?> FileTokenAsync(bool renew, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            if (_tokenFile is { } known && !renew && now - known.Read < s_tokenFileAge)
            {
                return known.Value;
            }
            try
            {
                var text = (await File.ReadAllTextAsync(settings.TokenFile!, cancellation).ConfigureAwait(false)).Trim();
                if (text.Length == 0)
                {
                    throw new IOException("it is empty");
                }
                // A line break in a header would split the request; .NET refuses it, with a message nobody understands.
                if (text.AsSpan().ContainsAny('\r', '\n', '\0'))
                {
                    throw new IOException("it holds more than one line");
                }
                _tokenFile = (text, now);
                return text;
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // As kubectl: the last one that could be read goes on, then the one in the kubeconfig.
                return _tokenFile?.Value ?? settings.Token ?? throw new ApiException(new ApiFailure(
                    RequestStep.Credentials, 0, "", $"The token file {settings.TokenFile} can't be used: {ConfigFile.ReasonOf(wrong)}.",
                    "Check the path in the kubeconfig, and who may read it."), wrong);
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
