using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>A process of a pod on a node, and its network namespace.</summary>
/// <param name="PodUid">As the API has it, with dashes. A static pod's is the hash of its manifest.</param>
/// <param name="NetworkNamespace">Inode of <c>/proc/PID/ns/net</c>; 0 not known. Host-network pods have the node's.</param>
public sealed record PodProcess(int Pid, string PodUid, long NetworkNamespace);

/// <summary>Section <c>pod-pids</c>: <c>PID UID INODE</c> a line.</summary>
public sealed class PodProcesses(IReadOnlyList<PodProcess> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<PodProcess> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    public IEnumerable<PodProcess> Of(string uid) => Items.Where(p => p.PodUid == uid);

    public static PodProcesses Parse(string text)
    {
        List<PodProcess> processes = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace() || line[0] == '#')
            {
                continue;
            }

            var words = new TextWords(line);
            if (int.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && words.Next() is { IsEmpty: false } uid)
            {
                // systemd's cgroup names write the dashes as underscores.
                var name = uid.ToString().Replace('_', '-');
                _ = long.TryParse(Inode(words.Next()), NumberStyles.None, CultureInfo.InvariantCulture, out var inode);
                processes.Add(new(pid, name, inode));
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "PID UID INODE was expected"));
            }
        }

        return new(processes, failed);
    }

    // net:[4026531840], as readlink gives it.
    private static ReadOnlySpan<char> Inode(ReadOnlySpan<char> word) =>
        word.StartsWith("net:[", StringComparison.Ordinal) && word[^1] == ']' ? word[5..^1] : word;
}
