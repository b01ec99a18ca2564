using System.Runtime.CompilerServices;
using System.Text;
using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Reading;

/// <summary>A log as a person reads it: filtered, halted, cleared, bounded.</summary>
public sealed class LogScreenTests
{
    private readonly List<LogQuery> _queries = [];
    private readonly System.Threading.Channels.Channel<string> _more = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private string[] _lines = [.. Enumerable.Range(1, 60).Select(i => i % 10 == 0 ? $"line {i} ERROR no route" : $"line {i} ok")];

    [Fact]
    public async Task Slash_shows_only_the_lines_with_a_text_an_exclamation_mark_the_others_and_esc_all()
    {
        await using var person = await OpenAsync();
        person.Press("/").Type("error").Press("enter");
        Assert.Contains("/error: 6 lines", person.Screen);
        Assert.DoesNotContain(" ok", person.Screen);
        person.Press("/", "ctrl-u").Type("!error").Press("enter");
        Assert.Contains("/!error: 54 lines", person.Screen);
        Assert.DoesNotContain("ERROR", person.Screen);
        person.Press("esc");
        Assert.Contains("line 60 ERROR", person.Screen);
        Assert.Contains("line 59 ok", person.Screen);
        Assert.StartsWith("log ", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task And_shows_what_is_around_the_lines_that_were_looked_for_and_n_steps_through_them()
    {
        await using var person = await OpenAsync(height: 20);
        person.Press("/").Type("error").Press("enter", "&");
        Assert.Contains("6 marked", person.Screen);
        person.Press("g", "n");
        Assert.Contains("1 of 6", person.Screen);
        Assert.Contains("line 9 ok", person.Screen);
        Assert.Contains("line 10 ERROR", person.Screen);
        person.Press("n", "n", "&");
        Assert.Contains("/error: 6 lines", person.Screen);
    }

    [Fact]
    public async Task Halted_it_stays_whatever_comes_and_s_goes_on()
    {
        await using var person = await OpenAsync(height: 20);
        person.Press("s");
        await _more.Writer.WriteAsync("a new line", TestContext.Current.CancellationToken);
        await person.Until("61 lines");
        Assert.DoesNotContain("a new line", person.Screen);
        Assert.Contains("halted: s goes on", person.StatusLine);
        person.Press("s");
        Assert.Contains("a new line", person.Screen);
        Assert.Contains("following", person.StatusLine);
    }

    [Fact]
    public async Task C_forgets_the_lines_and_what_comes_is_shown()
    {
        await using var person = await OpenAsync();
        person.Press("C");
        Assert.DoesNotContain("line 60", person.Screen);
        await _more.Writer.WriteAsync("a new line", TestContext.Current.CancellationToken);
        await person.Until("a new line");
    }

    [Fact]
    public async Task Tail_buffer_times_and_wrapping_are_as_configured()
    {
        using TemporaryConfig config = new("""
            logs:
              tail: 40
              buffer: 100
              timestamps: true
              wrap: true
            """);
        _lines = [.. Enumerable.Range(1, 250).Select(i => $"line {i} {new string('x', 210)} end{i}")];
        await using var person = await OpenAsync(folders: config.Folders, until: "end250");

        Assert.Equal(40, _queries[^1].TailLines);
        Assert.True(_queries[^1].MarksCuts);
        Assert.Contains("2026-01-01T00:00:00", person.Line("line 250 "));
        Assert.Contains("100 lines, 150 older ones dropped", person.StatusLine);
    }

    [Fact]
    public async Task A_range_is_asked_for_by_its_digit_and_said()
    {
        await using var person = await OpenAsync();
        await person.Press("5").Until("the last 30 minutes");
        await person.Until("line 60");
        Assert.Equal(1800, _queries[^1].SinceSeconds);
        Assert.Null(_queries[^1].TailLines);
        await person.Press("0").Until("line 60");
        Assert.Equal(500, _queries[^1].TailLines);
    }

    [Fact]
    public async Task The_containers_of_a_pod_are_a_key_away_debug_containers_too()
    {
        await using var person = await OpenAsync();
        await person.Press("tab").Until("log shop/web-1 side");
        await person.Press("a").Until("log shop/web-1 all containers");
        await person.Until("look line 60");
        await person.Press("a").Until("log shop/web-1 side");
        person.Press("o");
        Assert.Contains("look", person.Screen);
    }

    [Fact]
    public void Lines_are_kept_by_the_memory_they_take_and_not_only_by_their_number()
    {
        LogPage page = new(new TextView(), maxLines: 1_000_000);
        var line = new string('x', 64 * 1024);
        for (var i = 0; i < 400; i++)
        {
            page.Append([new LogEntry("", line)], 0);
        }

        Assert.InRange(page.Count, 100, 200);
        Assert.Equal(400, page.Count + page.Dropped);
    }

    [Fact]
    public async Task Waiting_for_the_screen_a_flood_of_long_lines_takes_a_bounded_memory_too()
    {
        long most = 0;
        using LogGroup group = new(
            Flood, TimeProvider.System,
            async (batch, _) =>
            {
                most = Math.Max(most, batch.Sum(e => e.Memory));
                await Task.Delay(30);
            },
            (_, _, _) => { });
        var asked = 0;
        await group.RunAsync(
            _ => Task.FromResult<IReadOnlyList<LogSource>?>(asked++ == 0 ? [new LogSource(0, "shop", "web-1", "web", "")] : null),
            s => new LogQuery(s.Namespace, s.Pod, s.Container) { Previous = true }, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        Assert.InRange(most, 1, 17 * 1024 * 1024);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Flood(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            var line = Encoding.UTF8.GetBytes("2026-01-01T00:00:00Z " + new string('x', 64 * 1024));
            for (var i = 0; i < 500; i++)
            {
                yield return line;
            }
        }
    }

    private async Task<Person> OpenAsync(int height = 80, ConfigFolders? folders = null, string until = "line 60")
    {
        FakeTime time = new();
        var cluster = Shop.Make(time.Now);
        cluster.Objects["/api/v1/namespaces/shop/pods/web-1"] = """
            {"metadata":{"name":"web-1","namespace":"shop"},"spec":{"containers":[{"name":"web"},{"name":"side"}],"ephemeralContainers":[{"name":"look"}]},"status":{}}
            """;
        Person person = new(cluster, width: 160, height: height, folders: folders);
        person.Workspace.Open(new LogScreen(person.Workspace, new Selection(WellKnownKinds.Pods, "shop", "web-1", ""), null, previous: false, Open));
        return await person.Until(until);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Open(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        lock (_queries)
        {
            _queries.Add(query);
        }

        var label = query.Container == "look" ? "look " : "";
        foreach (var line in _lines)
        {
            yield return Encoding.UTF8.GetBytes($"2026-01-01T00:00:00.000000001Z {label}{line}");
        }

        await foreach (var line in _more.Reader.ReadAllAsync(cancellation))
        {
            yield return Encoding.UTF8.GetBytes($"2026-01-01T00:00:01.000000001Z {line}");
        }
    }

    private sealed class TemporaryConfig : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-logs-").FullName;

        public TemporaryConfig(string yaml)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "kubenettui"));
            File.WriteAllText(Path.Combine(_folder, "kubenettui", "config.yaml"), yaml);
        }

        public ConfigFolders Folders => ConfigFolders.From(name => name == "XDG_CONFIG_HOME" ? _folder : null);

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
