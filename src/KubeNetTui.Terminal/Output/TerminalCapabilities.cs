namespace KubeNetTui.Terminal;

/// <summary>What the terminal understands beyond the ECMA-48 that all of them do.</summary>
public sealed record TerminalCapabilities
{
    public ColorDepth Colors { get; init; } = ColorDepth.TrueColor;

    /// <summary>
    /// REP (<c>CSI n b</c>) repeats the last character. Many that call themselves xterm don't (mosh, Apple's Terminal, JediTerm) and would
    /// lose text, so only those that are known to are asked to.
    /// </summary>
    public bool RepeatsCharacter { get; init; } = true;

    /// <summary>Erased cells take the background in force ("bce"). GNU screen gives them the default one.</summary>
    public bool ErasesWithBackground { get; init; } = true;

    /// <summary>tmux lies between: what is meant for the outer terminal must be wrapped.</summary>
    public bool InsideTmux { get; init; }

    /// <summary>Reads <c>TERM</c>, <c>COLORTERM</c>, <c>NO_COLOR</c>, <c>TMUX</c>, and what xterm and VTE say of themselves.</summary>
    /// <param name="environment">Gives the value of a variable, or null.</param>
    public static TerminalCapabilities Detect(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var term = environment("TERM") ?? "";
        var insideTmux = !string.IsNullOrEmpty(environment("TMUX"));
        var screen = term.StartsWith("screen", StringComparison.Ordinal) && !insideTmux;
        return new TerminalCapabilities
        {
            Colors = DetectColors(environment),
            RepeatsCharacter = insideTmux || (!screen && Repeats(term, environment)),
            ErasesWithBackground = !screen && term.Length > 0 && !IsOneOf(term, "dumb"),
            InsideTmux = insideTmux,
        };
    }

    /// <summary>
    /// <c>NO_COLOR</c> with any value (no-color.org) wins, then <c>COLORTERM</c>, then what the name in <c>TERM</c> says.
    /// </summary>
    public static ColorDepth DetectColors(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!string.IsNullOrEmpty(environment("NO_COLOR")))
        {
            return ColorDepth.None;
        }

        var term = environment("TERM") ?? "";
        if (term.Length == 0 || IsOneOf(term, "dumb") || term.StartsWith("vt", StringComparison.Ordinal))
        {
            return ColorDepth.None;
        }

        // GNU screen hands COLORTERM of the outer terminal on, but knows 256 colours only.
        var screen = term.StartsWith("screen", StringComparison.Ordinal) && string.IsNullOrEmpty(environment("TMUX"));
        if (!screen && IsOneOf(environment("COLORTERM") ?? "", "truecolor", "24bit"))
        {
            return ColorDepth.TrueColor;
        }

        if (term.EndsWith("-direct", StringComparison.Ordinal) || IsOneOf(term, "xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm"))
        {
            return ColorDepth.TrueColor;
        }

        return term.Contains("256color", StringComparison.Ordinal) ? ColorDepth.Palette256 : ColorDepth.Palette16;
    }

    // xterm and the VTE family leave a variable with their version, which doesn't travel over ssh or mosh.
    private static bool Repeats(string term, Func<string, string?> environment) =>
        IsOneOf(term, "xterm-kitty", "alacritty", "foot", "xterm-ghostty")
        || (term.StartsWith("xterm", StringComparison.Ordinal)
            && (!string.IsNullOrEmpty(environment("XTERM_VERSION")) || !string.IsNullOrEmpty(environment("VTE_VERSION"))));

    private static bool IsOneOf(string value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (value.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
