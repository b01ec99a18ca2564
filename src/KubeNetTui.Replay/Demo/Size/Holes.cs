using System.Buffers.Text;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>Writers of the common kinds of holes.</summary>
internal static class Holes
{
    public static int Text(Span<byte> destination, string text) => Encoding.UTF8.GetBytes(text, destination);

    public static int Number(Span<byte> destination, long value)
    {
        Utf8Formatter.TryFormat(value, destination, out var written);
        return written;
    }

    public static int Uid(Span<byte> destination, Guid value)
    {
        Utf8Formatter.TryFormat(value, destination, out var written);
        return written;
    }

    public static int Address(Span<byte> destination, uint ip)
    {
        var at = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            at += Number(destination[at..], (ip >> shift) & 255);
            if (shift > 0)
            {
                destination[at++] = (byte)'.';
            }
        }

        return at;
    }

    /// <summary>64 hex digits made of four numbers.</summary>
    public static int Hex(Span<byte> destination, ulong seed)
    {
        for (var i = 0; i < 4; i++)
        {
            Utf8Formatter.TryFormat(seed * (ulong)((2 * i) + 0x9e3779b1), destination[(16 * i)..], out _, new System.Buffers.StandardFormat('x', 16));
        }

        return 64;
    }

    /// <summary>RFC 3339 in whole seconds.</summary>
    public static int Time(Span<byte> destination, DateTimeOffset time)
    {
        var t = time.UtcDateTime;
        Digits(destination, 0, t.Year, 4);
        Digits(destination, 5, t.Month, 2);
        Digits(destination, 8, t.Day, 2);
        Digits(destination, 11, t.Hour, 2);
        Digits(destination, 14, t.Minute, 2);
        Digits(destination, 17, t.Second, 2);
        destination[4] = destination[7] = (byte)'-';
        destination[10] = (byte)'T';
        destination[13] = destination[16] = (byte)':';
        destination[19] = (byte)'Z';
        return 20;
    }

    private static void Digits(Span<byte> destination, int at, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            destination[at + i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
