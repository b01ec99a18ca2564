using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>A DNS question, and answers to it (RFC 1035, 4.1): as much as the lab's servers and probes need.</summary>
/// <param name="Name">In lower case, without the last dot.</param>
/// <param name="End">Where the question section ends.</param>
internal sealed record DnsMessage(ushort Id, string Name, ushort Type, int End)
{
    public const ushort TypeA = 1;
    public const ushort TypeAaaa = 28;
    public const int Success = 0;
    public const int ServerFailure = 2;
    public const int NoSuchName = 3;
    private const int HeaderLength = 12;

    /// <summary>The first question of a message; null for what is none.</summary>
    public static DnsMessage? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0)
        {
            return null;
        }

        var name = new StringBuilder();
        var at = HeaderLength;
        while (at < message.Length && message[at] is > 0 and < 64 && at + 1 + message[at] < message.Length)
        {
            name.Append(name.Length > 0 ? "." : "").Append(Encoding.ASCII.GetString(message.Slice(at + 1, message[at])));
            at += 1 + message[at];
        }

        return at + 5 <= message.Length && message[at] == 0
            ? new DnsMessage(BinaryPrimitives.ReadUInt16BigEndian(message), name.ToString().ToLowerInvariant(), BinaryPrimitives.ReadUInt16BigEndian(message[(at + 1)..]), at + 5)
            : null;
    }

    public static byte[] Ask(ushort id, string name, ushort type)
    {
        var bytes = new List<byte> { (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 }; // recursion desired, one question
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, 0, (byte)type, 0, 1]);
        return [.. bytes];
    }

    /// <param name="question">The message that this question was read from.</param>
    /// <param name="addresses">IPv4; they are given where the question asks for A.</param>
    public byte[] Answer(ReadOnlySpan<byte> question, int code, IReadOnlyList<string> addresses)
    {
        var given = Type == TypeA ? addresses : [];
        var bytes = new List<byte>(End + (given.Count * 16));
        bytes.AddRange(question[..End]);
        bytes[2] = (byte)(0x84 | (question[2] & 1)); // response, authoritative, recursion desired as it was
        bytes[3] = (byte)(0x80 | code); // recursion available
        (bytes[4], bytes[5], bytes[6], bytes[7]) = (0, 1, 0, (byte)given.Count);
        (bytes[8], bytes[9], bytes[10], bytes[11]) = (0, 0, 0, 0);
        foreach (var address in given)
        {
            // The name of the question, A, IN, 5 seconds, 4 bytes.
            bytes.AddRange([0xC0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4]);
            bytes.AddRange(IPAddress.Parse(address).GetAddressBytes());
        }

        return [.. bytes];
    }

    /// <summary>The rcode and the number of answers of a response to <paramref name="id"/>; null for anything else.</summary>
    public static (int Code, int Answers)? Response(ReadOnlySpan<byte> message, ushort id) =>
        message.Length >= HeaderLength && BinaryPrimitives.ReadUInt16BigEndian(message) == id && (message[2] & 0x80) != 0
            ? (message[3] & 15, BinaryPrimitives.ReadUInt16BigEndian(message[6..]))
            : null;
}
