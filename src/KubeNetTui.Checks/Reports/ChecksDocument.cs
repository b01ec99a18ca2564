using System.Text;

namespace KubeNetTui.Checks;

/// <summary>Makes <c>docs/checks.md</c> from what the checks say of themselves, so that the two can't drift apart.</summary>
public static class ChecksDocument
{
    public static string Markdown(IReadOnlyList<ICheck> checks)
    {
        StringBuilder text = new();
        text.Append(
            """
            # The checks

            Made from the code (`ChecksDocument`); a test holds it against the code. Each check answers **Pass**, **Warn**, **Fail**, **Unknown**
            (evidence could not be had, and what would give it) or **NotApplicable** (and why), and shows the evidence that decided.

            | id | runs against | title |
            | --- | --- | --- |

            """);
        foreach (CheckInfo info in checks.Select(c => c.Info))
        {
            text.Append($"| [`{info.Id}`](#{Anchor(info.Id)}) | {Kind(info.Kind)} | {info.Title} |\n");
        }

        foreach (CheckInfo info in checks.Select(c => c.Info))
        {
            text.Append($"\n## {info.Id}\n\n{info.Title}; runs against {Article(info.Kind)}.\n\n");
            text.Append($"**Proves.** {info.Proves}\n\n**Reads.** {info.Reads}\n\n**What keeps it from false alarms.**\n\n");
            foreach (string guard in info.Guards)
            {
                text.Append($"- {guard}\n");
            }
        }

        return text.ToString();
    }

    // As GitHub makes anchors: punctuation goes, hyphens stay.
    private static string Anchor(string id) => id.Replace(".", "", StringComparison.Ordinal);

    private static string Kind(SubjectKind kind) => kind.ToString().ToLowerInvariant();

    private static string Article(SubjectKind kind) => kind == SubjectKind.Cluster ? "the cluster" : $"a {Kind(kind)}";
}
