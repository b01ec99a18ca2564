using System.Text;

namespace KubeNetTui.Evidence;

/// <summary>
/// Makes strings that repeat (label keys, node names, namespaces) one string. Bounded: a table of fixed size in which a newer
/// string takes the place of an older one, so that a cluster full of unique names costs no more than one without.
/// Not thread-safe: one pool a list that is being parsed.
/// </summary>
public sealed class StringPool
{
    private const int Slots = 4096;

    // Longer texts (messages) hardly repeat, and hashing them costs more than it saves.
    private const int LongestInterned = 128;

    private readonly string?[] _slots = new string?[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > LongestInterned || !Ascii.IsValid(utf8))
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref string? slot = ref _slots[Hash(utf8) & (Slots - 1)];
        if (slot is null || !Ascii.Equals(utf8, slot))
        {
            slot = Encoding.ASCII.GetString(utf8);
        }

        return slot;
    }

    // FNV-1a: short inputs, no need to withstand an attacker because a collision only costs one allocation.
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash ^ (hash >> 15);
    }
}
