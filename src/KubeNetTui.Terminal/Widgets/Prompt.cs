namespace KubeNetTui.Terminal;

/// <summary>Draws a line being typed, with the rest of the best candidate behind it; long text scrolls so that the cursor is in sight.</summary>
public sealed record Prompt
{
    /// <summary>In front of the text: <c>:</c> or <c>/</c>.</summary>
    public string Label { get; init; } = "";

    public Style Style { get; init; }

    public Style LabelStyle { get; init; }

    public Style Ghost { get; init; } = Style.Plain.Dim();

    public Style Candidate { get; init; }

    public Style Chosen { get; init; } = Style.Plain.Reverse();

    /// <returns>Where the cursor belongs, for <see cref="Frame.Cursor"/>; null when there is no room.</returns>
    public (int X, int Y)? Render(Rect area, Buffer buffer, PromptState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area).Row(0);
        if (area.IsEmpty)
        {
            return null;
        }

        buffer.SetStyle(area, Style);
        var x = area.X + buffer.Write(area.X, area.Y, Label, LabelStyle, area.Width);
        var room = area.Right - x;
        if (room == 0)
        {
            return null;
        }

        var text = state.Text.AsSpan();
        var skipped = 0;
        if (state.Editor.CursorColumn >= room)
        {
            var hidden = DisplayWidth.Fit(text, state.Editor.CursorColumn - room + 1, out skipped);
            if (state.Editor.CursorColumn - skipped >= room && hidden < text.Length)
            {
                // A wide character is half out of sight: all of it goes.
                skipped += DisplayWidth.NextCluster(text[hidden..], out var length, out _);
                hidden += length;
            }

            text = text[hidden..];
        }

        var used = buffer.Write(x, area.Y, text, default, room);
        buffer.Write(x + used, area.Y, state.Ghost, Ghost, room - used);
        return (x + state.Editor.CursorColumn - skipped, area.Y);
    }

    /// <summary>Draws the candidates on one row, with the chosen one in sight.</summary>
    public void RenderCandidates(Rect area, Buffer buffer, PromptState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area).Row(0);
        var first = 0;
        for (int i = 0, used = 0; i <= (state.Chosen ?? 0) && i < state.Candidates.Count; i++)
        {
            used += DisplayWidth.Of(state.Candidates[i]) + 2;
            if (used > area.Width)
            {
                (first, used) = (i, DisplayWidth.Of(state.Candidates[i]) + 2);
            }
        }

        for (int i = first, x = area.X; i < state.Candidates.Count && x < area.Right; i++)
        {
            x += buffer.WriteFit(x, area.Y, state.Candidates[i], i == state.Chosen ? Chosen : Candidate, area.Right - x) + 2;
        }
    }
}
