using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect.Tests;

public sealed class DnsTests
{
    // From captures/websocket/port-forward-dns-over-tcp.jsonl: CoreDNS 1.12, without the two bytes of length.
    private const string Question = "EjQBAAABAAAAAAAACmt1YmVybmV0ZXMHZGVmYXVsdANzdmMHY2x1c3RlcgVsb2NhbAAAAQAB";
    private const string Answer =
        "EjSFAAABAAEAAAAACmt1YmVybmV0ZXMHZGVmYXVsdANzdmMHY2x1c3RlcgVsb2NhbAAAAQABCmt1YmVybmV0ZXMHZGVmYXVsdANzdmMHY2x1c3RlcgVsb2NhbAAAAQABAAAABQAECmAAAQ==";

    [Fact]
    public void A_question_is_what_a_resolver_sends_and_its_answer_is_read()
    {
        Assert.True(DnsQuestion.TryParse("kubernetes.default.svc.cluster.local A", 0x1234, out var question));
        Assert.Equal(Convert.FromBase64String(Question), question.ToBytes());
        Assert.True(DnsAnswer.TryParse(Convert.FromBase64String(Answer), out var answer, out _));
        Assert.Equal(("NOERROR", "10.96.0.1"), (answer.Code, Assert.Single(answer.Addresses)));
        Assert.True(answer.IsTo(question));
        Assert.False(answer.IsTo(question with { Id = 1 }));
        Assert.False(answer.IsTo(question with { Name = "other.default.svc.cluster.local" }));
    }

    [Fact]
    public void Pointers_and_aliases_are_followed_and_loops_of_pointers_end()
    {
        // a.b CNAME c.b; c.b A 1.2.3.4; names by pointers (RFC 1035, 4.1.4).
        byte[] message =
        [
            0, 7, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0, 1, (byte)'a', 1, (byte)'b', 0, 0, 1, 0, 1,
            0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 4, 1, (byte)'c', 0xc0, 14,
            0xc0, 33, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4,
        ];
        Assert.True(DnsAnswer.TryParse(message, out var answer, out _));
        Assert.Equal(["c.b.", "1.2.3.4"], answer.Addresses);
        message[21] = 0xc0;
        message[22] = 21;
        Assert.False(DnsAnswer.TryParse(message, out _, out var why));
        Assert.Contains("record 1", why);
    }

    [Theory]
    [InlineData("a..b A")]
    [InlineData(" ")]
    [InlineData("a.b HINFO")]
    [InlineData("a.b A more")]
    [InlineData("a.b 1")]
    public void What_is_no_question_is_refused(string query) =>
        Assert.Equal(query == "a.b 1", DnsQuestion.TryParse(query, 1, out _));

    [Fact]
    public void Any_bytes_are_read_without_an_exception() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            _ = DnsAnswer.TryParse(bytes, out _, out _);
            var mutated = Convert.FromBase64String(Answer);
            for (var i = 0; i < bytes.Length; i++)
            {
                mutated[(bytes[i] * 7 + i) % mutated.Length] = bytes[^(i + 1)];
            }

            _ = DnsAnswer.TryParse(mutated, out _, out _);
            _ = DnsAnswer.TryParse(mutated.AsSpan(0, bytes.Length % mutated.Length), out _, out _);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("reached 3 dig NOERROR web. 10.0.0.1", ProbeOutcome.Reached, "NOERROR", "web. 10.0.0.1")]
    [InlineData("reached 3 dig NXDOMAIN", ProbeOutcome.Reached, "NXDOMAIN", "")]
    [InlineData("timedout 3001 dig ;; connection timed out", ProbeOutcome.TimedOut, "", "")]
    [InlineData("reached 3 bash raw 00", ProbeOutcome.BadAnswer, "", "")]
    [InlineData("reached 3 bash raw zz", ProbeOutcome.BadAnswer, "", "")]
    [InlineData("reached 3 bash", ProbeOutcome.BadAnswer, "", "")]
    public void A_probes_line_is_read(string line, ProbeOutcome outcome, string code, string addresses)
    {
        Assert.True(ScriptWant.TryMake(new ProbeNeed(Place.Node("a"), ProbeMethod.Dns, "10.0.0.10", 53, "web A"), "", out var want, out _));
        var result = ProbeLine.Read(line + "\n", want!)!;
        Assert.Equal((outcome, code, addresses), (result.Outcome, result.DnsCode, string.Join(' ', result.Addresses)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("7 3 nc open")]
    [InlineData("reached soon nc open")]
    public void What_is_no_probes_line_is_none(string line)
    {
        Assert.True(ScriptWant.TryMake(new ProbeNeed(Place.Node("a"), ProbeMethod.Tcp, "10.0.0.10", 53), "", out var want, out _));
        Assert.Null(ProbeLine.Read(line, want!));
    }
}
