namespace KubeNetTui.Evidence;

/// <summary>A line within the whole text: forty thousand lines need not be copied to be kept.</summary>
public readonly record struct TextSlice(string Whole, int Start, int Length)
{
    public ReadOnlySpan<char> Span => Whole.AsSpan(Start, Length);

    public override string ToString() => Whole.Substring(Start, Length);
}
