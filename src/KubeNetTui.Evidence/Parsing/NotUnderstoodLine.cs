namespace KubeNetTui.Evidence;

/// <summary>A line of a command's output that its parser made nothing of; kept, because what is not understood can't be ruled out.</summary>
/// <param name="Number">Counted from 1; of JSON the item's number in its list.</param>
/// <param name="Text">As it came; long ones are cut.</param>
/// <param name="Why">What was expected there.</param>
public sealed record NotUnderstoodLine(int Number, string Text, string Why)
{
    /// <summary>Longer texts are cut: one line of a broken output may be all of it.</summary>
    public const int MostText = 400;

    public static NotUnderstoodLine Of(int number, ReadOnlySpan<char> text, string why) =>
        new(number, text.Length > MostText ? string.Concat(text[..MostText], "…") : text.ToString(), why);
}
