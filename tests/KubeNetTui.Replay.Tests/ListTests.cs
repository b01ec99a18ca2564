using System.Net;
using System.Text.Json;

namespace KubeNetTui.Replay.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task Objects_come_back_as_the_real_server_gave_them()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var recorded = Captures.Json("api", "v1.pods.json");

        var list = await cluster.GetAsync("/api/v1/pods");

        Assert.Equal("PodList", list.Text("kind"));
        Assert.Equal("v1", list.Text("apiVersion"));
        Assert.Equal(recorded.RootElement.Items("items").Select(item => item.GetRawText()), list.Items("items").Select(item => item.GetRawText()));
    }

    [Fact]
    public async Task A_single_object_has_its_kind_first()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var pod = await cluster.GetAsync("/api/v1/namespaces/demo/pods/client");

        Assert.StartsWith("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"client",""", pod.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/demo/pods/nope", "not_found.404")]
    [InlineData("/api/v1/nonsense", "no_resource.404")]
    [InlineData("/api/v1/nodes/nope/proxy/healthz", "proxy_unreachable_node.404")]
    [InlineData("/api/v1/pods?labelSelector=a%20b%20c", "bad_selector.400")]
    public async Task Refusals_are_worded_as_the_real_server_words_them(string path, string file)
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var recorded = Captures.Json("api", "errors", file + ".json");

        var answer = await cluster.GetAsync(path, expect: (int)recorded.RootElement.Number("code"));

        Assert.Equal(recorded.RootElement.GetRawText(), answer.GetRawText());
    }

    [Fact]
    public async Task A_continue_token_that_is_none_is_refused()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var answer = await cluster.GetAsync("/api/v1/pods?limit=1&continue=gibberish", expect: 400);

        Assert.StartsWith("invalid continue token", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_of_one_moment_while_the_objects_change()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var all = (await cluster.GetAsync("/api/v1/pods")).Items("items").Select(item => item.Name()).ToList();
        var seen = new List<string>();
        var path = "/api/v1/pods?limit=5";
        var next = "";
        var versions = new HashSet<string>();
        do
        {
            var page = await cluster.GetAsync(path + next);
            seen.AddRange(page.Items("items").Select(item => item.Name()));
            versions.Add(page.Text("metadata", "resourceVersion"));
            Assert.Equal(all.Count - seen.Count, page.Number("metadata", "remainingItemCount"));
            next = page.Text("metadata", "continue") is { Length: > 0 } token ? "&continue=" + token : "";
            cluster.Server.Store.Delete("pods", "kube-system", all[^1]);
            cluster.Server.Store.Create("pods", CaptureCluster.PodObject("aaa-" + seen.Count));
        }
        while (next.Length > 0);

        Assert.Equal(all, seen);
        Assert.Single(versions);
    }

    [Fact]
    public async Task A_page_that_is_too_old_is_gone()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var page = await cluster.GetAsync("/api/v1/pods?limit=5");
        cluster.Server.Faults.ExpireHistory();

        var answer = await cluster.GetAsync("/api/v1/pods?limit=5&continue=" + page.Text("metadata", "continue"), expect: 410);

        Assert.Equal("Expired", answer.Text("reason"));
    }

    [Theory]
    [InlineData("labelSelector=app%3Dweb", 4)]
    [InlineData("labelSelector=app%3D%3Dweb,pod-template-hash", 3)]
    [InlineData("labelSelector=app!%3Dweb", 8)]
    [InlineData("labelSelector=app%20in%20(web,client)", 5)]
    [InlineData("labelSelector=app%20notin%20(web,client)", 7)]
    [InlineData("labelSelector=!app", 3)]
    [InlineData("fieldSelector=spec.nodeName%3Dnode1", 6)]
    [InlineData("fieldSelector=status.phase!%3DRunning,spec.nodeName%3Dnode2", 1)]
    [InlineData("fieldSelector=metadata.name%3Dclient", 1)]
    [InlineData("fieldSelector=metadata.namespace%3Dkube-system", 2)]
    [InlineData("fieldSelector=status.podIP%3D10.244.1.3", 1)]
    public async Task Selectors_choose_pods(string query, int expected)
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var list = await cluster.GetAsync("/api/v1/pods?" + query);

        Assert.Equal(expected, list.Count("items"));
    }

    [Fact]
    public async Task Events_are_found_by_the_object_that_they_are_about_in_both_groups()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var recorded = Captures.Json("api", "events.k8s.io.v1.events.json");

        var core = await cluster.GetAsync("/api/v1/events?fieldSelector=involvedObject.name%3Dcrash,type%3DWarning");
        var newer = await cluster.GetAsync("/apis/events.k8s.io/v1/events");

        Assert.NotEmpty(core.Items("items"));
        Assert.All(core.Items("items"), item => Assert.Equal("crash", item.Text("involvedObject", "name")));
        Assert.Equal(
            recorded.RootElement.Items("items").Select(item => $"{item.Name()} {item.Text("regarding", "name")} {item.Text("note")}"),
            newer.Items("items").Select(item => $"{item.Name()} {item.Text("regarding", "name")} {item.Text("note")}"));
    }

    [Fact]
    public async Task Metadata_alone_can_be_asked_for()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var list = await cluster.GetAsync("/api/v1/pods", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");

        Assert.Equal("PartialObjectMetadataList", list.Text("kind"));
        Assert.All(list.Items("items"), item => Assert.False(item.TryGetProperty("spec", out _)));
        Assert.Equal("app", list.Items("items").First().Members("metadata", "labels").First().Name);
    }

    [Fact]
    public async Task Big_answers_are_compressed_when_the_client_takes_it()
    {
        await using var cluster = await CaptureCluster.StartAsync(also: bundle =>
        {
            for (var index = 0; index < 100; index++)
            {
                bundle.Add("limitranges", System.Text.Encoding.UTF8.GetBytes(
                    $$$"""{"metadata":{"name":"l-{{{index}}}","namespace":"demo"},"spec":{"text":"{{{new string('x', 2000)}}}"}}"""));
            }
        });
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None };
        using var http = new HttpClient(handler) { BaseAddress = cluster.Server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", cluster.Server.Token);
        http.DefaultRequestHeaders.AcceptEncoding.Add(new("gzip"));

        using var big = await http.GetAsync("/api/v1/limitranges", TestContext.Current.CancellationToken);
        using var small = await http.GetAsync("/api/v1/namespaces", TestContext.Current.CancellationToken);

        Assert.Equal(["gzip"], big.Content.Headers.ContentEncoding);
        Assert.Empty(small.Content.Headers.ContentEncoding);
        await using var stream = new System.IO.Compression.GZipStream(
            await big.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), System.IO.Compression.CompressionMode.Decompress);
        using var list = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(100, list.RootElement.Count("items"));
    }

    [Fact]
    public async Task Thirty_thousand_pods_are_listed_in_pages_without_losing_one()
    {
        await using var cluster = await CaptureCluster.StartAsync(also: bundle =>
        {
            for (var index = 0; index < 30_000; index++)
            {
                bundle.Add("pods", System.Text.Encoding.UTF8.GetBytes(
                    $$$"""{"metadata":{"name":"p-{{{index:D5}}}","namespace":"demo"},"spec":{"nodeName":"node1"},"status":{"phase":"Running"}}"""));
            }
        });
        var names = new HashSet<string>();
        var next = "";
        do
        {
            var page = await cluster.GetAsync("/api/v1/pods?limit=5000&includeObject=None" + next, CaptureCluster.Table);
            names.UnionWith(page.Items("rows").Select(row => row.GetProperty("cells")[0].GetString()!));
            next = page.Text("metadata", "continue") is { Length: > 0 } token ? "&continue=" + token : "";
        }
        while (next.Length > 0);

        Assert.Equal(30_012, names.Count);
    }
}
