using System.Text;
using System.Text.RegularExpressions;
using KubeNetTui.Replay;

namespace KubeNetTui.Lab.Tests;

/// <summary>
/// The table of <c>docs/lab.md</c>: what each fault is comes from the code, what the checks say of it from the last run with
/// <c>UPDATE_DOCS=1</c>.
/// </summary>
internal static partial class LabDocument
{
    private const string Begin = "<!-- faults: made by tests/KubeNetTui.Lab.Tests with UPDATE_DOCS=1 -->";
    private const string End = "<!-- end -->";

    public static bool IsUpdated => Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    private static readonly Lock OneAtATime = new();

    private static string Path { get; } = Find();

    /// <summary>First lines by fault, as they stand there.</summary>
    public static Dictionary<string, string> FirstLines()
    {
        var rows = File.ReadAllLines(Path).SkipWhile(l => l != Begin).TakeWhile(l => l != End).Select(l => l.Split(" | "));
        return rows.Where(r => r is [['|', ' ', '`', ..], _, _, _, _]).ToDictionary(r => r[0].Trim('|', ' ', '`'), r => r[4].TrimEnd('|', ' '));
    }

    public static string Table(IReadOnlyDictionary<string, string> firstLines)
    {
        var text = new StringBuilder(Begin + "\n| fault | what is done | what then fails | ask | the first line |\n| --- | --- | --- | --- | --- |\n");
        foreach (var fault in LabFaults.All)
        {
            var fails = fault.Fails.Count == 0 ? "no connection, yet" : string.Join("; ", fault.Fails);
            text.Append($"| `{fault.Name}` | {fault.Title}: {fault.What} | {fails} | `check {string.Join(' ', fault.Ask)}` | {firstLines.GetValueOrDefault(fault.Name, "")} |\n");
        }

        return text.Append(End).ToString();
    }

    public static string Current()
    {
        var text = File.ReadAllText(Path);
        return text[text.IndexOf(Begin, StringComparison.Ordinal)..(text.IndexOf(End, StringComparison.Ordinal) + End.Length)];
    }

    /// <summary>Puts a first line into the table, and everything else as it is in the code.</summary>
    public static void Update(string fault, string firstLine)
    {
        lock (OneAtATime)
        {
            Put(fault, firstLine);
        }
    }

    private static void Put(string fault, string firstLine)
    {
        var lines = FirstLines();
        lines[fault] = DrawnMac().Replace(firstLine, "the pod's").Replace("|", "\\|", StringComparison.Ordinal);
        File.WriteAllText(Path, File.ReadAllText(Path).Replace(Current(), Table(lines), StringComparison.Ordinal));
    }

    /// <summary>A MAC address that the kernel drew; those of the faults begin with 02:00.</summary>
    [GeneratedRegex("(?!02:00:)[0-9a-f]{2}(:[0-9a-f]{2}){5}")]
    private static partial Regex DrawnMac();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "docs", "lab.md");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"no docs/lab.md above {AppContext.BaseDirectory}");
    }
}
