namespace KubeNetTui.Terminal;

/// <summary>Where a pager gets its lines from: it asks for those in sight, and for more only when it searches.</summary>
public interface IPagerLines
{
    int Count { get; }

    /// <summary>The text of a line without its end. Tabs are drawn to the next multiple of 8.</summary>
    string this[int line] { get; }

    /// <summary>The line in pieces of different style; together they must be the line's text.</summary>
    IReadOnlyList<Segment> SegmentsOf(int line) => [this[line]];

    /// <summary>A line that decides something: it is marked, and <see cref="PagerState.NextMark"/> goes there.</summary>
    bool IsMarked(int line) => false;
}
