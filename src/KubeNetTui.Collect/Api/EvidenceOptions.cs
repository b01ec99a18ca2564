namespace KubeNetTui.Collect;

/// <summary>Bounds of reading evidence from an API server.</summary>
public sealed record EvidenceOptions
{
    /// <summary>Requests under way at once. An API server counts each against the person's fair share.</summary>
    public int Parallel { get; init; } = 6;

    /// <summary>
    /// How many objects of a list keep their JSON for exhibits (about 2 to 8 kB each). Objects beyond it are read as well, but an
    /// exhibit shows only the fields that the check read.
    /// </summary>
    public int RawObjects { get; init; } = 2000;

    /// <summary>
    /// Where a list over all namespaces is refused, the same list is read in these: who may not list pods everywhere often may in
    /// their own namespace.
    /// </summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];
}
