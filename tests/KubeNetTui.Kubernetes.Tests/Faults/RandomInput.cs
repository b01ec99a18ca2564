using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Kubernetes.Tests;

/// <summary>Whatever comes in, parsers fail in the one way their callers expect.</summary>
public sealed class RandomInput
{
    private static Arbitrary<byte[]> AnyBytes => ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is not null);

    /// <summary>A real text with a few bytes changed: random bytes alone never get far into a parser.</summary>
    private static Arbitrary<byte[]> Damaged(byte[] good) =>
        (from places in Gen.ArrayOf(Gen.Choose(0, good.Length - 1))
         from values in Gen.ArrayOf(Gen.Elements("{}[]\",:\\ \n0ntx\0\u00ff".Select(c => (byte)c).ToArray()), places.Length)
         from length in Gen.OneOf(Gen.Constant(good.Length), Gen.Choose(0, good.Length))
         select Damage(good, places, values, length)).ToArbitrary();

    [Fact]
    public void A_kubeconfig_of_any_bytes_is_read_or_refused_properly()
    {
        var good = """
            {"current-context": "x", contexts: [{name: x, context: {cluster: c, user: u}}],
            clusters: [{name: &a c, cluster: {server: 'https://c:1', certificate-authority-data: aGVsbG8=, proxy-url: http://p}}],
            users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x, env: [{name: A, value: *a}]}, as: x, as-user-extra: {k: [v]}}}]}
            """u8.ToArray();
        foreach (var input in new[] { AnyBytes, Damaged(good) })
        {
            Prop.ForAll(input, bytes =>
            {
                try
                {
                    ConfigFile.Parse("/tmp/config", Encoding.UTF8.GetString(bytes), []);
                }
                catch (KubeConfigException wrong)
                {
                    Assert.StartsWith("/tmp/config", wrong.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain(wrong.Message, char.IsControl);
                }
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void A_list_of_any_bytes_is_read_or_refused_as_JSON()
    {
        var good = """{"kind":"Table","metadata":{"resourceVersion":"1","continue":""},"columnDefinitions":[{"name":"Name","priority":0}],"rows":[{"cells":["a",1,null,"x\n"],"object":{"metadata":{"name":"a","namespace":"b","creationTimestamp":"2026-11-20T23:50:00Z","labels":{"k":"v"},"ownerReferences":[{"kind":"R","name":"n","controller":true}],"managedFields":[{"f:x":{}}]}}}]}"""u8.ToArray();
        foreach (var input in new[] { AnyBytes, Damaged(good) })
        {
            Prop.ForAll(input, bytes =>
            {
                try
                {
                    var store = new TableStore(new LiveSignal(TimeProvider.System));
                    store.ListBegins();
                    using var feed = new JsonFeed(new Trickle(bytes, 7).ReadAsync);
                    var reading = PagedList.ReadListAsync(feed, store);
                    Assert.True(reading.IsCompleted);
                    reading.GetAwaiter().GetResult();
                }
                catch (JsonException)
                {
                }
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void A_watch_event_of_any_bytes_is_applied_or_refused_as_JSON()
    {
        var good = """{"kind":"Table","rows":[{"cells":["a"],"object":{"metadata":{"name":"a\u0041","namespace":"b","labels":{"k":"v"},"deletionTimestamp":null}}}]}"""u8.ToArray();
        foreach (var input in new[] { AnyBytes, Damaged(good) })
        {
            Prop.ForAll(input, bytes =>
            {
                try
                {
                    new TableStore(new LiveSignal(TimeProvider.System)).Apply(WatchChange.Put, bytes);
                    new ObjectStore<string>(new LiveSignal(TimeProvider.System), json => Encoding.UTF8.GetString(json)).Apply(WatchChange.Put, bytes);
                }
                catch (JsonException)
                {
                }
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void A_whole_JSON_value_is_framed_as_the_runtime_reads_it()
    {
        var values = Gen.Elements("1", "-2.5e3", "true", "null", "\"a\"", "\"\\\"\\\\\"", "{}", "[]", "{\"a\":[1,{\"b\":\"]}\"}]}", "[[],{}]", "\"\u00e9\"");
        Prop.ForAll((from a in values from b in values from space in Gen.Elements("", " ", "\n\t") select $"[{a}{space},{space}{b}{space}]").ToArbitrary(), text =>
        {
            using var document = JsonDocument.Parse(text);
            var members = new JsonMembers(Encoding.UTF8.GetBytes(text));
            foreach (var item in document.RootElement.EnumerateArray())
            {
                Assert.True(members.Next());
                Assert.Equal(item.GetRawText(), Encoding.UTF8.GetString(members.Value));
            }
            Assert.False(members.Next());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_status_and_an_error_answer_of_any_bytes_make_a_clean_message()
    {
        var settings = new ConnectionSettings { Server = new Uri("https://x"), ContextName = "x" };
        var statuses = Gen.Elements(400, 401, 403, 404, 409, 410, 418, 422, 429, 500, 502, 503);
        foreach (var input in new[] { AnyBytes, Damaged("""{"kind":"Status","status":"Failure","message":"no\u001b[0m","reason":"X","details":{"retryAfterSeconds":1,"causes":[{"reason":"a","message":"b"}]},"code":500}"""u8.ToArray()) })
        {
            Prop.ForAll(input, statuses.ToArbitrary(), (bytes, status) =>
            {
                var failure = Failures.OfAnswer("GET /", status, "application/json", bytes, settings, null);
                Assert.DoesNotContain(failure.Message + failure.Reason + failure.Advice, char.IsControl);
                Assert.Equal(status, failure.HttpStatus);
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public void Lines_come_out_the_same_however_the_log_is_cut()
    {
        var texts = Gen.ArrayOf(Gen.Elements((byte)'a', (byte)'b', (byte)'\n', (byte)'\r', (byte)0xc3)).ToArbitrary();
        Prop.ForAll(texts, Gen.Choose(1, 9).ToArbitrary(), (text, step) =>
        {
            var expected = Encoding.Latin1.GetString(text).Split('\n').Select(l => l.EndsWith('\r') ? l[..^1] : l).Select(l => l.Length > 5 ? l[..5] : l).ToList();
            if (expected[^1].Length == 0 && (text.Length == 0 || text[^1] == '\n'))
            {
                expected.RemoveAt(expected.Count - 1);
            }
            var splitter = new LineSplitter(5);
            var lines = new List<ReadOnlyMemory<byte>>();
            foreach (var piece in text.Chunk(step))
            {
                splitter.Take(piece, lines);
            }
            if (splitter.Rest() is { } rest)
            {
                lines.Add(rest);
            }
            Assert.Equal(expected, lines.Select(l => Encoding.Latin1.GetString(l.Span)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_cut_and_says_at_its_end_how_much_is_missing()
    {
        var splitter = new LineSplitter(64 * 1024, marksCuts: true);
        var lines = new List<ReadOnlyMemory<byte>>();
        var piece = new byte[16 * 1024];
        Array.Fill(piece, (byte)'x');
        for (var i = 0; i < 640; i++)
        {
            splitter.Take(piece, lines);
        }

        splitter.Take("\nshort\n"u8, lines);

        Assert.Equal(2, lines.Count);
        var text = Encoding.UTF8.GetString(lines[0].Span);
        Assert.Equal((64 * 1024, "… cut: 10,420,224 more bytes in this line"), (text.IndexOf('…'), text[text.IndexOf('…')..]));
        Assert.Equal("short", Encoding.UTF8.GetString(lines[1].Span));
    }

    private static byte[] Damage(byte[] good, int[] places, byte[] values, int length)
    {
        var bytes = good.ToArray();
        for (var i = 0; i < Math.Min(3, places.Length); i++)
        {
            bytes[places[i]] = values[i];
        }
        return bytes[..length];
    }
}
