using System.Runtime.CompilerServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Tests.Reading;

public sealed class LogTests
{
    [Fact]
    public void A_ring_keeps_its_bounds_counts_what_it_dropped_and_keeps_the_newest() =>
        Prop.ForAll<PositiveInt, PositiveInt, NonNegativeInt[]>((lines, bytes, sizes) =>
        {
            var (maxLines, maxBytes) = (lines.Get % 20 + 1, (bytes.Get % 500) + 400);
            var ring = new LogRing(maxLines, maxBytes);
            LogEntry[] all = [.. sizes.Select((size, i) => new LogEntry($"{i}", new string('x', size.Get % 100)))];
            foreach (var entry in all)
            {
                ring.Add(entry);
            }

            var kept = ring.Entries.Select(e => int.Parse(e.At)).ToList();
            return ring.Count <= maxLines
                && (ring.Bytes <= maxBytes || ring.Count == 1)
                && ring.Dropped + ring.Count == sizes.Length
                && kept.SequenceEqual(Enumerable.Range(sizes.Length - kept.Count, kept.Count))
                && ring.Bytes == all.TakeLast(kept.Count).Sum(e => e.Memory);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_escape_sequence_of_a_log_line_is_left_whatever_it_is() =>
        Prop.ForAll<int[]>(codes =>
        {
            // Characters that sequences are made of, in any order.
            const string alphabet = "\u001b[]m;0138:?\u0007\\P_aK\u009b \r";
            var line = string.Concat(codes.Select(c => alphabet[(int)((uint)c % alphabet.Length)]));
            var plain = SgrText.Plain(line);
            return !plain.Contains('\u001b') && !plain.Contains('\u009b') && plain.Length <= line.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Colours_of_a_log_line_become_styles_and_other_sequences_are_to_be_seen()
    {
        var runs = SgrText.Parse("\u001b[1;31mERROR\u001b[0m \u001b]0;title\u0007\u001b[2Kdisk \u001b[38;5;208mfull\u001b[39m!\r");

        Assert.Equal("ERROR ␛]0;title\u0007␛[2Kdisk full!", string.Concat(runs.Select(r => r.Text)));
        Assert.Equal(Style.Fg(Color.Red).Bold(), runs[0].Style);
        Assert.Equal(Style.Fg(Color.Indexed(208)), runs.Single(r => r.Text == "full").Style);
        Assert.Equal(Style.Plain, runs[^1].Style);
    }

    [Fact]
    public void What_a_carriage_return_would_overwrite_is_shown_and_a_saved_line_holds_no_control_character()
    {
        Assert.Equal("evil␍good", SgrText.Parse("evil\rgood")[0].Text);
        Assert.Equal("bell␇ and tab\t.", SgrText.Plain("bell\u0007 and tab\t."));
    }

    [Fact]
    public void A_colour_with_colons_and_an_empty_colour_space_is_read() =>
        Assert.Equal(Style.Fg(Color.Rgb(255, 1, 2)), Assert.Single(SgrText.Parse("\u001b[38:2::255:1:2mx")).Style);

    [Fact]
    public async Task A_stream_that_breaks_is_resumed_and_no_line_comes_twice()
    {
        var queries = new List<LogQuery>();
        var got = new List<string>();
        using var stop = new CancellationTokenSource();
        var stream = new LogStream(
            Open, new LogQuery("shop", "web-1", "web"), TimeProvider.System,
            batch =>
            {
                got.AddRange(batch.Select(e => e.Text));
                if (got.Contains("three"))
                {
                    stop.Cancel();
                }
            },
            (_, _) => { });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.RunAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        Assert.Equal(["one", "two", "three"], got);
        Assert.Null(queries[1].TailLines);
        Assert.NotNull(queries[1].SinceSeconds);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Open(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            queries.Add(query);
            yield return Line("2026-01-01T00:00:00.000000001Z one");
            yield return Line("2026-01-01T00:00:00.000000002Z two");
            if (queries.Count == 1)
            {
                throw new ApiException(new ApiFailure(RequestStep.Answer, 200, "", "the stream broke off", ""));
            }

            yield return Line("2026-01-01T00:00:00.000000003Z three");
            await Task.Delay(Timeout.Infinite, cancellation);
        }
    }

    [Fact]
    public async Task A_container_that_never_started_shows_the_servers_message()
    {
        var told = new List<(LogState State, string Words)>();
        using var stop = new CancellationTokenSource();
        const string message = "container \"web\" in pod \"report-1\" is waiting to start: ContainerCreating";
        var stream = new LogStream(
            (_, _) => throw new ApiException(new ApiFailure(RequestStep.Server, 400, "BadRequest", message, "")),
            new LogQuery("shop", "report-1", "web"), TimeProvider.System, _ => { },
            (state, words) =>
            {
                told.Add((state, words));
                if (state == LogState.Lost)
                {
                    stop.Cancel();
                }
            });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.RunAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        Assert.Equal((LogState.Lost, message), told[^1]);
    }

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text);
}
