namespace KubeNetTui.Checks;

/// <summary>How findings count and list things.</summary>
internal static class Words
{
    /// <summary><c>1 pod</c>, <c>3 pods</c>.</summary>
    public static string Count(int count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>The first few, and how many more: <c>a, b, c and 4 more</c>.</summary>
    public static string Some(IEnumerable<string> names, int show = 3)
    {
        List<string> all = [.. names];
        return all.Count <= show + 1
            ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(show))} and {all.Count - show} more";
    }

    /// <summary><c>40 s</c>, <c>12 min</c>, <c>5 h</c>, <c>3 d</c>.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 120 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalMinutes: < 120 } => $"{(int)age.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };

    /// <summary>The text, or the other where it is empty: what would give evidence is not always known to its source.</summary>
    public static string Or(this string text, string other) => text.Length > 0 ? text : other;

    /// <summary>A text of several lines on one.</summary>
    public static string OneLine(string text) =>
        text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Cut to what fits a narrow column.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
