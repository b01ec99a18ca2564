namespace KubeNetTui.Terminal;

public sealed record TerminalOptions
{
    /// <summary>Null: by <c>TERM</c>, <c>COLORTERM</c>, <c>NO_COLOR</c> and <c>TMUX</c> of the environment.</summary>
    public TerminalCapabilities? Capabilities { get; init; }

    /// <summary>Reports of the mouse; the person then holds Shift to select text with it.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>How long an Esc is held back to see whether a sequence follows. Slow lines cut sequences into packets.</summary>
    public TimeSpan EscDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Put the terminal back on SIGTERM, SIGHUP and SIGINT, at Ctrl-Z's SIGTSTP, and follow SIGWINCH. Tests have no use for it.</summary>
    public bool Signals { get; init; } = true;
}
