namespace KubeNetTui.Evidence;

/// <summary>
/// Sections by need. A list over all namespaces also answers a need for one of them; when it could not be read (it takes more
/// permission) it does not, so that the one namespace is still asked for.
/// </summary>
public sealed class EvidenceStore(DateTimeOffset now) : IEvidence
{
    private readonly Dictionary<Need, Section> _sections = [];

    public DateTimeOffset Now { get; } = now;

    /// <inheritdoc/>
    public int MostNodes { get; init; } = 20;

    public IReadOnlyCollection<Section> Sections => _sections.Values;

    /// <summary>Adds a section, in place of one that answered the same need.</summary>
    public void Add(Section section) => _sections[section.Need] = section;

    public Section? Find(Need need)
    {
        if (_sections.TryGetValue(need, out Section? section))
        {
            return section;
        }

        return need is ListNeed { Namespace: not null } list
            && _sections.TryGetValue(list with { Namespace = null }, out Section? all)
            && all.Status == SectionStatus.Read
                ? all
                : null;
    }
}
