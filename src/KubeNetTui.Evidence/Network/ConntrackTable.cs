namespace KubeNetTui.Evidence;

/// <summary>The connections that a node tracks.</summary>
public sealed class ConntrackTable(IReadOnlyList<ConntrackEntry> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<ConntrackEntry> Items { get; } = items;

    /// <summary>The first few hundred.</summary>
    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    /// <summary>
    /// <c>conntrack -L</c>, <c>conntrack -L -o extended</c>, <c>/proc/net/nf_conntrack</c>, and lines of <c>conntrack -E</c>. 500,000 lines
    /// take less than a second.
    /// </summary>
    public static ConntrackTable Parse(string text) => ConntrackText.Parse(text);
}
