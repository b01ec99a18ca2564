using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class BrokenServers
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_that_does_not_resolve_fails_at_the_name()
    {
        await using var client = new ApiClient(new ConnectionSettings { Server = new Uri("https://no-such-host.invalid:6443"), ContextName = "test" }, _ => null);
        var failure = await FailureAsync(client);
        Assert.Equal(RequestStep.Name, failure.Step);
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", failure.Advice);
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_fails_at_connecting_and_names_the_address()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var client = new ApiClient(new ConnectionSettings { Server = new Uri($"https://127.0.0.1:{port}"), ContextName = "test" }, _ => null);
        var failure = await FailureAsync(client);
        Assert.Equal(RequestStep.Connect, failure.Step);
        Assert.Contains($"127.0.0.1:{port}: connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_on_the_tls_port_is_told_as_that()
    {
        await using var server = new RawServer(async (stream, cancellation) =>
        {
            var buffer = new byte[4096];
            Assert.NotEqual(0, await stream.ReadAsync(buffer, cancellation));
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellation);
        });
        await using var client = server.Client("https");
        var failure = await FailureAsync(client);
        Assert.Equal(RequestStep.Tls, failure.Step);
        Assert.Contains("plain HTTP", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_on_a_plain_port_is_told_as_that()
    {
        await using var server = new RawServer(async (stream, cancellation) =>
        {
            await RawServer.HeadAsync(stream, cancellation);
            await stream.WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8.ToArray(), cancellation);
        });
        await using var client = server.Client();
        var failure = await FailureAsync(client);
        Assert.Equal(RequestStep.Tls, failure.Step);
        Assert.Contains("https://", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 48\r\n\r\n<html><title>Guest Wi-Fi: log in</title>…</html>")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n  <!DOCTYPE html><html><title>Guest Wi-Fi: log in</title></html>")]
    public async Task An_html_page_is_told_as_a_portal_or_proxy_with_its_title(string answer)
    {
        await using var server = Answering(answer);
        await using var client = server.Client();
        foreach (var failure in new[] { await FailureAsync(client), await ListFailureAsync(client) })
        {
            Assert.Equal(RequestStep.Answer, failure.Step);
            Assert.Contains("Guest Wi-Fi: log in", failure.Message, StringComparison.Ordinal);
            Assert.Contains("proxy", failure.Advice, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[{\"metadata\":{\"name\":\"a")]
    [InlineData("[1,2]")]
    [InlineData("")]
    [InlineData("ok")]
    public async Task A_list_that_is_no_whole_list_is_an_error(string body)
    {
        await using var server = Answering($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var client = server.Client();
        var failure = await ListFailureAsync(client);
        Assert.Equal(RequestStep.Answer, failure.Step);
        Assert.Contains("no proper Kubernetes answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_stops_in_the_middle_is_told_as_broken_off()
    {
        await using var server = Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"kind\":\"PodList\",\"items\":[");
        await using var client = server.Client();
        foreach (var failure in new[] { await FailureAsync(client), await ListFailureAsync(client) })
        {
            Assert.Equal(RequestStep.Answer, failure.Step);
            Assert.Contains("broke off in the middle", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_connection_closed_without_an_answer_is_told_as_that()
    {
        await using var server = new RawServer((stream, cancellation) => RawServer.HeadAsync(stream, cancellation));
        await using var client = server.Client();
        var failure = await FailureAsync(client);
        Assert.Equal(RequestStep.Answer, failure.Step);
        Assert.Contains("before an answer came", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_before_or_in_its_answer_runs_into_the_time_limit()
    {
        await using var silent = new RawServer((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation));
        await using var first = silent.Client(timeout: TimeSpan.FromSeconds(1));
        Assert.Equal(RequestStep.Timeout, (await FailureAsync(first)).Step);

        await using var halting = new RawServer(async (stream, cancellation) =>
        {
            await RawServer.HeadAsync(stream, cancellation);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"u8.ToArray(), cancellation);
            await Task.Delay(Timeout.Infinite, cancellation);
        });
        await using var second = halting.Client(timeout: TimeSpan.FromSeconds(1));
        Assert.Equal(RequestStep.Timeout, (await FailureAsync(second)).Step);
        Assert.Equal(RequestStep.Timeout, (await ListFailureAsync(second)).Step);
    }

    [Fact]
    public async Task Cancelling_is_no_failure()
    {
        await using var silent = new RawServer((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation));
        await using var client = silent.Client();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync("/api/v1/pods", soon.Token));
    }

    [Fact]
    public async Task Too_many_requests_are_repeated_after_what_the_server_says()
    {
        var asked = 0;
        await using var server = await FakeApiServer.StartAsync(context =>
        {
            if (Interlocked.Increment(ref asked) > 2)
            {
                return context.Json("{}");
            }
            context.Response.Headers.RetryAfter = "1";
            return context.Status(429, "TooManyRequests", "slow down");
        });
        await using var client = server.Client();
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, "/api/v1/things", "{}"u8.ToArray(), "application/json", Cancellation)).Status);
        Assert.Equal(3, asked);
        Assert.True(Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task A_retry_after_that_is_too_long_is_told_instead_of_waited_for()
    {
        await using var server = await FakeApiServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return context.Status(429, "TooManyRequests", "come back tomorrow");
        });
        await using var client = server.Client();
        var failure = await FailureAsync(client);
        Assert.Equal(429, failure.HttpStatus);
        Assert.Contains("come back tomorrow", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_unavailable_server_is_asked_again_for_reads_and_never_for_changes()
    {
        var asked = 0;
        await using var server = await FakeApiServer.StartAsync(context =>
            Interlocked.Increment(ref asked) == 1 ? context.Status(503, "ServiceUnavailable", "starting") : context.Json("{}"));
        await using var client = server.Client();
        Assert.Equal(200, (await client.GetAsync("/api/v1/things", Cancellation)).Status);
        Assert.Equal(2, asked);
        asked = 0;
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.SendAsync(HttpMethod.Post, "/api/v1/things", "{}"u8.ToArray(), "application/json", Cancellation));
        Assert.Equal(503, wrong.Failure.HttpStatus);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task At_most_sixteen_requests_go_at_once_and_a_failed_one_gives_its_place_back()
    {
        var (now, most) = (0, 0);
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            await context.Status(404, "NotFound", "no");
        });
        await using var client = server.Client();
        await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => FailureAsync(client)));
        Assert.InRange(most, 2, 16);
        Assert.Equal(80, client.Traffic.Requests);
        Assert.True(client.Traffic.BytesReceived > 80);
    }

    [Fact]
    public async Task The_request_log_tells_each_request_and_no_secret()
    {
        var entries = new List<RequestLogEntry>();
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Path == "/api/v1/secrets" ? context.Json("{\"data\":\"c2VjcmV0\"}") : context.Status(404, "NotFound", "no"));
        await using var client = new ApiClient(server.Settings with { RequestLog = entry => { lock (entries) { entries.Add(entry); } } }, _ => null);
        await client.GetAsync("/api/v1/secrets", Cancellation);
        await FailureAsync(client);
        Assert.Equal(["GET /api/v1/secrets 200", "GET /api/v1/pods 404"], entries.Select(e => $"{e.Method} {e.Path} {e.Status}"));
        Assert.Equal(19, entries[0].Bytes);
        Assert.NotNull(entries[1].Failure);
        Assert.DoesNotContain(entries, e => e.ToString().Contains("secret-token", StringComparison.Ordinal) || e.ToString().Contains("c2VjcmV0", StringComparison.Ordinal));
        Assert.DoesNotContain("secret-token", client.Settings.ToString(), StringComparison.Ordinal);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private static RawServer Answering(string answer) => new(async (stream, cancellation) =>
    {
        await RawServer.HeadAsync(stream, cancellation);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellation);
    });

    internal static async Task<ApiFailure> FailureAsync(ApiClient client)
    {
        var wrong = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync("/api/v1/pods", Cancellation));
        Assert.DoesNotContain(wrong.Message, char.IsControl);
        return wrong.Failure;
    }

    private static async Task<ApiFailure> ListFailureAsync(ApiClient client) =>
        (await Assert.ThrowsAsync<ApiException>(() => client.ListAsync("/api/v1/pods", new ListQuery(), _ => { }, Cancellation))).Failure;
}
