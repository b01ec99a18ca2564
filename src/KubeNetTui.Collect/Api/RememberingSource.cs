using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

/// <summary>
/// Reads each need once and gives the same section to all who ask later: a command that first lists the services to check them and
/// then lets checks ask for services reads them once. For one run; it never forgets.
/// </summary>
public sealed class RememberingSource(IEvidenceSource source) : IEvidenceSource
{
    private readonly ConcurrentDictionary<Need, Section> _known = new();

    public IReadOnlyCollection<Section> Sections => [.. _known.Values];

    public async IAsyncEnumerable<Section> CollectAsync(
        IReadOnlyCollection<Need> needs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<Need> missing = [];
        foreach (Need need in needs)
        {
            if (Known(need) is { } section)
            {
                yield return section;
            }
            else
            {
                missing.Add(need);
            }
        }

        if (missing.Count == 0)
        {
            yield break;
        }

        await foreach (Section section in source.CollectAsync(missing, cancellation).ConfigureAwait(false))
        {
            _known[section.Need] = section;
            yield return section;
        }
    }

    private Section? Known(Need need)
    {
        if (_known.TryGetValue(need, out Section? section))
        {
            return section;
        }

        // A list that was read in all namespaces holds each of them; readings pick theirs out of it.
        return need is ListNeed { Namespace: not null } list
            && _known.TryGetValue(list with { Namespace = null }, out Section? all)
            && all.Status == SectionStatus.Read
                ? all with { Need = need }
                : null;
    }
}
