using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Evidence;

/// <summary>An address as a number, so that ranges are comparisons. IPv4 takes the low 32 bits.</summary>
public readonly record struct Ip(UInt128 Value, bool IsV6)
{
    /// <summary>32 or 128.</summary>
    public int Bits => IsV6 ? 128 : 32;

    /// <summary>Dotted decimal with four parts, or any form of IPv6 without a zone. No name, no port, no octal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ip ip)
    {
        ip = default;
        if (text.IndexOf(':') < 0)
        {
            return TryParseV4(text, out ip);
        }

        // IPAddress takes brackets and zones, which no rule has.
        if (text.IndexOfAny('[', '%') >= 0 || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        ip = new Ip(BinaryPrimitives.ReadUInt128BigEndian(bytes), true);
        return true;
    }

    public static Ip? Parse(ReadOnlySpan<char> text) => TryParse(text, out var ip) ? ip : null;

    public override string ToString()
    {
        if (!IsV6)
        {
            var v = (uint)Value;
            return $"{v >> 24}.{(v >> 16) & 255}.{(v >> 8) & 255}.{v & 255}";
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new IPAddress(bytes).ToString();
    }

    /// <summary>Takes four numbers off the front.</summary>
    internal static bool TryTakeV4(ref ReadOnlySpan<char> text, out uint value)
    {
        value = 0;
        uint part = 0;
        int parts = 0, digits = 0, at = 0;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsAsciiDigit(c) && digits < 3)
            {
                part = (part * 10) + (uint)(c - '0');
                digits++;
            }
            else if (c == '.' && digits > 0 && parts < 3 && part <= 255)
            {
                value = (value << 8) | part;
                (part, digits) = (0, 0);
                parts++;
            }
            else
            {
                break;
            }
        }

        if (parts != 3 || digits == 0 || part > 255)
        {
            return false;
        }

        value = (value << 8) | part;
        text = text[at..];
        return true;
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out Ip ip)
    {
        if (TryTakeV4(ref text, out var taken) && text.IsEmpty)
        {
            ip = new Ip(taken, false);
            return true;
        }

        ip = default;
        return false;
    }
}

/// <summary>Addresses from <paramref name="First"/> to <paramref name="Last"/>, both included and of one family.</summary>
public readonly record struct IpRange(Ip First, Ip Last)
{
    public bool IsV6 => First.IsV6;

    public bool IsSingle => First == Last;

    public static IpRange Of(Ip ip) => new(ip, ip);

    /// <summary><c>10.0.0.1</c>, <c>10.0.0.0/8</c> (host bits are ignored, as the kernel does), <c>10.0.0.0/255.0.0.0</c>, <c>10.0.0.1-10.0.0.9</c>.</summary>
    /// <returns>False for rubbish and for masks with holes in them, which are no range.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out IpRange range)
    {
        // What nearly every rule has, an address or a network of IPv4, is read in one go.
        var rest = text;
        if (Ip.TryTakeV4(ref rest, out var v4) && TryLengthV4(rest, out var bits))
        {
            var mask = bits == 32 ? 0 : uint.MaxValue >> bits;
            range = new IpRange(new Ip(v4 & ~mask, false), new Ip(v4 | mask, false));
            return true;
        }

        range = default;
        var slash = text.IndexOf('/');
        var dash = slash < 0 ? text.IndexOf('-') : -1;
        if (dash > 0)
        {
            if (!Ip.TryParse(text[..dash], out var first) || !Ip.TryParse(text[(dash + 1)..], out var last) || first.IsV6 != last.IsV6 || first.Value > last.Value)
            {
                return false;
            }

            range = new IpRange(first, last);
            return true;
        }

        if (!Ip.TryParse(slash < 0 ? text : text[..slash], out var ip))
        {
            return false;
        }

        var length = ip.Bits;
        if (slash >= 0 && !TryParseLength(text[(slash + 1)..], ip, out length))
        {
            return false;
        }

        var all = ip.IsV6 ? UInt128.MaxValue : uint.MaxValue;
        var host = length == 0 ? all : all & ((UInt128.One << (ip.Bits - length)) - 1);
        range = new IpRange(ip with { Value = ip.Value & ~host & all }, ip with { Value = ip.Value | host });
        return true;
    }

    /// <summary>What follows an address: nothing, or <c>/24</c>.</summary>
    private static bool TryLengthV4(ReadOnlySpan<char> text, out int bits)
    {
        bits = 32;
        switch (text)
        {
            case []:
                return true;
            case ['/', var a] when char.IsAsciiDigit(a):
                bits = a - '0';
                return true;
            case ['/', var a, var b] when char.IsAsciiDigit(a) && char.IsAsciiDigit(b):
                bits = ((a - '0') * 10) + b - '0';
                return bits <= 32;
            default:
                return false;
        }
    }

    public static IpRange? Parse(ReadOnlySpan<char> text) => TryParse(text, out var range) ? range : null;

    public bool Contains(Ip ip) => ip.IsV6 == IsV6 && ip.Value >= First.Value && ip.Value <= Last.Value;

    public bool Contains(IpRange other) => other.IsV6 == IsV6 && other.First.Value >= First.Value && other.Last.Value <= Last.Value;

    public bool Overlaps(IpRange other) => other.IsV6 == IsV6 && other.First.Value <= Last.Value && other.Last.Value >= First.Value;

    /// <summary>As CIDR where it is one, else <c>first-last</c>; a single address without a length.</summary>
    public override string ToString()
    {
        if (IsSingle)
        {
            return First.ToString();
        }

        // A network's size is a power of two, and it begins at a multiple of it. 2^128 wraps to 0: all of IPv6.
        var size = Last.Value - First.Value + 1;
        var isCidr = size == 0 || (UInt128.PopCount(size) == 1 && (First.Value & (size - 1)) == 0);
        return isCidr ? $"{First}/{First.Bits - (size == 0 ? 128 : (int)UInt128.TrailingZeroCount(size))}" : $"{First}-{Last}";
    }

    private static bool TryParseLength(ReadOnlySpan<char> text, Ip ip, out int length)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out length))
        {
            return length <= ip.Bits;
        }

        if (!Ip.TryParse(text, out var mask) || mask.IsV6 != ip.IsV6)
        {
            return false;
        }

        length = (int)UInt128.PopCount(mask.Value);
        var all = ip.IsV6 ? UInt128.MaxValue : uint.MaxValue;
        var host = length == 0 ? all : (UInt128.One << (ip.Bits - length)) - 1;
        return mask.Value == (all & ~host);
    }
}
