using System.Buffers.Text;
using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>Bytes for the terminal, put together in memory that is used again for the next frame.</summary>
internal sealed class EscapeWriter
{
    private byte[] _bytes = new byte[16 * 1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Write(Rune rune) => Length += rune.EncodeToUtf8(Reserve(4));

    /// <summary>The text must be free of control characters.</summary>
    public void Write(string text) => Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public void WriteNumber(int number)
    {
        Utf8Formatter.TryFormat(number, Reserve(11), out var written);
        Length += written;
    }

    /// <summary>CSI with one number, which is left out where it is 1, as all these sequences allow.</summary>
    public void WriteCsi(int number, byte final)
    {
        Write("\e["u8);
        if (number != 1)
        {
            WriteNumber(number);
        }

        Write(final);
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        return _bytes.AsSpan(Length);
    }
}
