using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>A page of words in place of a list: what failed, at which step, and what to do about it.</summary>
/// <param name="Heading">What failed.</param>
/// <param name="Lines">What is known of it.</param>
/// <param name="Ways">What to press or do, each with its key: <c>ctrl-r</c>, <c>try again</c>.</param>
internal sealed record Page(string Heading, IReadOnlyList<string> Lines, IReadOnlyList<(string Key, string What)> Ways)
{
    public StatusTone Tone { get; init; } = StatusTone.Quiet;

    public static IReadOnlyList<(string Key, string What)> UsualWays { get; } =
        [("ctrl-r", "try again"), (":ctx", "choose another context"), (":q", "leave")];

    public static Page Of(ApiFailure failure, string heading)
    {
        var lines = new List<string> { failure.Message, $"Step: {StepName(failure.Step)}{(failure.HttpStatus > 0 ? $", HTTP {failure.HttpStatus}" : "")}" };
        if (failure.Advice.Length > 0)
        {
            lines.Add(failure.Advice);
        }

        return new Page(heading, lines, UsualWays) { Tone = StatusTone.Bad };
    }

    /// <summary>The step in words: "permission (the server knows who asks, and refuses)".</summary>
    public static string StepName(RequestStep step) => step switch
    {
        RequestStep.Credentials => "credentials (making them, on this machine)",
        RequestStep.Name => "name (looking up the server's address)",
        RequestStep.Connect => "connect (TCP to the server)",
        RequestStep.Proxy => "proxy (the way to the server)",
        RequestStep.Tls => "TLS (the server's certificate, or ours)",
        RequestStep.Login => "login (the server does not know who asks)",
        RequestStep.Permission => "permission (the server knows who asks, and refuses)",
        RequestStep.Server => "server (it answered with an error)",
        RequestStep.Answer => "answer (it was no Kubernetes answer)",
        _ => "time (no answer came)",
    };

    public void Render(Rect area, Buffer buffer, Theme theme)
    {
        var width = Math.Min(area.Width - 2, 96);
        if (width < 4 || area.Height < 1)
        {
            return;
        }

        var lines = new List<(string Text, Style Style)>();
        var heading = Tone switch
        {
            StatusTone.Bad => theme.Error,
            StatusTone.Warning => theme.Warn,
            _ => theme.Title,
        };
        lines.AddRange(Wrap(Heading, width).Select(l => (l, heading)));
        foreach (var line in Lines)
        {
            lines.Add(("", theme.Text));
            lines.AddRange(Wrap(line, width).Select(l => (l, theme.Text)));
        }

        // Short of rows, the blank ones go first, then the end of the words; the ways on stay.
        var room = area.Height - (Ways.Count > 0 ? Ways.Count : 0);
        if (lines.Count + 1 > room)
        {
            lines.RemoveAll(l => l.Text.Length == 0);
        }

        var shown = Math.Clamp(room, Math.Min(1, area.Height), Math.Max(1, lines.Count));
        var isRoomy = area.Height >= lines.Count + Ways.Count + 4;
        var y = area.Y + (isRoomy ? Math.Max(1, (area.Height - lines.Count - Ways.Count - 1) / 3) : 0);
        var x = area.X + (area.Width > 100 ? (area.Width - width) / 2 : 1);
        foreach (var (text, style) in lines.Take(shown))
        {
            buffer.Write(x, y++, text, style, width);
        }

        y += isRoomy ? 1 : 0;
        var keyWidth = Ways.Count == 0 ? 0 : Ways.Max(w => w.Key.Length) + 2;
        foreach (var (key, what) in Ways)
        {
            if (y >= area.Bottom)
            {
                return;
            }

            buffer.Write(x, y, key, theme.Key, width);
            buffer.Write(x + keyWidth, y++, what, theme.Dim, width - keyWidth);
        }
    }

    /// <summary>Cuts a text into lines at its spaces; a word longer than a line is cut where the line ends.</summary>
    internal static IEnumerable<string> Wrap(string text, int width)
    {
        foreach (var paragraph in text.Split('\n'))
        {
            var rest = paragraph.AsMemory().TrimEnd();
            while (DisplayWidth.Of(rest.Span) > width)
            {
                var fit = Math.Max(1, DisplayWidth.Fit(rest.Span, width));
                var cut = rest.Span[..Math.Min(rest.Length, fit + 1)].LastIndexOf(' ');
                yield return rest[..(cut > 0 ? cut : fit)].TrimEnd().ToString();
                rest = rest[(cut > 0 ? cut + 1 : fit)..].TrimStart();
            }

            yield return rest.ToString();
        }
    }
}
