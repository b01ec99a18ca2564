using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>One record of an answer.</summary>
/// <param name="Data">An address, a name with a trailing dot, the text; hex of what this program does not read.</param>
public sealed record DnsRecord(string Name, DnsType Type, uint Ttl, string Data);

/// <summary>What a DNS server said; only what checks ask is read. Any bytes, no exception.</summary>
/// <param name="Code">rcode in words: <c>NOERROR</c>, <c>NXDOMAIN</c>, …; <c>RCODE11</c> where RFC 1035 and 2136 name none.</param>
/// <param name="IsCut">TC: the answer did not fit into a datagram; ask over TCP.</param>
public sealed record DnsAnswer(ushort Id, string Code, bool IsCut, string QuestionName, DnsType QuestionType, IReadOnlyList<DnsRecord> Records)
{
    private const int HeaderBytes = 12;
    private const int MostJumps = 64;

    private static readonly string[] Codes =
    [
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE",
    ];

    /// <summary>Addresses in the order of the answer; a CNAME's target first, with its dot.</summary>
    public IReadOnlyList<string> Addresses =>
    [
        .. Records.Where(r => r.Type == DnsType.CNAME).Select(r => r.Data),
        .. Records.Where(r => r.Type is DnsType.A or DnsType.AAAA).Select(r => r.Data),
    ];

    /// <summary>Answers the question: the same id and, where the server repeats it, the same name and type.</summary>
    public bool IsTo(DnsQuestion question) =>
        Id == question.Id
        && (QuestionType == DnsType.None
            || (QuestionType == question.Type
                && string.Equals(QuestionName.TrimEnd('.'), question.Name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)));

    /// <param name="why">Why it is no answer, when false.</param>
    public static bool TryParse(ReadOnlySpan<byte> message, [NotNullWhen(true)] out DnsAnswer? answer, [NotNullWhen(false)] out string? why)
    {
        (answer, why) = (null, null);
        if (message.Length < HeaderBytes)
        {
            why = $"{message.Length} bytes are no DNS message";
            return false;
        }

        if ((message[2] & 0x80) == 0)
        {
            why = "a question came in place of an answer";
            return false;
        }

        var code = message[3] & 0x0f;
        var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        var records = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var at = HeaderBytes;
        var (questionName, questionType) = ("", DnsType.None);
        for (var i = 0; i < questions; i++)
        {
            if (!TryName(message, ref at, out var name) || at + 4 > message.Length)
            {
                why = "the question in the answer breaks off";
                return false;
            }

            (questionName, questionType) = (name, (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]));
            at += 4;
        }

        List<DnsRecord> read = [];
        for (var i = 0; i < records; i++)
        {
            if (!TryRecord(message, ref at, out var record))
            {
                why = $"record {i + 1} of {records} breaks off";
                return false;
            }

            read.Add(record);
        }

        answer = new DnsAnswer(
            BinaryPrimitives.ReadUInt16BigEndian(message), code < Codes.Length ? Codes[code] : $"RCODE{code}", (message[2] & 0x02) != 0,
            questionName, questionType, read);
        return true;
    }

    private static bool TryRecord(ReadOnlySpan<byte> message, ref int at, [NotNullWhen(true)] out DnsRecord? record)
    {
        record = null;
        if (!TryName(message, ref at, out var name) || at + 10 > message.Length)
        {
            return false;
        }

        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        var ttl = BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        at += 10;
        if (at + length > message.Length)
        {
            return false;
        }

        record = new DnsRecord(name, type, ttl, Data(message, type, at, length));
        at += length;
        return true;
    }

    private static string Data(ReadOnlySpan<byte> message, DnsType type, int at, int length)
    {
        var data = message.Slice(at, length);
        switch (type)
        {
            case DnsType.A when length == 4:
            case DnsType.AAAA when length == 16:
                return new IPAddress(data).ToString();
            case DnsType.CNAME or DnsType.NS when TryName(message, ref at, out var name):
                return name;
            case DnsType.SRV when length > 6:
                var host = at + 6;
                return TryName(message, ref host, out var target)
                    ? $"{BinaryPrimitives.ReadUInt16BigEndian(data)} {BinaryPrimitives.ReadUInt16BigEndian(data[2..])} {BinaryPrimitives.ReadUInt16BigEndian(data[4..])} {target}"
                    : Convert.ToHexStringLower(data);
            default:
                return Convert.ToHexStringLower(data);
        }
    }

    /// <summary>A name with its dot; pointers (RFC 1035, 4.1.4) are followed a bounded number of times.</summary>
    private static bool TryName(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        var text = new StringBuilder();
        name = "";
        var position = at;
        var jumps = 0;
        while (position < message.Length)
        {
            var length = message[position];
            if (length == 0)
            {
                at = jumps == 0 ? position + 1 : at;
                name = text.Length == 0 ? "." : text.ToString();
                return true;
            }

            if ((length & 0xc0) == 0xc0)
            {
                if (position + 1 >= message.Length || ++jumps > MostJumps)
                {
                    return false;
                }

                at = jumps == 1 ? position + 2 : at;
                position = ((length & 0x3f) << 8) | message[position + 1];
            }
            else if ((length & 0xc0) != 0 || position + 1 + length > message.Length || text.Length > 1024)
            {
                return false;
            }
            else
            {
                text.Append(Printable(message.Slice(position + 1, length))).Append('.');
                position += 1 + length;
            }
        }

        return false;
    }

    private static string Printable(ReadOnlySpan<byte> label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var letter in label)
        {
            text.Append(letter is > 0x20 and < 0x7f and not (byte)'.' ? ((char)letter).ToString() : $"\\{letter:D3}");
        }

        return text.ToString();
    }
}
