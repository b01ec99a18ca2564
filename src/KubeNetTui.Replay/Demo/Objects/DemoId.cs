using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Names and numbers that a cluster draws at random, here drawn from a key: the same bundle has the same uids, suffixes and MAC
/// addresses at every start, so that documents and tests can name them.
/// </summary>
internal static class DemoId
{
    /// <summary>The alphabet of Kubernetes' generated names: no vowels and no digits that look like them.</summary>
    private const string SafeAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A version 4 UUID in lower case.</summary>
    public static string Uid(string key)
    {
        var hash = Hash("uid/" + key);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        var hex = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..32]}";
    }

    /// <summary>64 hex digits: a container's or an image's id.</summary>
    public static string Hex(string key) => Convert.ToHexStringLower(Hash("hex/" + key));

    /// <summary>The five letters behind <c>generateName</c>.</summary>
    public static string Suffix(string key) => Letters("suffix/" + key, 5);

    /// <summary><c>pod-template-hash</c> and <c>controller-revision-hash</c>.</summary>
    public static string TemplateHash(string key) => Letters("template/" + key, 10);

    /// <summary>A locally administered unicast address.</summary>
    public static string Mac(string key)
    {
        var hash = Hash("mac/" + key);
        hash[0] = (byte)((hash[0] & 0xfc) | 0x02);
        return string.Join(':', hash.Take(6).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    /// <summary>The host's end of a pod's veth pair, named as the bridge plugin names it.</summary>
    public static string Veth(string key) => "veth" + Convert.ToHexStringLower(Hash("veth/" + key).AsSpan(0, 4));

    /// <summary>A number in [0, <paramref name="below"/>).</summary>
    public static int Number(string key, int below) =>
        (int)(BitConverter.ToUInt32(Hash("number/" + key)) % (uint)below);

    /// <summary>The link-local address that a MAC gives (EUI-64, RFC 4291 appendix A), as <c>ip</c> prints it.</summary>
    public static string LinkLocal(string mac)
    {
        var b = mac.Split(':').Select(part => byte.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        return $"fe80::{((b[0] ^ 2) << 8) | b[1]:x}:{(b[2] << 8) | 0xff:x}:{0xfe00 | b[3]:x}:{(b[4] << 8) | b[5]:x}";
    }

    private static string Letters(string key, int count)
    {
        var hash = Hash(key);
        var letters = new StringBuilder(count);
        for (var i = 0; i < count; i++)
        {
            letters.Append(SafeAlphabet[hash[i] % SafeAlphabet.Length]);
        }

        return letters.ToString();
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
