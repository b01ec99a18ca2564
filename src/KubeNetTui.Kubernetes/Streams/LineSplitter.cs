using System.Globalization;
using System.Text;

namespace KubeNetTui.Kubernetes;

/// <summary>Cuts a byte stream into lines of bounded length; what a line has beyond the bound is dropped.</summary>
/// <param name="marksCuts">And a line that was cut ends with how much that was.</param>
internal sealed class LineSplitter(int maxLineBytes, bool marksCuts = false)
{
    private byte[] _line = new byte[256];
    private int _length;
    private long _dropped;
    private bool _any;

    /// <summary>Appends the lines that end in <paramref name="bytes"/>.</summary>
    public void Take(ReadOnlySpan<byte> bytes, List<ReadOnlyMemory<byte>> lines)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                return;
            }
            lines.Add(Finish());
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>The rest, where the stream did not end with a line end; null: nothing.</summary>
    // default, not null: null would become an empty memory, which is something.
    public ReadOnlyMemory<byte>? Rest() => _any ? Finish() : default(ReadOnlyMemory<byte>?);

    private void Keep(ReadOnlySpan<byte> part)
    {
        _any = true;
        // One byte more than asked for: a carriage return may be the last, and does not count.
        var take = Math.Min(part.Length, Math.Max(0, maxLineBytes + 1 - _length));
        if (_length + take > _line.Length)
        {
            Array.Resize(ref _line, Math.Max(_length + take, _line.Length * 2));
        }
        part[..take].CopyTo(_line.AsSpan(_length));
        _length += take;
        _dropped += part.Length - take;
    }

    private ReadOnlyMemory<byte> Finish()
    {
        var line = _line.AsSpan(0, _length);
        if (line.Length > 0 && line[^1] == '\r')
        {
            line = line[..^1];
        }
        var missing = _dropped + Math.Max(0, line.Length - maxLineBytes);
        byte[] copy =
        [
            .. line[..Math.Min(line.Length, maxLineBytes)],
            .. missing > 0 && marksCuts ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"… cut: {missing:N0} more bytes in this line")) : [],
        ];
        (_length, _dropped) = (0, 0);
        _any = false;
        return copy;
    }
}
