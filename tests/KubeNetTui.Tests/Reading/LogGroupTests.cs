using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Reading;

public sealed class LogGroupTests
{
    [Fact]
    public async Task Logs_of_several_pods_come_as_one_each_line_with_its_pod()
    {
        List<LogEntry> got = [];
        LogSource[] sources = [new(0, "shop", "web-1", "web", "web-1"), new(1, "shop", "web-2", "web", "web-2")];
        using LogGroup group = new(
            Open, TimeProvider.System,
            (batch, _) =>
            {
                got.AddRange(batch);
                return Task.CompletedTask;
            },
            (_, _, _) => { });
        await RunToEndAsync(group, sources);

        Assert.Equal(["web-1 a", "web-1 b"], got.Where(e => e.Source == 0).Select(e => e.Text));
        Assert.Equal(["web-2 a", "web-2 b"], got.Where(e => e.Source == 1).Select(e => e.Text));

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Open(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes($"2026-01-01T00:00:00Z {query.Pod} a");
            yield return Encoding.UTF8.GetBytes($"2026-01-01T00:00:01Z {query.Pod} b");
        }
    }

    [Fact]
    public async Task What_comes_faster_than_the_screen_takes_it_is_dropped_and_counted_and_the_newest_stays()
    {
        const int all = 60_000;
        (int taken, int dropped, string last) = (0, 0, "");
        using LogGroup group = new(
            Open, TimeProvider.System,
            async (batch, lost) =>
            {
                (taken, dropped, last) = (taken + batch.Count, dropped + lost, batch[^1].Text);
                await Task.Delay(20);
            },
            (_, _, _) => { });
        await RunToEndAsync(group, [new LogSource(0, "shop", "web-1", "web", "")]);

        Assert.Equal(all, taken + dropped);
        Assert.True(dropped > 0);
        Assert.Equal($"line {all - 1}", last);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Open(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            for (int i = 0; i < all; i++)
            {
                yield return Encoding.UTF8.GetBytes($"2026-01-01T00:00:00Z line {i}");
            }
        }
    }

    [Fact]
    public void What_is_shown_is_what_the_ring_keeps_and_the_filter_lets_through() =>
        Prop.ForAll<NonNegativeInt[], bool>((sizes, inverted) =>
        {
            TextView view = new();
            LogPage page = new(view, maxLines: 50_000) { Filter = LogFilter.Parse(inverted ? "!1" : "1") };
            List<string> expected = [];
            foreach (int[] batch in sizes.Select(s => s.Get % 30_000).Take(8).Select(n => Enumerable.Range(0, n).ToArray()))
            {
                page.Append([.. batch.Select(i => new LogEntry("", $"{i}"))], 0);
                expected.AddRange(batch.Select(i => $"{i}"));
            }

            // Short lines are bounded by their number: their memory is far from its bound.
            Assert.True(LogRing.MostBytes / new LogEntry("", "12345").Memory > 100_000);
            List<string> kept = [.. expected.TakeLast(50_000).Where(t => t.Contains('1') != inverted)];
            return page.Shown == kept.Count && view.Lines.Select(l => l.Text).SequenceEqual(kept);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Theory]
    [InlineData("error", "an ERROR here", true)]
    [InlineData("ERROR", "an error here", false)]
    [InlineData("!error", "an error here", false)]
    [InlineData("err.*here$", "an error here", true)]
    [InlineData("(", "a ( b", true)]
    public void A_filter_is_text_or_a_regular_expression_and_may_be_turned_round(string typed, string line, bool shows) =>
        Assert.Equal(shows, LogFilter.Parse(typed).Shows(new LogEntry("", line)));

    [Fact]
    public void A_line_of_json_is_put_in_the_order_of_reading_and_anything_else_is_left_alone()
    {
        Assert.True(JsonLogLine.TryRead("""{"msg":"no route","user":{"id":7},"level":"error","ts":1700000000.5}""", out IReadOnlyList<TextRun>? runs));
        Assert.Equal("1700000000.5 ERROR no route user={\"id\":7}", string.Concat(runs.Select(r => r.Text)));
        Assert.Equal(Tone.Fail, runs[1].Tone);
        Assert.False(JsonLogLine.TryRead("{not json", out _));
        Assert.False(JsonLogLine.TryRead("[1]", out _));
    }

    [Theory]
    [InlineData("""{"selector":{"app":"web","tier":"fe"}}""", "app=web,tier=fe")]
    [InlineData("""{"selector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"t","operator":"In","values":["a","b"]},{"key":"x","operator":"DoesNotExist"}]}}""", "app=web,t in (a,b),!x")]
    [InlineData("""{"selector":{}}""", null)]
    [InlineData("""{}""", null)]
    public void The_pods_of_an_object_are_found_by_its_selector(string spec, string? selector) =>
        Assert.Equal(selector, LogSources.SelectorOf(JsonNode.Parse(spec)));

    [Fact]
    public async Task Pods_that_come_and_go_make_room_for_each_other_and_those_left_out_are_counted_once()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Objects["/apis/apps/v1/namespaces/shop/deployments/web"] = """{"spec":{"selector":{"matchLabels":{"app":"web"}}}}""";
        await using Person person = new(cluster);
        LogSources sources = new(person.Workspace.Session, new Selection(WellKnownKinds.Deployments, "shop", "web", ""));

        IReadOnlyList<LogSource> first = await FindAsync("old", 150);
        Assert.Equal((LogSources.Most, 50), (first.Count, sources.LeftOut));
        Assert.Empty(await FindAsync("old", 150));
        Assert.Equal((50, 0), (sources.LeftOut, sources.Gone.Count));
        IReadOnlyList<LogSource> second = await FindAsync("new", 60);
        Assert.Equal((60, 0, LogSources.Most), (second.Count, sources.LeftOut, sources.Gone.Count));
        Assert.Empty(first.Select(s => s.Number).Intersect(second.Select(s => s.Number)));

        Task<IReadOnlyList<LogSource>> FindAsync(string name, int count)
        {
            var pods = Enumerable.Range(0, count).Select(i => $$$"""{"metadata":{"name":"{{{name}}}-{{{i}}}","namespace":"shop"},"spec":{"containers":[{"name":"web"}]}}""");
            cluster.Objects["/api/v1/namespaces/shop/pods?labelSelector=app%3Dweb"] = $"{{\"items\":[{string.Join(',', pods)}]}}";
            return sources.FindNewAsync(null, TestContext.Current.CancellationToken);
        }
    }

    private static Task RunToEndAsync(LogGroup group, IReadOnlyList<LogSource> sources)
    {
        int asked = 0;

        // A log of the run before is read to its end and not again.
        return group.RunAsync(
            _ => Task.FromResult(asked++ == 0 ? sources : null), s => new LogQuery(s.Namespace, s.Pod, s.Container) { Previous = true }, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
    }
}
