using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>
/// How a section's command ended, as the file <c>SECTION.err</c> beside the output has it: a line <c>exit STATUS [FLAG …]</c>, then
/// standard error. Without that file the command succeeded and wrote no errors.
/// </summary>
/// <param name="Flag">As in the end marker of docs/node-script.md: <c>ok</c>, <c>missing TOOL</c>, <c>denied</c>, <c>cut BYTES</c>, <c>late</c>, <c>nopod</c>.</param>
internal sealed record SectionFate(int Exit, string Flag, string Error)
{
    private const int NotFound = 127;

    public static SectionFate Ok { get; } = new(0, "ok", "");

    /// <param name="section">What is missing where the error does not name it.</param>
    /// <param name="output">Standard output: a command that has given some was neither missing nor refused.</param>
    public static SectionFate Parse(string? file, string section, string? output)
    {
        if (file is null)
        {
            return Ok;
        }

        var (exit, flag, error) = (0, "", file);
        var end = file.IndexOf('\n', StringComparison.Ordinal);
        var first = (end < 0 ? file : file[..end]).TrimEnd('\r').Split(' ');
        if (first is ["exit", var status, .. var words] && int.TryParse(status, CultureInfo.InvariantCulture, out exit))
        {
            (flag, error) = (string.Join(' ', words), end < 0 ? "" : file[(end + 1)..]);
        }

        return new SectionFate(exit, flag.Length > 0 ? flag : FlagOf(exit, error, section, string.IsNullOrEmpty(output)), error);
    }

    private static string FlagOf(int exit, string error, string section, bool isEmpty) => (exit, isEmpty) switch
    {
        (NotFound, _) => "missing " + Tool(error, section),
        (not 0, true) when error.Contains("No such file or directory", StringComparison.Ordinal) => "missing " + Tool(error, section),
        (not 0, true) when error.Contains("Permission denied", StringComparison.OrdinalIgnoreCase)
            || error.Contains("Operation not permitted", StringComparison.OrdinalIgnoreCase) => "denied",
        _ => "ok",
    };

    /// <summary><c>sh: 1: ufw: not found</c>, <c>cat: /run/x: No such file or directory</c>: what stands before the complaint.</summary>
    private static string Tool(string error, string section)
    {
        var words = error.Split('\n')[0].Split(": ");
        return words.Length > 1 && words[^2].Length > 0 && !words[^2].Contains(' ', StringComparison.Ordinal) ? words[^2] : section;
    }
}
