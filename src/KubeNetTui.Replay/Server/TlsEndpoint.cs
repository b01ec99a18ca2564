using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace KubeNetTui.Replay;

/// <summary>
/// TLS under the HTTP of a server without a host (Kestrel's own wants one), on the port that also takes plain HTTP: the first
/// byte tells. The authority lives as long as the server, and is made when somebody first needs it.
/// </summary>
internal sealed class TlsEndpoint(TimeProvider clock, string token) : IDisposable
{
    private const byte HandshakeRecord = 0x16; // RFC 8446, 5.1
    private readonly Lazy<Certificates> _certificates = new(() => Certificates.Make(clock.GetUtcNow(), token));

    public string AuthorityPem => _certificates.Value.AuthorityPem;

    public void Dispose()
    {
        if (_certificates.IsValueCreated)
        {
            _certificates.Value.Server.Dispose();
        }
    }

    /// <summary>A connection middleware: the handshake, then the rest over the encrypted stream.</summary>
    public ConnectionDelegate Wrap(ConnectionDelegate next) => async context =>
    {
        try
        {
            if (!await BeginsHandshakeAsync(context).ConfigureAwait(false))
            {
                await next(context).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            return;
        }

        await RunEncryptedAsync(context, next).ConfigureAwait(false);
    };

    private static async Task<bool> BeginsHandshakeAsync(ConnectionContext context)
    {
        var result = await context.Transport.Input.ReadAsync(context.ConnectionClosed).ConfigureAwait(false);
        var isTls = result.Buffer.FirstSpan is [HandshakeRecord, ..];
        context.Transport.Input.AdvanceTo(result.Buffer.Start);
        return isTls;
    }

    private async Task RunEncryptedAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var transport = context.Transport;
        var ssl = new SslStream(new DuplexStream(transport.Input.AsStream(), transport.Output.AsStream()));
        await using (ssl.ConfigureAwait(false))
        {
            try
            {
                await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificates.Value.Server,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }, context.ConnectionClosed).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                return; // not a client of ours, or one that does not trust us
            }

            var features = new ConnectionFeatures(ssl.NegotiatedApplicationProtocol.Protocol);
            context.Features.Set<ITlsConnectionFeature>(features);
            context.Features.Set<ITlsApplicationProtocolFeature>(features);
            context.Transport = new EncryptedPipe(PipeReader.Create(ssl), PipeWriter.Create(ssl));
            try
            {
                await next(context).ConfigureAwait(false);
            }
            finally
            {
                await context.Transport.Input.CompleteAsync().ConfigureAwait(false);
                await context.Transport.Output.CompleteAsync().ConfigureAwait(false);
                context.Transport = transport;
            }
        }
    }

    private sealed record Certificates(X509Certificate2 Server, string AuthorityPem)
    {
        /// <summary>The authority's key follows from the token: whoever trusted this server trusts it when it is started again with its token.</summary>
        public static Certificates Make(DateTimeOffset now, string token)
        {
            using var authorityKey = KeyOf(token);
            var authority = new CertificateRequest("CN=replay-ca", authorityKey, HashAlgorithmName.SHA256);
            authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            authority.CertificateExtensions.Add(
                new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
            using var authorityCertificate = authority.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=replay", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            names.AddDnsName("localhost");
            names.AddDnsName("kubernetes.default.svc");
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)); // server
            using var certificate = request.Create(
                authorityCertificate, now.AddDays(-1), now.AddYears(1).AddDays(-1), RandomNumberGenerator.GetBytes(16));
            return new Certificates(certificate.CopyWithPrivateKey(key), authorityCertificate.ExportCertificatePem());
        }
    }

    private static ECDsa KeyOf(string token)
    {
        var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(token), 32, info: "replay authority"u8.ToArray());
        secret[0] &= 0x7F; // below the order of the curve
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
    }

    private sealed class EncryptedPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class ConnectionFeatures(ReadOnlyMemory<byte> protocol) : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol => protocol;

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
