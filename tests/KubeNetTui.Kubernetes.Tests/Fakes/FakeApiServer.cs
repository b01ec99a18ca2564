using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeNetTui.Kubernetes.Tests;

/// <summary>A server over TLS that answers as the test says.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeApiServer(WebApplication app, TestAuthority authority, bool tls)
    {
        _app = app;
        Authority = authority;
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Port = address.Port;
        Address = new Uri($"{(tls ? "https" : "http")}://127.0.0.1:{Port}");
    }

    public TestAuthority Authority { get; }
    public Uri Address { get; }
    public int Port { get; }

    /// <summary>Method, path and query of every request, in order.</summary>
    public List<string> Requests { get; } = [];

    public ConnectionSettings Settings => new()
    {
        Server = Address,
        ContextName = "test",
        Tls = new TlsSettings { Authority = Address.Scheme == "https" ? new PemSource(Authority.Pem, null, "test") : null },
        Credentials = new CredentialSettings { Token = "secret-token" },
    };

    public ApiClient Client() => new(Settings, _ => null);

    public static async Task<FakeApiServer> StartAsync(
        RequestDelegate answer, TestAuthority? authority = null, X509Certificate2? certificate = null, int port = 0, bool tls = true,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2, ClientCertificateMode clientCertificates = ClientCertificateMode.AllowCertificate)
    {
        authority ??= new TestAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            if (tls)
            {
                listen.UseHttps(certificate ?? authority.Server(), https =>
                {
                    https.ClientCertificateMode = clientCertificates;
                    https.ClientCertificateValidation = (_, _, _) => true;
                });
            }
        }));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        var app = builder.Build();
        app.UseWebSockets();
        FakeApiServer? server = null;
        app.Run(async context =>
        {
            lock (server!.Requests)
            {
                server.Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            }
            await answer(context);
        });
        await app.StartAsync();
        return server = new FakeApiServer(app, authority, tls);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

internal static class Answers
{
    public static Task Json(this HttpContext context, byte[] body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    public static Task Json(this HttpContext context, string body, int status = 200) => context.Json(System.Text.Encoding.UTF8.GetBytes(body), status);

    public static Task Status(this HttpContext context, int code, string reason, string message) => context.Json(
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":{{System.Text.Json.JsonSerializer.Serialize(message)}},"reason":"{{reason}}","code":{{code}}}""", code);
}
