using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Collect.Tests;

public sealed class FrameParserTests
{
    private const string Nonce = "0123456789abcdef";

    private static readonly string[] Pieces =
    [
        "@0123456789abcdef begin node/a uname\n", "@0123456789abcdef error\n", "@0123456789abcdef end 0 ok\n", "@0123456789abcdef end x ok\n",
        "@0123456789abcdef end 1 cut 5 +n\n", "@0123456789abcdef begin\n", "@0123456789abcdef done\n", "text\n", "no end", "\0\u00ff\r\n", "\n",
        "@0123456789abcdef ", new('x', 3000),
    ];

    [Fact]
    public void Any_bytes_in_any_portions_give_frames_or_nothing_and_never_an_exception() =>
        Prop.ForAll<byte[], byte>((choice, portion) =>
        {
            var bytes = Encoding.Latin1.GetBytes(string.Concat(choice.Select(c => Pieces[c % Pieces.Length])));
            Assert.Equal(Parse(bytes, bytes.Length + 1), Parse(bytes, portion + 1));
            Parse(choice, portion + 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_comes_back() =>
        Prop.ForAll<byte[], byte>((content, portion) =>
        {
            var text = Encoding.Latin1.GetString(content).Replace('\u0080', 'y');
            var output = Encoding.UTF8.GetBytes(text);
            var (line, plus) = text.EndsWith('\n') || text.Length == 0 ? ("", "") : ("\n", " +n");
            byte[] bytes =
            [
                .. Encoding.ASCII.GetBytes($"@{Nonce} begin node/a uname\n"), .. output, .. Encoding.ASCII.GetBytes($"{line}@{Nonce} error\nsaid\n@{Nonce} end 4 ok{plus}\n@{Nonce} done\n"),
            ];
            var frame = Assert.Single(Parse(bytes, portion + 1));
            Assert.Equal(new ScriptFrame("node/a", "uname", text, "said", 4, "ok", ""), frame);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_frame_that_has_not_ended_is_none_and_more_than_the_bound_is_cut()
    {
        Assert.Empty(Parse(Encoding.ASCII.GetBytes($"@{Nonce} begin node/a uname\nLinux\n"), 7));
        var long_ = Encoding.ASCII.GetBytes($"@{Nonce} begin node/a uname\n{new string('x', 20_000)}\n@{Nonce} error\n@{Nonce} end 0 ok\n");
        var frame = Assert.Single(Parse(long_, 100));
        Assert.Equal("cut", frame.Flag);
        Assert.InRange(frame.Output.Length, 10_000, 10_001);
    }

    private static List<ScriptFrame> Parse(byte[] bytes, int portion)
    {
        var parser = new FrameParser(Nonce, 10_000);
        List<ScriptFrame> frames = [];
        for (var at = 0; at < bytes.Length; at += portion)
        {
            parser.Take(bytes.AsSpan(at, Math.Min(portion, bytes.Length - at)), frames);
        }

        return frames;
    }
}
