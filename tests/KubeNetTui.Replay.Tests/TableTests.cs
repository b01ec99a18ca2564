using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubeNetTui.Replay.Tests;

/// <summary>The recorded tables of a real server, against ours over the same objects.</summary>
public sealed partial class TableTests
{
    public static TheoryData<string> Recorded { get; } =
        new(Directory.EnumerateFiles(Path.Combine(Captures.Iptables, "api", "tables")).Select(file => Path.GetFileNameWithoutExtension(file)!).Order());

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task A_table_has_the_columns_and_cells_that_the_real_server_gave(string file)
    {
        await using var cluster = await CaptureCluster.StartAsync();
        using var recorded = Captures.Json("api", "tables", file + ".json");

        var table = await cluster.GetAsync(PathOf(file), CaptureCluster.Table);

        Assert.Equal("Table", table.Text("kind"));
        Assert.Equal("meta.k8s.io/v1", table.Text("apiVersion"));
        Assert.Equal(Columns(recorded.RootElement), Columns(table));
        Assert.Equal(Rows(recorded.RootElement), Rows(table));
    }

    [Fact]
    public async Task Rows_carry_what_was_asked_for()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var none = await cluster.GetAsync("/api/v1/namespaces/demo/pods?includeObject=None&limit=1", CaptureCluster.Table);
        var metadata = await cluster.GetAsync("/api/v1/namespaces/demo/pods?limit=1", CaptureCluster.Table);
        var whole = await cluster.GetAsync("/api/v1/namespaces/demo/pods?includeObject=Object&limit=1", CaptureCluster.Table);

        Assert.Equal(JsonValueKind.Null, none.GetProperty("rows")[0].GetProperty("object").ValueKind);
        Assert.Equal("PartialObjectMetadata", metadata.GetProperty("rows")[0].Text("object", "kind"));
        Assert.Equal("demo", metadata.GetProperty("rows")[0].Text("object", "metadata", "namespace"));
        Assert.Equal("Pod", whole.GetProperty("rows")[0].Text("object", "kind"));
        Assert.Equal("sh", whole.GetProperty("rows")[0].GetProperty("object").Items("spec", "containers").First().Text("name"));
    }

    [Fact]
    public async Task Ages_are_told_anew_while_the_cells_stay_the_same()
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        await using var cluster = await CaptureCluster.StartAsync(options => options with { Clock = clock });

        var before = await Age(cluster);
        clock.Now += TimeSpan.FromDays(2);

        Assert.Equal("15m", before);
        Assert.Equal("2d", await Age(cluster));

        static async Task<string> Age(CaptureCluster cluster) =>
            (await cluster.GetAsync("/api/v1/namespaces/default", CaptureCluster.Table)).GetProperty("rows")[0].GetProperty("cells")[2].GetString()!;
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-5, "<invalid>")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(292, "4m52s")]
    [InlineData(10 * 60 + 5, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData(3 * 3600 + 60, "3h1m")]
    [InlineData(47 * 3600, "47h")]
    [InlineData(49 * 3600, "2d1h")]
    [InlineData(200 * 3600, "8d")]
    [InlineData(800 * 86400L, "2y70d")]
    [InlineData(4000 * 86400L, "10y")]
    public void Durations_read_as_kubectl_shows_them(long seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));

    private static string PathOf(string file)
    {
        var parts = file.Split('.');
        var (version, resource) = (parts[^2], parts[^1]);
        return parts.Length == 2 ? $"/api/{version}/{resource}" : $"/apis/{string.Join('.', parts[..^2])}/{version}/{resource}";
    }

    private static List<string> Columns(JsonElement table) =>
        [.. table.Items("columnDefinitions").Select(column =>
            $"{column.Text("name")} {column.Text("type")} {column.Text("format")} {column.Text("priority")}")];

    /// <summary>Rows as text, with what depends on the time of day taken out.</summary>
    private static List<string> Rows(JsonElement table) =>
    [
        .. table.Items("rows").Select(row =>
            string.Join(" | ", row.Items("cells").Select(cell => Ages().Replace(cell.ValueKind == JsonValueKind.String ? $"\"{cell.GetString()}\"" : cell.GetRawText(), "AGE")))
            + " | " + string.Join(',', row.Items("conditions").Select(condition => condition.GetRawText()))
            + " | " + row.Text("object", "metadata", "namespace")),
    ];

    [GeneratedRegex(@"\b\d+[smhd](\d+[smhd])?(?=[""  ])")]
    private static partial Regex Ages();
}

internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
