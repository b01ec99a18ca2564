namespace KubeNetTui.Configuration;

/// <summary>Keys as k9s's files write them (<c>Ctrl-R</c>, <c>Shift-2</c>, <c>Shift-L</c>, <c>F5</c>) in the form that bindings have.</summary>
internal static class KeyText
{
    // What Shift makes of a digit differs from keyboard to keyboard; k9s means the American one, and so do the files people share.
    private const string ShiftedDigits = ")!@#$%^&*(";

    public static string FromK9s(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 1)
        {
            return trimmed;
        }

        var lower = trimmed.ToLowerInvariant();
        return lower.StartsWith("shift-", StringComparison.Ordinal) && lower.Length == 7
            ? lower[6] switch
            {
                >= '0' and <= '9' and var digit => ShiftedDigits[digit - '0'].ToString(),
                >= 'a' and <= 'z' and var letter => char.ToUpperInvariant(letter).ToString(),
                _ => lower,
            }
            : lower;
    }
}
