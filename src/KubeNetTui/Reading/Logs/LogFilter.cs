namespace KubeNetTui.Reading;

/// <summary>Which lines of a log are shown: text or a regular expression, <c>!</c> before it for the others; as k9s and <c>&amp;</c> in less have it.</summary>
internal sealed class LogFilter
{
    private LogFilter(string typed, TextPattern pattern, bool inverted) => (Typed, Pattern, IsInverted) = (typed, pattern, inverted);

    public static LogFilter None { get; } = new("", TextPattern.None, false);

    public string Typed { get; }

    public TextPattern Pattern { get; }

    /// <summary>The lines without it.</summary>
    public bool IsInverted { get; }

    public bool IsEmpty => Pattern.IsEmpty;

    /// <summary>Why the regular expression is none; it is then looked for as text. "" as a rule.</summary>
    public string Problem => Pattern.Problem;

    public static LogFilter Parse(string typed)
    {
        var inverted = typed.StartsWith('!');
        return new LogFilter(typed, TextPattern.Parse(inverted ? typed[1..].TrimStart() : typed), inverted);
    }

    public bool Shows(LogEntry entry) => IsEmpty || entry.Notice || Pattern.IsIn(entry.Text) != IsInverted;
}
