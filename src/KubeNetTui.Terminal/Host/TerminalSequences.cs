using System.Text;

namespace KubeNetTui.Terminal;

/// <summary>What is said to a terminal besides frames (xterm's control sequences; all of these are private modes or OSC).</summary>
internal static class TerminalSequences
{
    // 1049 alternate screen, 25 cursor, 1004 focus, 2004 bracketed paste, 1002 + 1006 mouse with drags in SGR form.
    // Soft reset first (DECSTR): a program that had the terminal before may have left a scroll region or a character set.
    public static byte[] Enter(bool mouse) =>
        [.. "\e[?1049h\e[!p\e[?25l\e[?1004h\e[?2004h"u8, .. mouse ? Mouse(true) : []];

    public static ReadOnlySpan<byte> Mouse(bool on) => on ? "\e[?1002h\e[?1006h"u8 : "\e[?1006l\e[?1002l"u8;

    // 2026 first: the last frame may have been cut off inside its synchronised update.
    public static ReadOnlySpan<byte> Leave => "\e[?2026l\e[m\e[?1006l\e[?1002l\e[?2004l\e[?1004l\e[?25h\e[?1049l"u8;

    /// <summary>DECSTR and what it leaves alone: modes that a program behind a passthrough may have set.</summary>
    public static ReadOnlySpan<byte> SoftReset => "\e[!p\e[m\e[?1006l\e[?1003l\e[?1002l\e[?1000l\e[?2004l\e[?1004l\e[?25h"u8;

    /// <summary>OSC 52. tmux takes it by itself (set-clipboard) or hands the wrapped one on (allow-passthrough): it gets both.</summary>
    public static byte[] Copy(string text, bool insideTmux)
    {
        var plain = $"\e]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\a";
        return Encoding.ASCII.GetBytes(insideTmux ? $"{plain}\ePtmux;\e{plain}\e\\" : plain);
    }

    public static byte[] Title(string title) => Encoding.UTF8.GetBytes($"\e]2;{SafeText.Clean(title)}\a");
}
