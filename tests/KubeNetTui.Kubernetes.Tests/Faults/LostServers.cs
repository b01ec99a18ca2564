using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class LostServers
{
    [Fact]
    public async Task A_list_says_stale_then_lost_when_the_server_goes_and_live_when_it_is_back()
    {
        var authority = new TestAuthority();
        var certificate = authority.Server();
        var server = await FakeApiServer.StartAsync(ServeAsync, authority, certificate);
        var port = server.Port;
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => table.Status.State == LiveState.Live, "live");
        var rows = table.Count;
        var changes = 0;
        table.Changed += () => Interlocked.Increment(ref changes);

        await server.DisposeAsync();
        await Eventually.True(() => table.Status.State != LiveState.Live, "stale");
        Assert.Equal(LiveState.Stale, table.Status.State);
        var since = table.Status.Since;
        Assert.NotNull(table.Status.Failure);
        Assert.Equal(rows, table.Count);
        await Eventually.True(() => table.Status.State == LiveState.Lost, "lost");
        Assert.Equal(since, table.Status.Since);
        Assert.Equal(RequestStep.Connect, table.Status.Failure!.Step);
        Assert.InRange(DateTimeOffset.UtcNow - since, TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(25));
        Assert.Equal(rows, table.Count);

        var returned = DateTimeOffset.UtcNow;
        server = await FakeApiServer.StartAsync(ServeAsync, authority, certificate, port);
        await Eventually.True(() => table.Status.State == LiveState.Live, "live again");
        Assert.InRange(DateTimeOffset.UtcNow - returned, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(rows, table.Count);
        Assert.True(changes >= 3);
        // Resumed from where it was, with one small look at the list to see that the versions did not go back.
        Assert.Contains(server.Requests, r => r.Contains("watch=1", StringComparison.Ordinal) && r.Contains("resourceVersion=822", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Requests, r => r.Contains("limit=100", StringComparison.Ordinal));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_server_restored_from_a_backup_is_listed_anew()
    {
        var (watches, restored) = (0, false);
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] == "1")
            {
                if (Interlocked.Increment(ref watches) == 1)
                {
                    restored = true;
                    context.Abort();
                    return;
                }
                await RecordedWatches.Hold(context);
                return;
            }
            await (restored
                ? context.Json("""{"kind":"Table","metadata":{"resourceVersion":"5"},"columnDefinitions":[],"rows":[{"cells":["old"],"object":{"metadata":{"name":"old","namespace":"demo"}}}]}""")
                : context.Json(Captures.Bytes("tables", "v1.pods.json")));
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => table.Count == 1, "the restored rows");
    }

    [Fact]
    public async Task A_refusal_is_told_and_asked_again_only_on_refresh()
    {
        var allowed = false;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (!Volatile.Read(ref allowed))
            {
                await context.Status(403, "Forbidden", "pods is forbidden: User \"eve\" cannot list resource \"pods\"");
            }
            else if (context.Request.Query["watch"] == "1")
            {
                await RecordedWatches.Hold(context);
            }
            else
            {
                await context.Json(Captures.Bytes("tables", "v1.pods.json"));
            }
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => table.Status.State == LiveState.Refused, "refused");
        Assert.Contains("User \"eve\" cannot list", table.Status.Failure!.Message, StringComparison.Ordinal);
        await Task.Delay(700, TestContext.Current.CancellationToken);
        Assert.Single(server.Requests);
        Volatile.Write(ref allowed, true);
        table.Refresh();
        await Eventually.True(() => table.Status.State == LiveState.Live, "live");
    }

    [Fact]
    public async Task What_can_not_be_watched_is_live_from_its_lists()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json(Captures.Bytes("tables", "metrics.k8s.io.v1beta1.pods.json")));
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods", "metrics.k8s.io", ["get", "list"]), new ListQuery());
        await Eventually.True(() => table.Status.State == LiveState.Live, "live");
        Assert.True(table.Count > 3);
        table.Refresh();
        await Eventually.True(() => server.Requests.Count == 2, "the second list");
        Assert.DoesNotContain(server.Requests, r => r.Contains("watch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watch_that_sends_rubbish_goes_stale_and_recovers()
    {
        var watches = 0;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] != "1")
            {
                await context.Json(Captures.Bytes("tables", "v1.pods.json"));
            }
            else if (Interlocked.Increment(ref watches) == 1)
            {
                await context.Json("""{"type":"ADDED","object":{"metadata":{"na""");
            }
            else
            {
                await RecordedWatches.Hold(context);
            }
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => Volatile.Read(ref watches) == 2 && table.Status.State == LiveState.Live, "live again");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(422)]
    public async Task A_server_that_refuses_every_watch_is_polled_and_not_asked_in_a_loop(int status)
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Request.Query["watch"] == "1"
            ? context.Status(status, "Refused", "no watches here") : context.Json(Captures.Bytes("tables", "v1.pods.json")));
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => table.Status.State == LiveState.Live, "live");
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        Assert.InRange(server.Requests.Count, 2, 6);
        Assert.Equal(LiveState.Live, table.Status.State);
        var asked = server.Requests.Count;
        table.Refresh();
        await Eventually.True(() => server.Requests.Count > asked, "the list after a refresh");
    }

    [Fact]
    public async Task Disposing_ends_the_watch_at_once()
    {
        var ended = new TaskCompletionSource();
        var watching = new TaskCompletionSource();
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] != "1")
            {
                await context.Json(Captures.Bytes("tables", "v1.pods.json"));
                return;
            }
            watching.SetResult();
            await RecordedWatches.Hold(context);
            ended.SetResult();
        });
        await using var client = server.Client();
        var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await watching.Task;
        await table.DisposeAsync();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static Task ServeAsync(HttpContext context) => context.Request.Query["watch"] == "1"
        ? RecordedWatches.Hold(context)
        : context.Json(Captures.Bytes("tables", "v1.pods.json"));
}
