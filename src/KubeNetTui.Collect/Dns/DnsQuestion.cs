using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace KubeNetTui.Collect;

/// <summary>A question to a DNS server: RFC 1035, 4.1. Recursion is desired, no EDNS: what a pod's resolver sends.</summary>
public sealed record DnsQuestion(ushort Id, string Name, DnsType Type)
{
    private const int MostNameBytes = 255;
    private const int MostLabelBytes = 63;

    /// <summary>Reads <c>web.shop.svc.cluster.local A</c>; without a type, A is meant.</summary>
    /// <returns>False: the name can't be asked for (a label too long or empty), or the type is not known.</returns>
    public static bool TryParse(string query, ushort id, [NotNullWhen(true)] out DnsQuestion? question)
    {
        question = null;
        string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var type = DnsType.A;
        if (words.Length is < 1 or > 2
            || (words.Length == 2 && (!Enum.TryParse(words[1], ignoreCase: true, out type) || type == DnsType.None || !Enum.IsDefined(type)))
            || !IsName(words[0]))
        {
            return false;
        }

        question = new DnsQuestion(id, words[0], type);
        return true;
    }

    /// <summary>The message as it goes into a datagram; over TCP two bytes of length come first.</summary>
    public byte[] ToBytes()
    {
        List<byte> message = [.. new byte[12]];
        foreach (var label in Labels(Name))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.Add(0);
        message.AddRange([(byte)((ushort)Type >> 8), (byte)Type, 0, 1]);
        byte[] bytes = [.. message];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Id);
        bytes[2] = 1; // RD
        bytes[5] = 1; // one question
        return bytes;
    }

    /// <summary>With the length in front.</summary>
    public byte[] ToTcpBytes()
    {
        var bytes = ToBytes();
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private static bool IsName(string name) =>
        name == "." || (name.Length < MostNameBytes - 1 && name.All(char.IsAscii)
            && Labels(name) is { Length: > 0 } labels && Array.TrueForAll(labels, l => l.Length is > 0 and <= MostLabelBytes));

    private static string[] Labels(string name) => name is "." ? [] : name.TrimEnd('.').Split('.');
}
