using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace KubeNetTui.Collect;

/// <summary>
/// Addresses to other addresses, by a secret: two that share a prefix share one of the same length afterwards, so that routes, CIDRs and
/// policies still fit (the idea of Crypto-PAn). What an address is stays: loopback, link-local, multicast, private or public, network
/// or broadcast of a /24, and those of the cloud's own services.
/// </summary>
internal sealed class AddressMap(byte[] salt)
{
    /// <summary>The last bits stay: .0, .1 and .255 mean something to those who read routes, and are no secret.</summary>
    private const int KeptTail = 8;

    private readonly Dictionary<(bool IsV6, int Length, UInt128 Prefix), bool> _bits = [];

    /// <param name="prefix">Of a network; null: the address of a host.</param>
    public IPAddress Map(IPAddress address, int? prefix = null)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Map(address.MapToIPv4()).MapToIPv6();
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? MapV4(address, prefix ?? 32) : MapV6(address, prefix ?? 128);
    }

    private IPAddress MapV4(IPAddress address, int prefix)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int head = KeptHead(bytes[0], bytes[1]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Flip(false, value, 32, head, Math.Min(prefix, 32 - KeptTail)));
        return new IPAddress(bytes);
    }

    private IPAddress MapV6(IPAddress address, int prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        UInt128 value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        if (value <= 1 || bytes[0] == 0xff)
        {
            return address;
        }

        // Of a link-local address the interface is what tells: its hardware address.
        int head = address.IsIPv6LinkLocal ? 64 : 16;
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Flip(true, value, 128, head, Math.Min(prefix, 128 - KeptTail)));
        return new IPAddress(bytes, address.ScopeId);
    }

    /// <summary>Leading bits that stay, so that an address keeps its kind and none takes another's.</summary>
    private static int KeptHead(byte first, byte second) => first switch
    {
        0 or 127 or >= 224 => 32,
        169 when second == 254 => 32,
        168 when second == 63 => 32, // 168.63.129.16: Azure's own
        169 or 168 or 192 or 198 => 16,
        100 => 10,
        172 => 12,
        _ => 8,
    };

    private UInt128 Flip(bool isV6, UInt128 value, int width, int from, int to)
    {
        UInt128 result = value;
        for (int bit = from; bit < to; bit++)
        {
            UInt128 head = bit == 0 ? 0 : value >> (width - bit);
            if (Bit(isV6, bit, head))
            {
                result ^= UInt128.One << (width - 1 - bit);
            }
        }

        return result;
    }

    /// <summary>Whether the bit after this prefix is turned over.</summary>
    private bool Bit(bool isV6, int length, UInt128 prefix)
    {
        var key = (isV6, length, prefix);
        if (!_bits.TryGetValue(key, out bool flip))
        {
            Span<byte> message = stackalloc byte[18];
            message[0] = (byte)(isV6 ? 6 : 4);
            message[1] = (byte)length;
            BinaryPrimitives.WriteUInt128BigEndian(message[2..], prefix);
            Span<byte> hash = stackalloc byte[32];
            HMACSHA256.HashData(salt, message, hash);
            _bits[key] = flip = (hash[0] & 1) != 0;
        }

        return flip;
    }
}
