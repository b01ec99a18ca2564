using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>As much of a DNS server over TCP (RFC 1035, 4.2.2) as a port-forward to a CoreDNS pod needs: one question, one answer.</summary>
internal static class DnsOverTcp
{
    private const int HeaderLength = 12;
    private const ushort TypeA = 1;
    private const ushort TypeCname = 5;
    private const uint Ttl = 30;
    private static readonly Dictionary<ushort, string> Types = new() { [1] = "A", [5] = "CNAME", [12] = "PTR", [16] = "TXT", [28] = "AAAA", [33] = "SRV" };

    /// <summary>Answers questions until the client goes.</summary>
    public static async Task ServeAsync(Stream stream, Func<string, string, NameAnswer> ask, CancellationToken cancellation)
    {
        var length = new byte[2];
        while (await stream.ReadAtLeastAsync(length, 2, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) == 2)
        {
            var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(question, cancellation).ConfigureAwait(false);
            if (Answer(question, ask) is not { } answer)
            {
                return; // no DNS message: a server hangs up
            }

            var framed = new byte[answer.Length + 2];
            BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)answer.Length);
            answer.CopyTo(framed, 2);
            await stream.WriteAsync(framed, cancellation).ConfigureAwait(false);
            await stream.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static byte[]? Answer(byte[] question, Func<string, string, NameAnswer> ask)
    {
        if (question.Length < HeaderLength + 5 || ReadName(question, out var end) is not { } name || question.Length < end + 4)
        {
            return null;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(end));
        var answer = ask(name, Types.GetValueOrDefault(type, "OTHER"));
        var message = new List<byte>(question[..(end + 4)]);
        var count = 0;
        var owner = (byte[])[0xc0, HeaderLength];
        if (answer.Target.Length > 0)
        {
            var target = Encode(answer.Target);
            var at = message.Count + 12;
            Record(message, owner, TypeCname, target);
            owner = [(byte)(0xc0 | (at >> 8)), (byte)at];
            count++;
        }

        foreach (var address in type == TypeA ? answer.Addresses : [])
        {
            Record(message, owner, TypeA, IPAddress.Parse(address).GetAddressBytes());
            count++;
        }

        var bytes = message.ToArray();
        bytes[2] = (byte)(0x84 | (question[2] & 1)); // an answer, authoritative; recursion wished for as it was
        bytes[3] = (byte)(0x80 | (answer.Code switch { "NXDOMAIN" => 3, "SERVFAIL" => 2, _ => 0 }));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)count);
        bytes.AsSpan(8, 4).Clear();
        return bytes;
    }

    private static void Record(List<byte> message, byte[] owner, ushort type, byte[] data)
    {
        message.AddRange(owner);
        var fixedPart = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart, type);
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt32BigEndian(fixedPart.AsSpan(4), Ttl);
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(8), (ushort)data.Length);
        message.AddRange(fixedPart);
        message.AddRange(data);
    }

    private static string? ReadName(byte[] message, out int end)
    {
        var labels = new List<string>();
        end = HeaderLength;
        while (end < message.Length && message[end] is > 0 and < 64 and var length && end + 1 + length < message.Length)
        {
            labels.Add(Encoding.ASCII.GetString(message, end + 1, length));
            end += length + 1;
        }

        if (end >= message.Length || message[end] != 0)
        {
            return null;
        }

        end++;
        return string.Join('.', labels);
    }

    private static byte[] Encode(string name) =>
        [.. name.TrimEnd('.').Split('.').SelectMany(label => (byte[])[(byte)Math.Min(63, label.Length), .. Encoding.ASCII.GetBytes(label[..Math.Min(63, label.Length)])]), 0];
}
