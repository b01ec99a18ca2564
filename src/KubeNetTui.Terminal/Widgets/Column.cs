namespace KubeNetTui.Terminal;

/// <summary>A column of a <see cref="Table"/>. Its width comes from what is in it, within these bounds.</summary>
public sealed record Column(string Title)
{
    public int MinWidth { get; init; }

    public int MaxWidth { get; init; } = int.MaxValue;

    /// <summary>For numbers, ages and the like.</summary>
    public bool AlignRight { get; init; }

    /// <summary>The share of columns left over that this one takes; 0 for none.</summary>
    public int Stretch { get; init; }

    /// <summary>Where all columns don't fit, those that may shrink give way down to 16, or to the width of their title.</summary>
    public bool Shrinks { get; init; } = true;
}
