namespace KubeNetTui.Terminal;

/// <summary>
/// One string for each cluster that is drawn again and again. Bounded: a place is taken by the last cluster that hashes to it, so text
/// from outside can't make it grow.
/// </summary>
internal sealed class GraphemePool
{
    private readonly string?[] _slots = new string?[512];

    public string Intern(ReadOnlySpan<char> cluster)
    {
        ref var slot = ref _slots[(uint)string.GetHashCode(cluster) % (uint)_slots.Length];
        if (slot is null || !cluster.SequenceEqual(slot))
        {
            slot = cluster.ToString();
        }

        return slot;
    }
}
