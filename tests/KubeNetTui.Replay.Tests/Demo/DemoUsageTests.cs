using System.Net.Http.Headers;
using System.Text.Json;

namespace KubeNetTui.Replay.Tests;

/// <summary>metrics.k8s.io of the demo, as metrics-server answers it.</summary>
public sealed class DemoUsageTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private ReplayServer? _server;

    public async ValueTask InitializeAsync()
    {
        _server = await ReplayServer.StartAsync(ShopBundle.Create(Shop.Now), new ReplayOptions { Clock = new FixedClock(Shop.Now) }, TestContext.Current.CancellationToken);
        _http.BaseAddress = _server.Url;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pods_that_run_are_measured_by_container_and_those_that_do_not_run_are_not()
    {
        var list = await Get("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods");
        Assert.Equal("PodMetricsList", list.GetProperty("kind").GetString());
        var names = list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("metadata").GetProperty("name").GetString()!).ToList();
        Assert.Contains("db-0", names);
        Assert.DoesNotContain(names, n => n.StartsWith("report-", StringComparison.Ordinal) || n.StartsWith("cleanup-", StringComparison.Ordinal));
        var container = list.GetProperty("items").EnumerateArray().First(i => i.GetProperty("metadata").GetProperty("name").GetString() == "db-0").GetProperty("containers")[0];
        Assert.Equal("postgres", container.GetProperty("name").GetString());
        Assert.Matches(@"^\d+n$", container.GetProperty("usage").GetProperty("cpu").GetString()!);
        Assert.Matches(@"^\d+Ki$", container.GetProperty("usage").GetProperty("memory").GetString()!);
    }

    [Fact]
    public async Task A_selector_chooses_by_the_pods_labels_and_a_pod_by_itself_is_told_as_in_the_list()
    {
        var web = (await Get("/apis/metrics.k8s.io/v1beta1/pods?labelSelector=app%3Dweb")).GetProperty("items");
        Assert.Equal(3, web.GetArrayLength());
        var one = web[0];
        var name = one.GetProperty("metadata").GetProperty("name").GetString();
        var alone = await Get($"/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/{name}");
        Assert.Equal(one.GetProperty("containers").GetRawText(), alone.GetProperty("containers").GetRawText());
    }

    [Fact]
    public async Task A_node_uses_what_its_pods_do_and_some_of_its_own()
    {
        var nodes = await Get("/apis/metrics.k8s.io/v1beta1/nodes");
        var pods = await Get("/apis/metrics.k8s.io/v1beta1/pods");
        Assert.Equal(3, nodes.GetProperty("items").GetArrayLength());
        var all = nodes.GetProperty("items").EnumerateArray().Sum(n => Nano(n.GetProperty("usage")));
        var ofPods = pods.GetProperty("items").EnumerateArray().SelectMany(p => p.GetProperty("containers").EnumerateArray()).Sum(c => Nano(c.GetProperty("usage")));
        Assert.InRange(all - ofPods, 1, 3_000_000_000);
    }

    private static long Nano(JsonElement usage) => long.Parse(usage.GetProperty("cpu").GetString()!.TrimEnd('n'), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<JsonElement> Get(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }
}
