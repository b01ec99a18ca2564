using System.Globalization;

namespace KubeNetTui.Replay;

/// <summary>One line of a container's log and when the runtime read it.</summary>
public readonly record struct LogLine(DateTimeOffset At, string Text)
{
    /// <summary>Takes the time off the front of a line, where there is one.</summary>
    public static LogLine Parse(ReadOnlySpan<char> line, DateTimeOffset otherwise)
    {
        var space = line.IndexOf(' ');
        var first = space < 0 ? line : line[..space];
        return first.Length >= 20 && first[4] == '-' && first[10] == 'T'
            && DateTimeOffset.TryParse(first, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? new LogLine(at, space < 0 ? "" : line[(space + 1)..].ToString())
                : new LogLine(otherwise, line.ToString());
    }
}
