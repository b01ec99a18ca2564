using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class TlsTrouble
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_with_both_names()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"), new TestAuthority("authority-of-the-server"));
        var failure = await FailureAsync(server, new TlsSettings { Authority = new PemSource(new TestAuthority("authority-we-trust").Pem, null, "test") });
        Assert.Contains("authority that is not trusted", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CN=authority-of-the-server", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CN=authority-we-trust", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_authority_the_machines_own_count_and_a_private_one_is_refused()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        Assert.Contains("not trusted", (await FailureAsync(server, new TlsSettings())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_other_names_is_refused_with_the_names_it_has()
    {
        var authority = new TestAuthority();
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"), authority, authority.Server(["kubernetes.default.svc", "10.96.0.1"]));
        var failure = await FailureAsync(server, new TlsSettings { Authority = new PemSource(authority.Pem, null, "test") });
        Assert.Contains("wanted 127.0.0.1, it has kubernetes.default.svc, 10.96.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("tls-server-name", failure.Advice, StringComparison.Ordinal);

        await using var named = new ApiClient(server.Settings with { Tls = new TlsSettings { Authority = new PemSource(authority.Pem, null, "test"), ServerName = "kubernetes.default.svc" } }, _ => null);
        Assert.Equal(200, (await named.GetAsync("/", Cancellation)).Status);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_date()
    {
        var authority = new TestAuthority();
        await using var server = await FakeApiServer.StartAsync(
            context => context.Json("{}"), authority, authority.Server(from: new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), until: new(2021, 2, 3, 4, 5, 0, TimeSpan.Zero)));
        var failure = await FailureAsync(server, new TlsSettings { Authority = new PemSource(authority.Pem, null, "test") });
        Assert.Contains("expired on 2021-02-03 04:05 UTC", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_valid_yet_points_at_the_clock()
    {
        var authority = new TestAuthority();
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"), authority, authority.Server(from: DateTimeOffset.UtcNow.AddDays(30)));
        var failure = await FailureAsync(server, new TlsSettings { Authority = new PemSource(authority.Pem, null, "test") });
        Assert.Contains("is not valid before", failure.Message, StringComparison.Ordinal);
        Assert.Contains("clock", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skipping_verification_takes_any_certificate()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"));
        await using var client = new ApiClient(server.Settings with { Tls = new TlsSettings { SkipVerify = true } }, _ => null);
        Assert.Equal(200, (await client.GetAsync("/", Cancellation)).Status);
    }

    [Fact]
    public async Task A_bundle_of_authorities_works_in_any_order_and_the_servers_own_certificate_may_be_the_anchor()
    {
        var authority = new TestAuthority();
        var certificate = authority.Server();
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"), authority, certificate);
        byte[] bundle = [.. new TestAuthority("other").Pem, (byte)'\n', .. authority.Pem];
        foreach (var pem in new[] { bundle, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()) })
        {
            await using var client = new ApiClient(server.Settings with { Tls = new TlsSettings { Authority = new PemSource(pem, null, "test") } }, _ => null);
            Assert.Equal(200, (await client.GetAsync("/", Cancellation)).Status);
        }
    }

    [Fact]
    public async Task A_server_that_demands_a_client_certificate_says_so_at_the_tls_step()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json("{}"), clientCertificates: ClientCertificateMode.RequireCertificate, protocols: HttpProtocols.Http1);
        await using var client = server.Client();
        var failure = await BrokenServers.FailureAsync(client);
        Assert.True(failure.Step is RequestStep.Tls or RequestStep.Answer, failure.Message);
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("rsa-pkcs1")]
    [InlineData("ec")]
    [InlineData("ec-sec1")]
    public async Task Client_certificates_of_every_kind_reach_the_server(string kind)
    {
        var authority = new TestAuthority();
        using AsymmetricAlgorithm key = kind.StartsWith("rsa", StringComparison.Ordinal) ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var (certificate, pkcs8, _) = authority.Client("alice", key);
        var pem = kind switch { "rsa-pkcs1" => ((RSA)key).ExportRSAPrivateKeyPem(), "ec-sec1" => ((ECDsa)key).ExportECPrivateKeyPem(), _ => pkcs8 };
        string? subject = null;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            subject = (await context.Connection.GetClientCertificateAsync())?.Subject;
            await context.Json("{}");
        }, authority);
        await using var client = new ApiClient(server.Settings with
        {
            Credentials = new CredentialSettings
            {
                ClientCertificate = new PemSource(Encoding.ASCII.GetBytes(certificate), null, "test"),
                ClientKey = new PemSource(Encoding.ASCII.GetBytes(pem), null, "test"),
            },
        }, _ => null);
        await client.GetAsync("/", Cancellation);
        Assert.Equal("CN=alice", subject);
    }

    [Fact]
    public async Task A_refused_login_with_an_expired_client_certificate_names_its_date()
    {
        var authority = new TestAuthority();
        var (certificate, key, _) = authority.Client("alice", until: new(2022, 3, 4, 5, 6, 0, TimeSpan.Zero));
        await using var server = await FakeApiServer.StartAsync(context => context.Status(401, "Unauthorized", "Unauthorized"), authority);
        await using var client = new ApiClient(server.Settings with
        {
            Credentials = new CredentialSettings
            {
                ClientCertificate = new PemSource(Encoding.ASCII.GetBytes(certificate), null, "test"),
                ClientKey = new PemSource(Encoding.ASCII.GetBytes(key), null, "test"),
            },
        }, _ => null);
        var failure = await BrokenServers.FailureAsync(client);
        Assert.Equal(RequestStep.Login, failure.Step);
        Assert.Contains("2022-03-04 05:06 UTC", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_2_is_spoken_where_the_server_can_and_1_1_where_it_can_not()
    {
        foreach (var (protocols, expected) in new[] { (HttpProtocols.Http1AndHttp2, "HTTP/2"), (HttpProtocols.Http1, "HTTP/1.1"), (HttpProtocols.Http2, "HTTP/2") })
        {
            string? spoken = null;
            await using var server = await FakeApiServer.StartAsync(context =>
            {
                spoken = context.Request.Protocol;
                return context.Json("{}");
            }, protocols: protocols);
            await using var client = server.Client();
            await client.GetAsync("/", Cancellation);
            Assert.Equal(expected, spoken);
        }
    }

    private static async Task<ApiFailure> FailureAsync(FakeApiServer server, TlsSettings tls)
    {
        await using var client = new ApiClient(server.Settings with { Tls = tls }, _ => null);
        var failure = await BrokenServers.FailureAsync(client);
        Assert.Equal(RequestStep.Tls, failure.Step);
        Assert.NotEqual("", failure.Advice);
        return failure;
    }
}
