namespace KubeNetTui.Terminal;

/// <summary>What the terminal understands beyond the ECMA-48 that all of them do.</summary>
public sealed record TerminalCapabilities
{
    public ColorDepth Colors { get; init; } = ColorDepth.TrueColor;

    /// <summary>REP (<c>CSI n b</c>) repeats the last character. GNU screen, the Linux console and the older VTs don't.</summary>
    public bool RepeatsCharacter { get; init; } = true;

    /// <summary>Erased cells take the background in force ("bce"). GNU screen gives them the default one.</summary>
    public bool ErasesWithBackground { get; init; } = true;

    /// <summary>tmux lies between: what is meant for the outer terminal must be wrapped.</summary>
    public bool InsideTmux { get; init; }

    /// <summary>Reads <c>TERM</c>, <c>COLORTERM</c>, <c>NO_COLOR</c> and <c>TMUX</c>.</summary>
    /// <param name="environment">Gives the value of a variable, or null.</param>
    public static TerminalCapabilities Detect(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var term = environment("TERM") ?? "";
        var insideTmux = !string.IsNullOrEmpty(environment("TMUX"));
        var screen = term.StartsWith("screen", StringComparison.Ordinal) && !insideTmux;
        var plain = screen || IsOneOf(term, "linux", "dumb", "ansi", "cons25") || term.StartsWith("vt", StringComparison.Ordinal);
        return new TerminalCapabilities
        {
            Colors = DetectColors(environment),
            RepeatsCharacter = !plain && term.Length > 0,
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
