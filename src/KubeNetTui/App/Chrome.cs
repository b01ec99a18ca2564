using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// What is around a screen: the header, the hints, the crumbs and the status. It gives way as the terminal gets small: first the header
/// becomes one line, then the hints go, then the header, and the rows of the list stay.
/// </summary>
internal sealed class Chrome(Workspace workspace)
{
    /// <summary>The terminal, at the last frame.</summary>
    public Rect Whole { get; private set; }

    /// <summary>Where the screen was, at the last frame.</summary>
    public Rect Body { get; private set; }

    public (int X, int Y)? Render(Buffer buffer) => Render(buffer, buffer.Area);

    /// <param name="area">A part of the buffer, where two clusters share the terminal.</param>
    public (int X, int Y)? Render(Buffer buffer, Rect area)
    {
        Whole = area;
        var theme = workspace.Theme;
        buffer.Fill(area, theme.Text);
        var isRoomy = area is { Width: >= 100, Height: >= 30 } && workspace.Beside is not { IsOpen: true };
        var header = isRoomy ? Header.Rows + 1 : area.Height >= 10 ? 1 : 0;
        var hints = !isRoomy && area.Height >= 16 ? 1 : 0;
        var status = area.Height >= 3 ? 1 : 0;
        Body = area.Rows(header, area.Height - header - hints - status);
        workspace.Stack.Top.Render(Body, buffer);
        if (isRoomy)
        {
            new Header(workspace).Render(area.Rows(0, Header.Rows), buffer);
        }
        else if (header > 0)
        {
            new Header(workspace).RenderLine(area.Row(0), buffer);
        }

        if (hints > 0)
        {
            var bar = new KeyHintBar { Hints = [.. Hints().Select(h => new KeyHint(h.Keys[0], h.Label, h.HintPriority))], Key = theme.Key, Label = theme.Dim };
            bar.Render(area.Row(area.Height - 2).Inset(1, 0), buffer);
        }

        if (status > 0)
        {
            RenderStatus(area.Row(area.Height - 1), buffer, theme);
        }

        (int X, int Y)? cursor = null;
        foreach (var overlay in workspace.Overlays)
        {
            overlay.Render(area, buffer, out cursor);
        }

        return cursor;
    }

    /// <summary>The keys worth showing, those of the screen first.</summary>
    public IEnumerable<Binding> Hints()
    {
        var screen = workspace.Stack.Top;
        return screen.IsTyping
            ? []
            : workspace.Keys.Apply(screen.Bindings).Concat(workspace.GlobalBindings).Where(b => b.HintPriority > 0 && b.Label.Length > 0 && b.WhyDisabled() is null)
                .DistinctBy(b => b.Keys[0]);
    }

    private void RenderStatus(Rect line, Buffer buffer, Theme theme)
    {
        var status = workspace.Stack.Top.Status;
        var toast = workspace.Toast;
        IReadOnlyList<Segment> left = toast.Text.Length > 0 ? [new Segment(toast.Text, StyleOf(toast.Tone, theme))] : Crumbs(theme);
        if (status.Tone == StatusTone.Bad && toast.Text.Length == 0 && line.Width < 100)
        {
            left = []; // what went wrong matters more than where one is
        }

        var statusStyle = StyleOf(status.Tone, theme);
        var room = line.Width - 2 - left.Sum(s => s.Width) - 1;
        var text = DisplayWidth.Of(status.Text) <= room || room < 12 ? status.Text : string.Concat(status.Text.AsSpan(0, DisplayWidth.Fit(status.Text, room - 1)), "…");
        new StatusLine { Left = left, Right = [new Segment(text, statusStyle)] }.Render(line.Inset(1, 0), buffer);
    }

    private List<Segment> Crumbs(Theme theme)
    {
        var segments = new List<Segment>();
        var screens = workspace.Stack.Screens;
        for (var i = 0; i < screens.Count; i++)
        {
            if (i > 0)
            {
                segments.Add(new Segment(" › ", theme.Dim));
            }

            segments.Add(new Segment(screens[i].Title, i == screens.Count - 1 ? theme.Accent : theme.Dim));
        }

        return segments;
    }

    private static Style StyleOf(StatusTone tone, Theme theme) => tone switch
    {
        StatusTone.Good => theme.Pass,
        StatusTone.Warning => theme.Warn,
        StatusTone.Bad => theme.Error,
        _ => theme.Dim,
    };
}
