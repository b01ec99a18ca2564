using System.Buffers;
using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>Collects the bytes of a bracketed paste up to its end mark, which may come in pieces.</summary>
internal sealed class PasteCollector
{
    // A paste that never ends must not eat the memory: it comes as several.
    private const int MaxLength = 4 * 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _text = new();

    private static ReadOnlySpan<byte> End => "\e[201~"u8;

    /// <summary>A paste has begun and not ended.</summary>
    public bool IsOpen { get; private set; }

    public void Begin() => IsOpen = true;

    /// <summary>Returns how many bytes were taken; the rest is for later, either behind the end mark or perhaps the beginning of it.</summary>
    public int Take(ReadOnlySpan<byte> bytes, ICollection<InputEvent> events)
    {
        var end = bytes.IndexOf(End);
        var text = end >= 0 ? bytes[..end] : bytes[..^Overlap(bytes)];
        _text.Write(text);
        if (end < 0)
        {
            if (_text.WrittenCount > MaxLength)
            {
                Deliver(events);
            }

            return text.Length;
        }

        IsOpen = false;
        Deliver(events);
        return text.Length + End.Length;
    }

    private void Deliver(ICollection<InputEvent> events)
    {
        events.Add(new PasteEvent(Encoding.UTF8.GetString(_text.WrittenSpan)));
        _text.ResetWrittenCount();
    }

    /// <summary>How many bytes at the end may be the beginning of the end mark.</summary>
    private static int Overlap(ReadOnlySpan<byte> bytes)
    {
        for (var length = Math.Min(End.Length - 1, bytes.Length); length > 0; length--)
        {
            if (bytes[^length..].SequenceEqual(End[..length]))
            {
                return length;
            }
        }

        return 0;
    }
}
