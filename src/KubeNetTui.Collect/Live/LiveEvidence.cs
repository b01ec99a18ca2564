using KubeNetTui.Evidence;

namespace KubeNetTui.Collect;

internal sealed class LiveEvidence(DateTimeOffset now, IReadOnlyList<Section> sections) : IEvidence
{
    public DateTimeOffset Now => now;

    public Section? Find(Need need)
    {
        foreach (Section section in sections)
        {
            if (section.Need.Equals(need))
            {
                return section;
            }
        }

        // Whatever the state of the list over all namespaces, it is the answer for each of them: nobody else will ask here.
        if (need is ListNeed { Namespace: not null } list)
        {
            ListNeed all = list with { Namespace = null };
            foreach (Section section in sections)
            {
                if (section.Need.Equals(all))
                {
                    return section with { Need = need };
                }
            }
        }

        return new Section(
            need, SectionStatus.NotAsked, need.Command, "", now, TimeSpan.Zero,
            $"not read for the list: {need.Command}", "verify the object: key v, or kubenettui check");
    }
}
