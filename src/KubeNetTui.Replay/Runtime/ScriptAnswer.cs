using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>The frames that answer a node script (docs/node-script.md), put together and written in one stream.</summary>
internal sealed class ScriptAnswer(string nonce)
{
    private const int MostErrors = 4096;

    /// <summary>Below this an answer is not worth the effort of compressing.</summary>
    private const int WorthCompressing = 4096;

    private const int ChunkLength = 32 * 1024;
    private readonly ArrayBufferWriter<byte> _frames = new(4096);

    public void Add(ScriptWant want, string output, SectionFate fate)
    {
        Line($"@{nonce} begin {want.Place} {want.Section}");
        var closed = Body(Encoding.UTF8.GetBytes(output));
        Line($"@{nonce} error");
        var error = Encoding.UTF8.GetBytes(fate.Error);
        Body(error.AsSpan(0, Math.Min(error.Length, MostErrors)));
        Line(string.Create(CultureInfo.InvariantCulture, $"@{nonce} end {fate.Exit} {fate.Flag}{(closed ? "" : " +n")}"));
    }

    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        Line($"@{nonce} done");
        var compress = _frames.WrittenCount >= WorthCompressing;
        await output.WriteAsync(Encoding.ASCII.GetBytes($"kubenettui-answer 1 {nonce} {(compress ? "gzip" : "plain")}\n"), cancellation).ConfigureAwait(false);
        var bytes = compress ? Compressed() : _frames.WrittenMemory;
        for (var at = 0; at < bytes.Length; at += ChunkLength)
        {
            await output.WriteAsync(bytes.Slice(at, Math.Min(ChunkLength, bytes.Length - at)), cancellation).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte> Compressed()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_frames.WrittenSpan);
        }

        return buffer.ToArray();
    }

    private void Line(string text) => _frames.Write(Encoding.UTF8.GetBytes(text + "\n"));

    /// <returns>False when a newline had to be put in, so that the marker after it begins a line.</returns>
    private bool Body(ReadOnlySpan<byte> bytes)
    {
        _frames.Write(bytes);
        if (bytes.Length == 0 || bytes[^1] == '\n')
        {
            return true;
        }

        _frames.Write("\n"u8);
        return false;
    }
}
