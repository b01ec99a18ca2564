using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Evidence;

/// <summary>A range of addresses, <c>10.244.1.0/24</c>. A single address is one of full length. Host bits are kept out.</summary>
public readonly record struct IpPrefix
{
    private readonly UInt128 _first;

    private IpPrefix(UInt128 first, int length, bool isV6)
    {
        (_first, Length, IsV6) = (first, length, isV6);
    }

    /// <summary>Leading bits that all its addresses share: 0 to 32, or to 128.</summary>
    public int Length { get; }

    public bool IsV6 { get; }

    /// <summary>All addresses of a family: what a default route goes to.</summary>
    public bool IsDefault => Length == 0;

    private int Bits => IsV6 ? 128 : 32;

    /// <summary>How many addresses; for IPv6 often too many to count exactly.</summary>
    public double Count => Math.Pow(2, Bits - Length);

    /// <param name="text">An address, or an address with a length: <c>10.0.0.1</c>, <c>10.0.0.0/8</c>, <c>fd00::/64</c>.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        if (!TryNumber(slash < 0 ? text : text[..slash], out var number, out var isV6))
        {
            return false;
        }

        var bits = isV6 ? 128 : 32;
        var length = bits;
        if (slash >= 0
            && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            return false;
        }

        prefix = new IpPrefix(number & Mask(length, bits), length, isV6);
        return true;
    }

    public static IpPrefix Default(bool isV6) => new(0, 0, isV6);

    public bool Contains(IpPrefix other) =>
        IsV6 == other.IsV6 && Length <= other.Length && (other._first & Mask(Length, Bits)) == _first;

    public bool Contains([NotNullWhen(true)] string? address) => address is not null && TryParse(address, out var one) && Contains(one);

    public bool Overlaps(IpPrefix other) => Contains(other) || other.Contains(this);

    /// <summary>How many addresses after the first of <paramref name="range"/> this one begins; negative before it.</summary>
    public double OffsetIn(IpPrefix range) => _first >= range._first ? (double)(_first - range._first) : -(double)(range._first - _first);

    /// <summary>The address so many after the first; kept inside.</summary>
    public string Address(int offset)
    {
        var number = _first + (UInt128)Math.Clamp(offset, 0, Count - 1);
        return AddressText(number);
    }

    /// <summary><c>10.244.1.0/24</c>; an address alone where it is one.</summary>
    public override string ToString() => Length == Bits ? AddressText(_first) : $"{AddressText(_first)}/{Length}";

    private string AddressText(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(IsV6 ? bytes : bytes[12..]).ToString();
    }

    private static UInt128 Mask(int length, int bits) =>
        length == 0 ? 0 : (UInt128.MaxValue << (bits - length)) & (bits == 128 ? UInt128.MaxValue : uint.MaxValue);

    private static bool TryNumber(ReadOnlySpan<char> text, out UInt128 number, out bool isV6)
    {
        (number, isV6) = (0, text.Contains(':'));

        // IPAddress takes "1" and "0x7f.1" for IPv4 too; ranges never are written so.
        if ((!isV6 && text.Count('.') != 3) || text.Contains('%') || !IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (!address.TryWriteBytes(isV6 ? bytes : bytes[12..], out _))
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }
}
