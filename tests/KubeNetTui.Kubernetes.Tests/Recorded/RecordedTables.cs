using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Kubernetes.Tests;

public sealed class RecordedTables
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> AllTables => [.. Captures.Tables];

    [Theory]
    [MemberData(nameof(AllTables))]
    public async Task Every_recorded_table_is_read_as_a_JSON_document_reads_it(string file)
    {
        var body = Captures.Bytes("tables", file);
        await using var server = await FakeApiServer.StartAsync(context => context.Json(body));
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, Resource("things", verbs: ["list"]), new ListQuery());
        await Eventually.True(() => table.Status.State == LiveState.Live, "the table");

        using var document = JsonDocument.Parse(body);
        var expected = Rows(document).Select(Describe).Order().ToList();
        var rows = new List<TableRow>();
        table.CopyTo(rows);
        Assert.Equal(expected, rows.Select(Describe).Order());
        Assert.Equal(
            document.RootElement.GetProperty("columnDefinitions").EnumerateArray().Select(c => $"{c.GetProperty("name")} {c.GetProperty("type")} {c.GetProperty("priority")}"),
            table.Columns.Select(c => $"{c.Name} {c.Type} {c.Priority}"));
    }

    [Fact]
    public async Task A_table_is_asked_for_with_metadata_only_in_pages_and_falls_back_to_lists()
    {
        string? accept = null;
        await using var server = await FakeApiServer.StartAsync(context =>
        {
            accept = context.Request.Headers.Accept;
            return context.Json(Captures.Bytes("v1.pods.json"));
        });
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, Resource("pods", verbs: ["list"]), new ListQuery("demo", "app=web", "spec.nodeName=node1"));
        await Eventually.True(() => table.Status.State == LiveState.Live, "the table");

        Assert.Equal("GET /api/v1/namespaces/demo/pods?labelSelector=app%3Dweb&fieldSelector=spec.nodeName%3Dnode1&includeObject=Metadata&limit=100", server.Requests[0]);
        Assert.StartsWith("application/json;as=Table;v=v1;g=meta.k8s.io", accept);
        // The fake server answers a plain list, as some aggregated APIs do: name and age are made of it.
        Assert.Equal(["Name", "Age"], table.Columns.Select(c => c.Name));
        var rows = new List<TableRow>();
        table.CopyTo(rows);
        Assert.Contains(rows, row => row.Name == "client" && row.Namespace == "demo" && row.Cells[0] == "client" && row.Cells[1].EndsWith('Z'));
    }

    [Fact]
    public async Task Texts_that_repeat_are_one_string_and_label_sets_one_list()
    {
        await using var server = await FakeApiServer.StartAsync(context => context.Json(Captures.Bytes("tables", "v1.pods.json")));
        await using var client = server.Client();
        await using var table = LiveTable.Start(client, Resource("pods", verbs: ["list"]), new ListQuery());
        await Eventually.True(() => table.Status.State == LiveState.Live, "the table");

        var rows = new List<TableRow>();
        table.CopyTo(rows);
        var web = rows.Where(r => r.Controller?.StartsWith("ReplicaSet/web-77b8c5bd8c", StringComparison.Ordinal) == true).ToList();
        Assert.True(web.Count >= 3);
        Assert.All(web, row =>
        {
            Assert.Same(web[0].Namespace, row.Namespace);
            Assert.Same(web[0].Labels, row.Labels);
            Assert.Same(web[0].Controller, row.Controller);
            Assert.Same(row.Name, row.Cells[0]);
            Assert.Same(web[0].Cells[2], row.Cells[2]);
        });
        Assert.Equal([new("app", "web"), new("pod-template-hash", "77b8c5bd8c")], web[0].Labels);
    }

    [Fact]
    public void The_cells_of_a_row_may_come_before_or_after_its_object()
    {
        foreach (var json in new[]
        {
            """{"cells":["a",3],"object":{"kind":"X","metadata":{"managedFields":[{"f:a":{}}],"name":"a","namespace":"n"},"more":[1]}}""",
            """{"object":{"kind":"X","metadata":{"name":"a","namespace":"n","managedFields":[{"f:a":{}}]},"more":[1]},"cells":["a",3]}""",
        })
        {
            var row = new TableReader().Row(System.Text.Encoding.UTF8.GetBytes(json))!;
            Assert.Equal("n/a a|3", $"{row.Namespace}/{row.Name} {string.Join('|', row.Cells)}");
        }
    }

    [Fact]
    public async Task Pages_follow_the_continue_token_and_each_item_comes_once()
    {
        var pages = new Dictionary<string, string>
        {
            [""] = """{"kind":"PodList","metadata":{"resourceVersion":"7","continue":"a b/+"},"items":[{"metadata":{"name":"one"}},{"metadata":{"name":"two"}}]}""",
            ["a b/+"] = """{"items":[{"metadata":{"name":"three"}}],"kind":"PodList","metadata":{"resourceVersion":"7"}}""",
        };
        await using var server = await FakeApiServer.StartAsync(context => context.Json(pages[context.Request.Query["continue"].ToString()]));
        await using var client = server.Client();
        var seen = new List<string>();
        var version = await client.ListAsync("/api/v1/pods", new ListQuery(), json => seen.Add(System.Text.Encoding.UTF8.GetString(json)), Cancellation);

        Assert.Equal("7", version);
        Assert.Equal(["""{"metadata":{"name":"one"}}""", """{"metadata":{"name":"two"}}""", """{"metadata":{"name":"three"}}"""], seen);
        Assert.Contains("limit=100", server.Requests[0], StringComparison.Ordinal);
        Assert.Contains("limit=5000", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_list_read_a_few_bytes_at_a_time_gives_the_same_items()
    {
        var body = Captures.Bytes("discovery.k8s.io.v1.endpointslices.json");
        using var document = JsonDocument.Parse(body);
        var expected = document.RootElement.GetProperty("items").EnumerateArray().Select(e => e.GetRawText()).ToList();
        foreach (var step in new[] { 1, 2, 3, 7, 64, 4096 })
        {
            var sink = new Collecting();
            using var feed = new JsonFeed(new Trickle(body, step).ReadAsync);
            var head = await PagedList.ReadListAsync(feed, sink);
            Assert.Equal(expected, sink.Items);
            Assert.Equal(document.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString(), head.ResourceVersion);
        }
    }

    [Fact]
    public async Task A_list_cut_at_any_byte_is_an_error_and_never_a_short_list()
    {
        var body = """{"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"o\"n\\e"}},{"metadata":{"name":"two"}}]}"""u8.ToArray();
        for (var length = 0; length < body.Length; length++)
        {
            using var feed = new JsonFeed(new Trickle(body[..length], 5).ReadAsync);
            await Assert.ThrowsAsync<JsonException>(() => PagedList.ReadListAsync(feed, new Collecting()));
        }
    }

    internal static ApiResource Resource(string plural, string group = "", string[]? verbs = null) =>
        new(group, "v1", plural, plural.TrimEnd('s'), plural, true, [], verbs ?? ["list", "watch"], []);

    // No rows are "null" on the wire.
    private static IEnumerable<JsonElement> Rows(JsonDocument table) =>
        table.RootElement.GetProperty("rows") is { ValueKind: JsonValueKind.Array } rows ? rows.EnumerateArray() : [];

    private static string Describe(JsonElement row)
    {
        var metadata = row.GetProperty("object").GetProperty("metadata");
        string Field(string name) => metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var labels = metadata.TryGetProperty("labels", out var map)
            ? string.Join(",", map.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value.GetString()}")) : "";
        var owner = metadata.TryGetProperty("ownerReferences", out var owners)
            ? owners.EnumerateArray().Where(o => o.TryGetProperty("controller", out var c) && c.ValueKind == JsonValueKind.True).Select(o => $"{o.GetProperty("kind")}/{o.GetProperty("name")}").FirstOrDefault() : null;
        var cells = string.Join("|", row.GetProperty("cells").EnumerateArray().Select(c => c.ValueKind == JsonValueKind.Null ? "" : c.ValueKind == JsonValueKind.String ? c.GetString() : c.GetRawText()));
        var created = metadata.TryGetProperty("creationTimestamp", out var at) && at.ValueKind == JsonValueKind.String ? at.GetDateTimeOffset().ToString("O") : "";
        return $"{Field("namespace")}/{Field("name")} {Field("uid")} {Field("resourceVersion")} {created} {labels} {owner} {cells}";
    }

    private static string Describe(TableRow row) =>
        $"{row.Namespace}/{row.Name} {row.Uid} {row.ResourceVersion} {row.Created?.ToString("O")} "
        + $"{string.Join(",", row.Labels.Select(l => $"{l.Key}={l.Value}"))} {row.Controller} {string.Join("|", row.Cells)}";

    private sealed class Collecting : IListSink
    {
        public List<string> Items { get; } = [];

        public void Columns(ReadOnlySpan<byte> json)
        {
        }

        public void Item(ReadOnlySpan<byte> json, bool isTable) => Items.Add(System.Text.Encoding.UTF8.GetString(json));

        public void PageEnded(ListHead head)
        {
        }
    }
}
