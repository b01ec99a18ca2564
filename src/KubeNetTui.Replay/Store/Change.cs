namespace KubeNetTui.Replay;

internal enum ChangeType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One change of one object.</summary>
/// <param name="Current">With <see cref="ChangeType.Deleted"/>: the last state, at the version of the deletion.</param>
/// <param name="Previous">Null with <see cref="ChangeType.Added"/>.</param>
internal sealed record Change(ChangeType Type, StoredObject Current, StoredObject? Previous)
{
    public long Version => Current.Version;
}
