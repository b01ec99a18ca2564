using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>
/// Headers that must stand on several lines. HttpClient joins the values of a repeated header with commas and offers no way round it,
/// and Kubernetes takes <c>Impersonate-Group: a, b</c> for one group of that name. So the values are joined with a mark that nobody
/// else can know, and the mark becomes a line break below HTTP/1.1, above TLS.
/// </summary>
internal sealed class HeaderLines
{
    private readonly string _mark = $"~{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}~";

    /// <summary>Whether any header of these has more than one value.</summary>
    public static bool Needed(Impersonation? other) => other is not null && (other.Groups.Count > 1 || other.Extra.Any(extra => extra.Value.Count > 1));

    public string Join(string name, IEnumerable<string> values) => string.Join($"{_mark}{name}: ", values);

    public Stream Over(Stream inner) => new MarkStream(inner, Encoding.ASCII.GetBytes(_mark));

    /// <summary>Writes a line break wherever the mark was written, also where a write ends in its middle.</summary>
    private sealed class MarkStream(Stream inner, byte[] mark) : Stream
    {
        private static ReadOnlyMemory<byte> LineBreak { get; } = "\r\n"u8.ToArray();

        private readonly ArrayBufferWriter<byte> _held = new();
        private bool _inHead = true;
        private int _endSeen;

        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var rest = buffer;
            if (_held.WrittenCount > 0)
            {
                _held.Write(buffer.Span);
                rest = _held.WrittenSpan.ToArray();
                _held.ResetWrittenCount();
            }
            int at;
            while ((at = rest.Span.IndexOf(mark)) >= 0)
            {
                await inner.WriteAsync(rest[..at], cancellationToken).ConfigureAwait(false);
                await inner.WriteAsync(LineBreak, cancellationToken).ConfigureAwait(false);
                rest = rest[(at + mark.Length)..];
            }
            var begun = StillInHead(buffer.Span) ? Begun(rest.Span) : 0;
            _held.Write(rest.Span[^begun..]);
            await inner.WriteAsync(rest[..^begun], cancellationToken).ConfigureAwait(false);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            // An answer: what is written next begins with a head again. HTTP/1.1 sends one request at a time here.
            (_inHead, _endSeen) = (true, 0);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only to be written asynchronously.");

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }

        /// <summary>Marks stand in the head of a request alone: a body may end in anything, and must not be held back.</summary>
        private bool StillInHead(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; _inHead && at < bytes.Length; at++)
            {
                _endSeen = bytes[at] == "\r\n\r\n"u8[_endSeen] ? _endSeen + 1 : bytes[at] == '\r' ? 1 : 0;
                _inHead = _endSeen < 4;
            }
            return _inHead;
        }

        /// <summary>How many bytes at the end may be the beginning of a mark.</summary>
        private int Begun(ReadOnlySpan<byte> bytes)
        {
            for (var length = Math.Min(mark.Length - 1, bytes.Length); length > 0; length--)
            {
                if (bytes[^length..].SequenceEqual(mark.AsSpan(0, length)))
                {
                    return length;
                }
            }
            return 0;
        }
    }
}
