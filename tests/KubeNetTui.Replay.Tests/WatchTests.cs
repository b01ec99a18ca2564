using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

public sealed class WatchTests
{
    private const string Pods = "/api/v1/namespaces/demo/pods?watch=true";

    [Fact]
    public async Task A_watch_from_a_list_tells_each_change_once_and_in_order()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var version = (await cluster.GetAsync("/api/v1/namespaces/demo/pods")).Text("metadata", "resourceVersion");
        using var watch = await cluster.WatchAsync($"{Pods}&resourceVersion={version}");

        cluster.Server.Store.Create("pods", CaptureCluster.PodObject("new"));
        cluster.Server.Store.Modify("pods", "demo", "new", pod => pod["status"] = new JsonObject { ["phase"] = "Running" });
        cluster.Server.Store.Modify("pods", "kube-system", "coredns-5bcd87f5f9-hbgml", pod => pod["status"]!["phase"] = "Failed");
        cluster.Server.Store.Delete("pods", "demo", "new");

        Assert.Equal("ADDED new", await watch.NextNameAsync());
        Assert.Equal("MODIFIED new", await watch.NextNameAsync());
        var deleted = (await watch.NextAsync())!.Value;
        Assert.Equal("DELETED", deleted.Text("type"));
        Assert.Equal("Running", deleted.Text("object", "status", "phase"));
        Assert.True(long.Parse(deleted.Text("object", "metadata", "resourceVersion")) > long.Parse(version));
    }

    [Fact]
    public async Task A_watch_from_nothing_begins_with_what_is_there()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var watch = await cluster.WatchAsync("/api/v1/nodes?watch=true");

        Assert.Equal("ADDED node1", await watch.NextNameAsync());
        Assert.Equal("ADDED node2", await watch.NextNameAsync());
    }

    [Fact]
    public async Task An_object_that_comes_to_match_a_selector_is_added_and_one_that_ceases_to_is_deleted()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var version = (await cluster.GetAsync("/api/v1/pods")).Text("metadata", "resourceVersion");
        using var watch = await cluster.WatchAsync($"{Pods}&labelSelector=app%3Dmoved&resourceVersion={version}");

        cluster.Server.Store.Modify("pods", "demo", "client", pod => pod["metadata"]!["labels"] = new JsonObject { ["app"] = "moved" });
        cluster.Server.Store.Modify("pods", "demo", "client", pod => pod["metadata"]!["labels"] = new JsonObject { ["app"] = "away" });

        Assert.Equal("ADDED client", await watch.NextNameAsync());
        Assert.Equal("DELETED client", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_watch_resumes_from_any_version_that_the_history_holds()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var version = (await cluster.GetAsync("/api/v1/pods")).Text("metadata", "resourceVersion");
        var first = cluster.Server.Store.Create("pods", CaptureCluster.PodObject("one"));
        cluster.Server.Store.Create("pods", CaptureCluster.PodObject("two"));

        using var fromList = await cluster.WatchAsync($"{Pods}&resourceVersion={version}");
        using var fromFirst = await cluster.WatchAsync($"{Pods}&resourceVersion={first["metadata"]!["resourceVersion"]!.GetValue<string>()}");

        Assert.Equal("ADDED one", await fromList.NextNameAsync());
        Assert.Equal("ADDED two", await fromList.NextNameAsync());
        Assert.Equal("ADDED two", await fromFirst.NextNameAsync());
    }

    [Fact]
    public async Task A_version_that_is_too_old_ends_the_watch_with_410_as_the_real_server_did()
    {
        await using var cluster = await CaptureCluster.StartAsync(options => options with { HistoryLength = 3 });
        using var recorded = JsonDocument.Parse(File.ReadLines(Path.Combine(Captures.Iptables, "api", "watches", "pods_too_old.jsonl")).First());
        var version = (await cluster.GetAsync("/api/v1/pods")).Text("metadata", "resourceVersion");
        for (var index = 0; index < 5; index++)
        {
            cluster.Server.Store.Create("pods", CaptureCluster.PodObject("p" + index));
        }

        using var watch = await cluster.WatchAsync($"{Pods}&resourceVersion={version}");
        var error = (await watch.NextAsync())!.Value;

        Assert.Equal(recorded.RootElement.Text("type"), error.Text("type"));
        Assert.Equal(recorded.RootElement.Text("object", "reason"), error.Text("object", "reason"));
        Assert.Equal(410, error.Number("object", "code"));
        Assert.StartsWith("too old resource version: " + version, error.Text("object", "message"), StringComparison.Ordinal);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_version_of_a_server_that_was_ended_is_too_old_for_the_next_one()
    {
        string version;
        await using (var first = await CaptureCluster.StartAsync())
        {
            version = (await first.GetAsync("/api/v1/pods")).Text("metadata", "resourceVersion");
        }

        await Task.Delay(50, TestContext.Current.CancellationToken);
        await using var second = await CaptureCluster.StartAsync();
        using var watch = await second.WatchAsync($"{Pods}&resourceVersion={version}");

        Assert.Equal("ERROR", (await watch.NextAsync())!.Value.Text("type"));
    }

    [Fact]
    public async Task Bookmarks_come_when_they_are_allowed_and_at_the_end()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var version = (await cluster.GetAsync("/api/v1/pods")).Text("metadata", "resourceVersion");
        using var with = await cluster.WatchAsync($"{Pods}&resourceVersion={version}&timeoutSeconds=1&allowWatchBookmarks=true");
        using var without = await cluster.WatchAsync($"{Pods}&resourceVersion={version}&timeoutSeconds=1");
        using var table = await cluster.WatchAsync(
            $"{Pods}&resourceVersion={version}&timeoutSeconds=1&allowWatchBookmarks=true", CaptureCluster.Table);

        var bookmark = (await with.NextAsync())!.Value;
        var row = (await table.NextAsync())!.Value;

        Assert.Equal("BOOKMARK", bookmark.Text("type"));
        Assert.Equal("Pod", bookmark.Text("object", "kind"));
        Assert.Equal(version, bookmark.Text("object", "metadata", "resourceVersion"));
        Assert.Equal("BOOKMARK", row.Text("type"));
        Assert.Equal("""["","0/0","","0","<unknown>","<none>","<none>","<none>","<none>"]""", row.GetProperty("object").GetProperty("rows")[0].GetProperty("cells").GetRawText());
        Assert.Null(await with.NextAsync());
        Assert.Null(await without.NextAsync());
    }

    [Fact]
    public async Task A_table_watch_names_its_columns_in_the_first_event_only()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var watch = await cluster.WatchAsync("/api/v1/nodes?watch=1", CaptureCluster.Table);

        var first = (await watch.NextAsync())!.Value;
        var second = (await watch.NextAsync())!.Value;

        Assert.Equal(10, first.Count("object", "columnDefinitions"));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("object").GetProperty("columnDefinitions").ValueKind);
        Assert.Equal("node2", second.GetProperty("object").GetProperty("rows")[0].GetProperty("cells")[0].GetString());
    }

    [Fact]
    public async Task Asking_for_initial_events_is_refused_with_422()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var answer = await cluster.GetAsync($"{Pods}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", expect: 422);

        Assert.Equal("Invalid", answer.Text("reason"));
    }

    [Fact]
    public async Task Dropped_watches_end_and_new_ones_work()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var version = (await cluster.GetAsync("/api/v1/pods")).Text("metadata", "resourceVersion");
        using var watch = await cluster.WatchAsync($"{Pods}&resourceVersion={version}");

        cluster.Server.Faults.DropWatches();
        Assert.Null(await watch.NextAsync());

        using var again = await cluster.WatchAsync($"{Pods}&resourceVersion={version}");
        cluster.Server.Store.Create("pods", CaptureCluster.PodObject("later"));
        Assert.Equal("ADDED later", await again.NextNameAsync());
    }

    [Fact]
    public async Task Open_watches_do_not_hold_up_the_end_of_the_server()
    {
        var cluster = await CaptureCluster.StartAsync();
        using var watch = await cluster.WatchAsync("/api/v1/nodes?watch=1");
        await watch.NextAsync();

        await cluster.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
