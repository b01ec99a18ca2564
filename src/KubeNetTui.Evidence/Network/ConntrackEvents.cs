namespace KubeNetTui.Evidence;

public enum ConntrackEventKind
{
    New,

    /// <summary>Its state changed.</summary>
    Update,

    /// <summary>It ended, ran out or was thrown out.</summary>
    Destroy,
}

/// <summary>Something that happened to a tracked connection.</summary>
/// <param name="At">By the node's clock; null where the output has no times.</param>
/// <param name="Line">Of the output, from 1.</param>
public readonly record struct ConntrackEvent(DateTimeOffset? At, ConntrackEventKind Kind, ConntrackEntry Entry, int Line);

/// <summary>What happened in a node's connection table while it was watched.</summary>
public sealed class ConntrackEvents(IReadOnlyList<ConntrackEvent> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    /// <summary>In the order of the output: oldest first.</summary>
    public IReadOnlyList<ConntrackEvent> Items { get; } = items;

    /// <summary>The first few hundred.</summary>
    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary>Lines of <c>conntrack -E</c>, with or without <c>-o timestamp</c>. Any text gives one.</summary>
    public static ConntrackEvents Parse(string text) => ConntrackText.ParseEvents(text);
}
