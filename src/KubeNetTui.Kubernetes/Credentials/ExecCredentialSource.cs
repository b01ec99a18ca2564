namespace KubeNetTui.Kubernetes;

/// <summary>What a plugin gave.</summary>
internal sealed record ExecCredential(string? Token, ClientCertificate? Certificate, string CertificatePem, DateTimeOffset? Expires);

/// <summary>Remembers what an exec plugin gave until it expires or the server refuses it; runs the plugin once for all who wait.</summary>
internal sealed class ExecCredentialSource(ExecPlugin plugin, TimeProvider time) : IDisposable
{
    // A token about to expire would be refused on its way.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private ExecCredential? _credential;
    private int _certificateVersion;

    public int CertificateVersion => Volatile.Read(ref _certificateVersion);

    public ClientCertificate? Certificate => Volatile.Read(ref _credential)?.Certificate;

    /// <param name="refused">The token the server refused.</param>
    /// <param name="renew">The server refused what we had (which may have been a certificate without a token).</param>
    /// <exception cref="ApiException">Step Credentials: the plugin gave nothing usable.</exception>
    public async ValueTask<string?> TokenAsync(string? refused, bool renew, CancellationToken cancellation)
    {
        var known = Volatile.Read(ref _credential);
        if (known is not null && !renew && !Expired(known))
        {
            return known.Token;
        }
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var current = _credential;
            // Somebody else has renewed it while this one waited.
            var stillRefused = renew && ReferenceEquals(current, known) && (refused is null || refused == current?.Token);
            if (current is not null && !stillRefused && !Expired(current))
            {
                return current.Token;
            }
            var fresh = await ExecPluginRun.RunAsync(plugin, cancellation).ConfigureAwait(false);
            Volatile.Write(ref _credential, fresh);
            if ((current?.CertificatePem ?? "") != fresh.CertificatePem)
            {
                Interlocked.Increment(ref _certificateVersion);
            }
            return fresh.Token;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool Expired(ExecCredential credential) => credential.Expires is { } expires && expires - s_margin <= time.GetUtcNow();
}
