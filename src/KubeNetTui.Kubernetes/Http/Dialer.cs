using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// Makes connections step by step (name, connect, proxy, TLS), so that a failure says which step it was. SocketsHttpHandler's own
/// connecting would end in one HttpRequestException for all of them.
/// </summary>
internal sealed class Dialer(ConnectionSettings settings, Func<ClientCertificate?> clientCertificate, Traffic traffic, Uri? proxy)
{
    private static readonly TimeSpan s_stepLimit = TimeSpan.FromSeconds(10);

    // A v6 address that swallows packets should not cost the whole limit before v4 is tried.
    private static readonly TimeSpan s_addressLimit = TimeSpan.FromSeconds(4);

    /// <param name="http2">Offer HTTP/2 in the TLS greeting; a WebSocket needs HTTP/1.1.</param>
    /// <exception cref="ApiException">With the step that failed.</exception>
    public async ValueTask<Stream> DialAsync(bool http2, DialTrace? trace, CancellationToken cancellation)
    {
        var server = settings.Server;
        var first = proxy ?? server;
        var since = Stopwatch.GetTimestamp();
        var addresses = await ResolveAsync(first, cancellation).ConfigureAwait(false);
        trace?.Passed("name", since, $"{first.IdnHost}: {string.Join(", ", addresses.Select(a => a.ToString()))}");

        since = Stopwatch.GetTimestamp();
        var socket = await ConnectAsync(first, addresses, cancellation).ConfigureAwait(false);
        var connected = $"{socket.RemoteEndPoint} from {socket.LocalEndPoint}";
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (proxy is null)
            {
                trace?.Passed("connect", since, connected);
            }
            else
            {
                stream = await TunnelAsync(stream, proxy, cancellation).ConfigureAwait(false);
                trace?.Passed("proxy", since, $"{proxy.Scheme}://{proxy.Authority}, {connected}: tunnel to {server.IdnHost}:{server.Port}");
                trace?.Passed("connect", since, "through the proxy");
            }
            var counted = new CountedStream(stream, traffic);
            stream = counted;
            if (server.Scheme != "https")
            {
                return stream;
            }
            since = Stopwatch.GetTimestamp();
            var (tls, seen) = await SecureAsync(counted, http2, cancellation).ConfigureAwait(false);
            trace?.Passed("tls", since, Describe(tls, seen));
            return tls;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(Uri target, CancellationToken cancellation)
    {
        var host = target.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }
        try
        {
            var addresses = await Within(s_stepLimit, token => Dns.GetHostAddressesAsync(host, token), cancellation).ConfigureAwait(false);
            return addresses is { Length: > 0 } ? addresses : throw NameFailed(host, "it has no address", null);
        }
        catch (SocketException wrong)
        {
            throw NameFailed(host, wrong.SocketErrorCode == SocketError.TryAgain ? "the name server does not answer" : "there is no such name", wrong);
        }
        catch (TimeoutException wrong)
        {
            throw NameFailed(host, "the name server did not answer in 10 s", wrong);
        }
    }

    private static ApiException NameFailed(string host, string why, Exception? inner) => new(
        new ApiFailure(
            RequestStep.Name, 0, "", $"The name {Printable.Clean(host, 200)} can't be resolved: {why}.",
            "Check the server in the kubeconfig, the VPN, and /etc/resolv.conf. A private cluster's name resolves only in a network linked to its DNS zone."),
        inner);

    private static async Task<Socket> ConnectAsync(Uri target, IPAddress[] addresses, CancellationToken cancellation)
    {
        var tried = new List<string>();
        Exception? last = null;
        var worst = SocketError.Success;
        foreach (var address in addresses.Take(6))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                // A silently dead line is noticed in about 30 s also where no HTTP/2 ping runs.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
                var limit = addresses.Length > 1 ? s_addressLimit : s_stepLimit;
                await Within(limit, async token => { await socket.ConnectAsync(new IPEndPoint(address, target.Port), token).ConfigureAwait(false); return 0; }, cancellation)
                    .ConfigureAwait(false);
                return socket;
            }
            catch (SocketException wrong)
            {
                socket.Dispose();
                (last, worst) = (wrong, wrong.SocketErrorCode);
                tried.Add($"{new IPEndPoint(address, target.Port)}: {Words(wrong.SocketErrorCode)}");
            }
            catch (TimeoutException wrong)
            {
                socket.Dispose();
                (last, worst) = (wrong, SocketError.TimedOut);
                tried.Add($"{new IPEndPoint(address, target.Port)}: no answer");
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw new ApiException(
            new ApiFailure(RequestStep.Connect, 0, "", $"Can't connect to {target.IdnHost}:{target.Port}: {string.Join("; ", tried)}.", ConnectAdvice(worst)), last);
    }

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.TimedOut => "no answer",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => "no route to it",
        SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable => "no such address family here",
        SocketError.AccessDenied => "a local firewall forbids it",
        _ => error.ToString(),
    };

    private static string ConnectAdvice(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "Nothing listens there: is the cluster started, the port right, a tunnel open?",
        SocketError.TimedOut =>
            "A firewall drops it, or the cluster is stopped: check the VPN, and whether this machine's public address is in the API server's authorized ranges.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "Check the VPN and ip route get to that address; a private cluster needs a route into its network.",
        _ => "Check the network of this machine.",
    };

    private async Task<Stream> TunnelAsync(Stream stream, Uri via, CancellationToken cancellation)
    {
        try
        {
            return await Within(s_stepLimit, async token =>
            {
                if (via.Scheme == "https")
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = via.IdnHost }, token).ConfigureAwait(false);
                    stream = tls;
                }
                await ProxyHandshake.TunnelAsync(stream, via, settings.Server.IdnHost, settings.Server.Port, token).ConfigureAwait(false);
                return stream;
            }, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException wrong)
        {
            throw new ApiException(new ApiFailure(
                RequestStep.Proxy, 0, "", $"The proxy {via.Scheme}://{via.Authority} did not open a tunnel to {settings.Server.IdnHost}:{settings.Server.Port} in 10 s.",
                "Check the proxy, or name the server in NO_PROXY."), wrong);
        }
        catch (Exception wrong) when (wrong is AuthenticationException or IOException)
        {
            throw new ApiException(new ApiFailure(
                RequestStep.Proxy, 0, "", $"TLS with the proxy {via.Scheme}://{via.Authority} failed: {Printable.Clean(Innermost(wrong), 200)}.",
                "Is it an http:// proxy, or is its certificate not trusted here?"), wrong);
        }
    }

    private async Task<(SslStream Stream, CertificateSeen? Seen)> SecureAsync(CountedStream raw, bool http2, CancellationToken cancellation)
    {
        var host = settings.Tls.ServerName ?? settings.Server.IdnHost.Trim('[', ']');
        var check = new ServerCertificate(settings.Tls, host, TimeProvider.System);
        var tls = new SslStream(raw, leaveInnerStreamOpen: false);
        try
        {
            if (settings.Tls.Authority is { } authority)
            {
                Certificates.ReadAuthorities(authority);
            }
            var certificate = clientCertificate();
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = check.Check,
                ClientCertificateContext = certificate is null
                    ? null
                    : SslStreamCertificateContext.Create(certificate.Leaf, certificate.Intermediates, offline: true),
            };
            await Within(s_stepLimit, async token => { await tls.AuthenticateAsClientAsync(options, token).ConfigureAwait(false); return 0; }, cancellation)
                .ConfigureAwait(false);
            return (tls, check.Seen);
        }
        catch (KubeConfigException wrong)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new ApiException(new ApiFailure(RequestStep.Credentials, 0, "", wrong.Message, ""), wrong);
        }
        catch (Exception wrong) when (wrong is AuthenticationException or IOException or TimeoutException or InvalidOperationException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new ApiException(check.Failure ?? TlsFailure(raw, wrong), wrong);
        }
    }

    private ApiFailure TlsFailure(CountedStream raw, Exception wrong)
    {
        var where = $"{settings.Server.IdnHost}:{settings.Server.Port}";
        if (raw.SpeaksHttp)
        {
            return new ApiFailure(
                RequestStep.Tls, 0, "", $"{where} speaks plain HTTP where TLS was expected.",
                "Write http:// in the kubeconfig's server (only sensible on this machine), or use the port that speaks TLS.");
        }
        if (TlsAlerts.RejectedOurs(wrong))
        {
            return TlsAlerts.Failure(where, wrong);
        }
        return wrong is TimeoutException
            ? new ApiFailure(RequestStep.Tls, 0, "", $"{where} did not answer the TLS greeting in 10 s.", "Something between swallows large packets (MTU), or the port is not the API server's.")
            : new ApiFailure(
                RequestStep.Tls, 0, "", $"TLS with {where} failed: {Printable.Clean(Innermost(wrong), 200).TrimEnd('.')}.",
                "Is this the API server's port? A firewall that inspects TLS breaks it off like this too.");
    }

    private static string Describe(SslStream tls, CertificateSeen? seen) =>
        $"{tls.SslProtocol}, {(tls.NegotiatedApplicationProtocol.Protocol.IsEmpty ? "no ALPN" : tls.NegotiatedApplicationProtocol.ToString())}"
        + (seen is null ? "" : $"; {seen.Subject}; issued by {seen.Issuer}; names {string.Join(", ", seen.Names)}; valid until {ServerCertificate.Day(seen.NotAfter)}");

    private static string Innermost(Exception wrong)
    {
        while (wrong.InnerException is { } inner)
        {
            wrong = inner;
        }
        return wrong.Message;
    }

    private static async Task<T> Within<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit);
        try
        {
            return await work(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
