namespace KubeNetTui.Evidence;

/// <summary>Section <c>cni-bin</c>: <c>ls -l /opt/cni/bin</c>. Plugins by name, and whether they may be executed.</summary>
public sealed class CniPrograms(IReadOnlyDictionary<string, bool> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyDictionary<string, bool> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    public static CniPrograms Parse(string text)
    {
        Dictionary<string, bool> programs = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace() || line.StartsWith("total ", StringComparison.Ordinal))
            {
                continue;
            }

            // -rwxr-xr-x 1 root root 4151060 Mar 10 2025 bridge; a link ends in "-> /usr/libexec/cni/bridge".
            var arrow = line.IndexOf(" -> ");
            var entry = arrow < 0 ? line : line[..arrow];
            var blank = entry.TrimEnd().LastIndexOf(' ');
            if (entry.Length < 12 || entry[0] is not ('-' or 'l' or 'd') || blank < 10)
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "a line of ls -l was expected"));
            }
            else if (entry[0] != 'd')
            {
                programs[entry[(blank + 1)..].Trim().ToString()] = entry[0] == 'l' || entry[1..10].IndexOfAny('x', 's', 't') >= 0;
            }
        }

        return new(programs, failed);
    }
}
