using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace KubeNetTui.Replay;

/// <summary>
/// TLS under the HTTP of a server without a host (Kestrel's own wants one), with an authority that lives as long as the server.
/// </summary>
internal sealed class TlsEndpoint : IDisposable
{
    private readonly X509Certificate2 _server;

    public TlsEndpoint(DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=replay-ca", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        using var authorityCertificate = authority.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=replay", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(authorityCertificate, now.AddDays(-1), now.AddYears(1).AddDays(-1), RandomNumberGenerator.GetBytes(16));
        _server = certificate.CopyWithPrivateKey(key);
        AuthorityPem = authorityCertificate.ExportCertificatePem();
    }

    public string AuthorityPem { get; }

    public void Dispose() => _server.Dispose();

    /// <summary>A connection middleware: the handshake, then the rest over the encrypted stream.</summary>
    public ConnectionDelegate Wrap(ConnectionDelegate next) => async context =>
    {
        var transport = context.Transport;
        var ssl = new SslStream(new DuplexStream(transport.Input.AsStream(), transport.Output.AsStream()));
        await using (ssl.ConfigureAwait(false))
        {
            try
            {
                await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _server,
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
    };

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
