using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

/// <summary>The captured cluster, served; each test that changes it has its own.</summary>
internal sealed class CaptureCluster : IAsyncDisposable
{
    public const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private CaptureCluster(ReplayServer server)
    {
        Server = server;
        Http = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(60) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
    }

    public ReplayServer Server { get; }

    public HttpClient Http { get; }

    public static async Task<CaptureCluster> StartAsync(Func<ReplayOptions, ReplayOptions>? options = null, Action<Bundle>? also = null)
    {
        var bundle = Bundle.FromFolder(Captures.Iptables);
        bundle.ServerVersion = "v1.33.13";
        also?.Invoke(bundle);
        var plain = new ReplayOptions { ContextName = "capture" };
        return new CaptureCluster(await ReplayServer.StartAsync(
            bundle, options is null ? plain : options(plain), TestContext.Current.CancellationToken));
    }

    public async Task<JsonElement> GetAsync(string path, string accept = "application/json", int expect = 200)
    {
        using var response = await SendAsync(HttpMethod.Get, path, accept: accept);
        return await ReadAsync(response, expect);
    }

    public async Task<JsonElement> SendAsync(
        HttpMethod method, string path, string body, int expect, string contentType = "application/json")
    {
        using var response = await SendAsync(method, path, body, contentType);
        return await ReadAsync(response, expect);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", string accept = "application/json",
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        return await Http.SendAsync(request, completion, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a watch and reads its events one by one.</summary>
    public async Task<WatchReader> WatchAsync(string path, string accept = "application/json")
    {
        var response = await SendAsync(HttpMethod.Get, path, accept: accept, completion: HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return new WatchReader(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    public static string Pod(string name, string ns = "demo", string labels = "{\"app\":\"new\"}") =>
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}","labels":{{{labels}}}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    public static JsonObject PodObject(string name) => (JsonObject)JsonNode.Parse(Pod(name))!;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, int expect)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == expect, $"expected {expect}, got {(int)response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

internal sealed class WatchReader(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        var line = await _reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        if (line is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    /// <summary>The next event as <c>TYPE name</c>.</summary>
    public async Task<string> NextNameAsync() => await NextAsync() is { } item
        ? $"{item.GetProperty("type").GetString()} {item.GetProperty("object").Text("metadata", "name")}"
        : "end";

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
