using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// What is around a screen: the header, the hints, the crumbs and the status. It gives way as the terminal gets small: first the header
/// becomes one line, then the hints go, then the header, and the rows of the list stay.
/// </summary>
internal sealed class Chrome(Workspace workspace)
{
    private readonly Crumbs _crumbs = new(workspace);
    private (string Setting, HeaderSize Chosen)? _header;
    private (bool Setting, bool Chosen)? _shownCrumbs;

    /// <summary>The terminal, at the last frame.</summary>
    public Rect Whole { get; private set; }

    /// <summary>Where the screen was, at the last frame.</summary>
    public Rect Body { get; private set; }

    /// <summary>What can be clicked around the screen.</summary>
    public ClickMap Clicks { get; } = new();

    /// <summary>As the person chose it by key, else as set in config.yaml. A setting that is changed meanwhile holds.</summary>
    public HeaderSize HeaderSize => workspace.Config.Settings.Header is var setting && _header is { } own && own.Setting == setting
        ? own.Chosen
        : setting switch { "compact" => HeaderSize.Compact, "off" => HeaderSize.Off, _ => HeaderSize.Full };

    public bool HasCrumbs => workspace.Config.Settings.Crumbs is var setting && _shownCrumbs is { } own && own.Setting == setting ? own.Chosen : setting;

    /// <summary>In full, in one line, not at all; where there is no room for it in full, the first of these is left out.</summary>
    public void ToggleHeader()
    {
        var next = HeaderSize switch
        {
            HeaderSize.Full when IsRoomy(Whole) => HeaderSize.Compact,
            HeaderSize.Off => HeaderSize.Full,
            _ => HeaderSize.Off,
        };
        _header = (workspace.Config.Settings.Header, next);
        workspace.Say(next == HeaderSize.Off ? "header off; ctrl-e brings it back" : next == HeaderSize.Compact || !IsRoomy(Whole) ? "header in one line" : "header in full");
    }

    public void ToggleCrumbs()
    {
        _shownCrumbs = (workspace.Config.Settings.Crumbs, !HasCrumbs);
        workspace.Say(HasCrumbs ? "crumbs on" : "crumbs off; ctrl-g brings them back");
    }

    public (int X, int Y)? Render(Buffer buffer) => Render(buffer, buffer.Area);

    /// <param name="area">A part of the buffer, where two clusters share the terminal.</param>
    public (int X, int Y)? Render(Buffer buffer, Rect area)
    {
        Whole = area;
        var theme = workspace.Theme;
        buffer.Fill(area, theme.Text);
        Clicks.Clear();
        var size = HeaderSize;
        var isFull = size == HeaderSize.Full && IsRoomy(area);
        var header = isFull ? Header.Rows + 1 : size != HeaderSize.Off && area.Height >= 10 ? 1 : 0;
        var hints = !isFull && size != HeaderSize.Off && area.Height >= 16 ? 1 : 0;
        var status = area.Height >= 3 ? 1 : 0;
        Body = area.Rows(header, area.Height - header - hints - status);
        workspace.Stack.Top.Render(Body, buffer);
        if (isFull)
        {
            new Header(workspace).Render(area.Rows(0, Header.Rows), buffer);
        }
        else if (header > 0)
        {
            new Header(workspace).RenderLine(area.Row(0), buffer);
        }

        if (hints > 0 && (workspace.Beside is not { IsOpen: true } beside || beside.HasFocus(workspace)))
        {
            var shown = Hints().ToList();
            var bar = new KeyHintBar { Hints = [.. shown.Select(h => new KeyHint(h.Keys[0], h.Label, h.HintPriority))], Key = theme.Key, Label = theme.Dim };
            bar.Render(area.Row(area.Height - 2).Inset(1, 0), buffer, (hint, place) => AddClick(place, shown.First(h => h.Keys[0] == hint.Key)));
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

    /// <summary>A click there does what the key does.</summary>
    public void AddClick(Rect area, Binding binding) => Clicks.Add(area, () => workspace.Run(binding));

    private bool IsRoomy(Rect area) => area is { Width: >= 100, Height: >= 30 } && workspace.Beside is not { IsOpen: true };

    private void RenderStatus(Rect line, Buffer buffer, Theme theme)
    {
        var status = workspace.Stack.Top.Status;
        line = line.Inset(1, 0);
        var left = Left(status, line.Width, theme);
        var crumbs = left is null && HasCrumbs ? _crumbs.Width : 0;
        var used = left?.Sum(s => s.Width) ?? crumbs;
        var room = line.Width - used - 1;

        // A long path gives way before the status does.
        room = Math.Max(room, Math.Min(DisplayWidth.Of(status.Text), line.Width / 2));
        var text = DisplayWidth.Of(status.Text) <= room || room < 12 ? status.Text : string.Concat(status.Text.AsSpan(0, DisplayWidth.Fit(status.Text, room - 1)), "…");
        new StatusLine { Left = left ?? [], Right = [new Segment(text, StyleOf(status.Tone, theme))] }.Render(line, buffer);
        if (crumbs > 0)
        {
            _crumbs.Render(line.Columns(0, Math.Max(0, line.Width - DisplayWidth.Of(text) - 1)), buffer, Clicks);
        }
    }

    // What takes the place of the crumbs; null: nothing does.
    private List<Segment>? Left(ScreenStatus status, int width, Theme theme)
    {
        if (workspace.Count.IsOpen)
        {
            return [new Segment($"#{workspace.Count.Text}", theme.Accent), new Segment(width < 60 ? "" : "  then j k, ctrl-f ctrl-b, G, space; esc ends", theme.Dim)];
        }

        var toast = workspace.Toast;
        return toast.Text.Length > 0 ? [new Segment(toast.Text, StyleOf(toast.Tone, theme))]
            : status.Tone == StatusTone.Bad && width < 98 ? [] // what went wrong matters more than where one is
            : null;
    }

    private static Style StyleOf(StatusTone tone, Theme theme) => tone switch
    {
        StatusTone.Good => theme.Pass,
        StatusTone.Warning => theme.Warn,
        StatusTone.Bad => theme.Error,
        _ => theme.Dim,
    };
}

/// <summary>How much of the header is shown.</summary>
internal enum HeaderSize
{
    Full,
    Compact,
    Off,
}
