using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class RecordedWatches
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_follows_a_recorded_watch_to_its_last_event()
    {
        var list = Captures.Bytes("tables", "v1.pods.json");
        var watch = Captures.Bytes("watches", "pods_table.jsonl");
        var watches = new List<string>();
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] != "1")
            {
                await context.Json(list);
                return;
            }
            watches.Add(context.Request.Query["resourceVersion"]!);
            if (watches.Count == 1)
            {
                // In pieces that end anywhere.
                foreach (var piece in watch.Chunk(1777))
                {
                    await context.Response.Body.WriteAsync(piece);
                    await context.Response.Body.FlushAsync();
                }
                return;
            }
            await Hold(context);
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => watches.Count == 2, "the second watch");

        // The server ended the first as it does after its time-out: nothing broke.
        Assert.Equal(LiveState.Live, table.Status.State);
        Assert.Equal(["822", "1124"], watches);
        var rows = new List<TableRow>();
        table.CopyTo(rows);
        Assert.Equal(Expected(list, watch), rows.ToDictionary(r => $"{r.Namespace}/{r.Name}", r => r.ResourceVersion).OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(9, table.Columns.Count);
        Assert.DoesNotContain(server.Requests, r => r.Contains("sendInitialEvents", StringComparison.Ordinal));
        Assert.Contains("allowWatchBookmarks=true", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_objects_follows_a_recorded_watch_and_tells_each_reader_what_changed()
    {
        var list = Captures.Bytes("v1.pods.json");
        var watch = Captures.Bytes("watches", "pods.jsonl");
        var go = new TaskCompletionSource();
        var watches = 0;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] != "1")
            {
                await context.Json(list);
            }
            else if (Interlocked.Increment(ref watches) == 1)
            {
                await context.Response.Body.FlushAsync();
                await go.Task;
                await context.Response.Body.WriteAsync(watch);
            }
            else
            {
                await Hold(context);
            }
        });
        await using var client = server.Client();
        await using var pods = LiveList<string>.Start(client, "/api/v1/pods", new ListQuery(), json =>
        {
            using var pod = JsonDocument.Parse(json.ToArray());
            return pod.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        });
        await Eventually.True(() => pods.Status.State == LiveState.Live, "the list");
        long cursor = 0;
        using var document = JsonDocument.Parse(list);
        var items = document.RootElement.GetProperty("items").EnumerateArray().ToDictionary(Key, i => i.GetProperty("metadata").GetProperty("resourceVersion").GetString());
        var mirror = pods.Drain(ref cursor).ToDictionary(p => p.Key, p => p.Value);
        Assert.Equal(items.OrderBy(p => p.Key, StringComparer.Ordinal), mirror.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Empty(pods.Drain(ref cursor));

        go.SetResult();
        await Eventually.True(() => Volatile.Read(ref watches) == 2, "the end of the recorded watch");
        var changes = pods.Drain(ref cursor);
        Assert.Contains(changes, change => change.Value is null);
        Assert.Equal(changes.Count, changes.Select(c => c.Key).Distinct().Count());
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                mirror.Remove(key);
            }
            else
            {
                mirror[key] = value;
            }
        }
        long second = 0;
        var anew = pods.Drain(ref second);
        Assert.Equal(mirror.OrderBy(p => p.Key, StringComparer.Ordinal), anew.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(mirror.Values.Order(), pods.Snapshot().Order());
    }

    [Fact]
    public async Task A_version_that_is_too_old_lists_again_and_the_rows_stay_meanwhile()
    {
        var lists = 0;
        var release = new TaskCompletionSource();
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] == "1")
            {
                if (Volatile.Read(ref lists) == 1)
                {
                    await context.Json(Captures.Bytes("watches", "pods_too_old.jsonl"));
                    return;
                }
                await Hold(context);
                return;
            }
            if (Interlocked.Increment(ref lists) == 2)
            {
                await release.Task;
                await context.Json("""{"kind":"Table","metadata":{"resourceVersion":"2000"},"columnDefinitions":[],"rows":[{"cells":["only"],"object":{"metadata":{"name":"only","namespace":"demo"}}}]}""");
                return;
            }
            await context.Json(Captures.Bytes("tables", "v1.pods.json"));
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => Volatile.Read(ref lists) == 2, "the second list");
        Assert.True(table.Count > 5);
        Assert.Equal(LiveState.Live, table.Status.State);
        release.SetResult();
        await Eventually.True(() => table.Count == 1, "the new rows");
        Assert.Equal(LiveState.Live, table.Status.State);
    }

    [Fact]
    public async Task A_410_as_status_lists_again_too()
    {
        var lists = 0;
        await using var server = await FakeApiServer.StartAsync(async context =>
        {
            if (context.Request.Query["watch"] != "1")
            {
                Interlocked.Increment(ref lists);
                await context.Json(Captures.Bytes("tables", "v1.pods.json"));
            }
            else if (Volatile.Read(ref lists) == 1)
            {
                await context.Status(410, "Expired", "too old resource version: 1 (2)");
            }
            else
            {
                await Hold(context);
            }
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, RecordedTables.Resource("pods"), new ListQuery());
        await Eventually.True(() => Volatile.Read(ref lists) == 2 && table.Status.State == LiveState.Live, "the second list");
    }

    [Fact]
    public async Task Every_way_to_cut_a_watch_into_pieces_gives_the_same_events()
    {
        var watch = """{"type":"ADDED","object":{"metadata":{"name":"a\"}"}}}"""u8.ToArray().Concat("\n"u8.ToArray()).Concat("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"""u8.ToArray()).ToArray();
        for (var step = 1; step <= watch.Length; step++)
        {
            using var feed = new JsonFeed(new Trickle(watch, step).ReadAsync);
            Assert.True(await feed.ReadValueAsync());
            Assert.Equal("""{"type":"ADDED","object":{"metadata":{"name":"a\"}"}}}""", System.Text.Encoding.UTF8.GetString(feed.Value));
            Assert.True(await feed.ReadValueAsync());
            Assert.False(await feed.ReadValueAsync());
        }
        Cancellation.ThrowIfCancellationRequested();
    }

    internal static async Task Hold(HttpContext context)
    {
        await context.Response.Body.FlushAsync();
        var end = new TaskCompletionSource();
        await using (context.RequestAborted.Register(() => end.TrySetResult()))
        {
            await end.Task;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Expected(byte[] list, byte[] watch)
    {
        var rows = new Dictionary<string, string>();
        using var table = JsonDocument.Parse(list);
        foreach (var row in table.RootElement.GetProperty("rows").EnumerateArray())
        {
            rows[Key(row.GetProperty("object"))] = row.GetProperty("object").GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        }
        foreach (var line in System.Text.Encoding.UTF8.GetString(watch).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var change = JsonDocument.Parse(line);
            var type = change.RootElement.GetProperty("type").GetString();
            foreach (var row in change.RootElement.GetProperty("object").GetProperty("rows").EnumerateArray())
            {
                if (type == "DELETED")
                {
                    rows.Remove(Key(row.GetProperty("object")));
                }
                else if (type != "BOOKMARK")
                {
                    rows[Key(row.GetProperty("object"))] = row.GetProperty("object").GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                }
            }
        }
        return rows.OrderBy(p => p.Key, StringComparer.Ordinal);
    }

    private static string Key(JsonElement item) =>
        $"{item.GetProperty("metadata").GetProperty("namespace").GetString()}/{item.GetProperty("metadata").GetProperty("name").GetString()}";
}
