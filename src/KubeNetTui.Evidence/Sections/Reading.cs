namespace KubeNetTui.Evidence;

/// <summary>A list as a check sees it: the objects, or why they are not there.</summary>
public readonly struct Reading<T>
    where T : ApiObject
{
    private readonly ObjectList<T>? _list;
    private readonly string? _namespace;

    internal Reading(ListNeed need, Section? section)
    {
        Need = need;
        Section = section;
        _namespace = need.Namespace;
        _list = section is { Status: SectionStatus.Read } ? section.Value as ObjectList<T> : null;
    }

    public ListNeed Need { get; }

    /// <summary>Null when nobody has asked yet.</summary>
    public Section? Section { get; }

    /// <summary>The list was had; without it, <see cref="Items"/> is empty and means nothing.</summary>
    public bool IsRead => _list is not null;

    /// <summary>The objects of the namespace asked for, or all.</summary>
    public IReadOnlyList<T> Items =>
        _list is null ? [] : _namespace is null ? _list.Items : _list.InNamespace(_namespace);

    /// <summary>The whole list as it was read, which may hold other namespaces too; for its indexes. Null when not read.</summary>
    public ObjectList<T>? List => _list;

    /// <summary>Why it is not there, in a sentence; "" when it is.</summary>
    public string Problem => IsRead ? "" : Missing.Why(Section, Need);

    public string HowToGet => IsRead ? "" : Section?.HowToGet ?? "";

    public T? Find(string name) => _list?.Find(_namespace ?? "", name);

    public T? Find(string ns, string name) => _list?.Find(ns, name);
}

internal static class Missing
{
    public static string Why(Section? section, Need need) => section switch
    {
        null => $"not read: {need.Command}",
        { Status: SectionStatus.Read } => $"read as something else than expected: {need.Command}",
        { Problem: { Length: > 0 } problem } => problem,
        { Status: SectionStatus.Denied } => $"the server refused: {need.Command}",
        { Status: SectionStatus.Absent } => $"the server does not have it: {need.Command}",
        { Status: SectionStatus.NotAsked } => $"not asked for here: {need.Command}",
        _ => $"could not be read: {need.Command}",
    };
}
