namespace KubeNetTui.Reading;

/// <summary>One container whose log is read.</summary>
/// <param name="Number">From 0, in the order in which they were found; a restarted pod's successor has another.</param>
/// <param name="Label">What stands before its lines; "" where there is one source only.</param>
internal sealed record LogSource(int Number, string Namespace, string Pod, string Container, string Label);

/// <summary>Which part of a log is read, as k9s has it on 0 to 6.</summary>
/// <param name="Key">The key that chooses it.</param>
/// <param name="Since">Null: by lines.</param>
/// <param name="FromStart">The first lines, not followed.</param>
internal sealed record LogRange(string Key, string Words, TimeSpan? Since = null, bool FromStart = false)
{
    public static IReadOnlyList<LogRange> All { get; } =
    [
        new("0", "the last lines"), new("1", "from the start", FromStart: true), new("2", "the last minute", TimeSpan.FromMinutes(1)),
        new("3", "the last 5 minutes", TimeSpan.FromMinutes(5)), new("4", "the last 15 minutes", TimeSpan.FromMinutes(15)),
        new("5", "the last 30 minutes", TimeSpan.FromMinutes(30)), new("6", "the last hour", TimeSpan.FromHours(1)),
    ];

    public static LogRange Tail => All[0];
}
