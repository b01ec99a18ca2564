namespace KubeNetTui.Terminal;

/// <summary>Draws a question in a box in the middle of what there is, over what was there.</summary>
public sealed record Dialog
{
    private const int Widest = 72;

    /// <summary>Sets both colours, so that what lies under the box doesn't show.</summary>
    public Style Style { get; init; } = new(Color.Default, Color.Default);

    public Style Border { get; init; }

    public Style Title { get; init; } = Style.Plain.Bold();

    public Style Selected { get; init; } = Style.Plain.Reverse();

    public Prompt Prompt { get; init; } = new() { Label = "> " };

    /// <returns>Where the cursor belongs when a text is asked for; else null.</returns>
    public (int X, int Y)? Render(Rect area, Buffer buffer, DialogState state)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(state);
        area = area.Intersect(buffer.Area);
        var message = WordWrap.Lines(state.Message, Math.Min(Widest, Math.Max(1, area.Width - 4)));
        var answer = state.Prompt is not null || state.IsConfirm ? 1 : state.Choices.Count;
        var gap = state.Message.Length > 0 ? 1 : 0;
        var text = gap == 0 ? 0 : message.Count;
        var box = area.Center(Width(state, message) + 4, text + gap + answer + 2);
        buffer.Fill(box, Style);
        var inner = new Block { Title = [state.Title], TitleStyle = Title, Border = Border, Style = Style }.Render(box, buffer);
        inner = inner == box ? inner : inner.Inset(1, 0);

        // The answer is what the person has to see: it gets its rows first.
        var answers = inner.Rows(Math.Max(0, Math.Min(text + gap, inner.Height - answer)), inner.Height);
        RenderMessage(inner.Rows(0, answers.Y - inner.Y), buffer, state, gap == 0 ? [] : message);

        if (state.Prompt is not null)
        {
            return Prompt.Render(answers, buffer, state.Prompt);
        }

        if (state.IsConfirm)
        {
            RenderButtons(answers, buffer, state);
        }
        else
        {
            RenderChoices(answers, buffer, state);
        }

        return null;
    }

    // What does not fit is scrolled, and the last row says how much of it there is.
    private static void RenderMessage(Rect area, Buffer buffer, DialogState state, IReadOnlyList<string> message)
    {
        var isLong = message.Count > area.Height && area.Height > 1;
        var shown = Math.Min(message.Count, isLong ? area.Height - 1 : area.Height);
        state.Shown(shown, message.Count);
        for (var i = 0; i < shown; i++)
        {
            buffer.WriteFit(area.X, area.Y + i, message[state.Top + i], default, area.Width);
        }

        if (isLong)
        {
            var more = message.Count - shown - state.Top;
            buffer.WriteFit(area.X, area.Y + shown, more > 0 ? $"↓ {more} more lines: pgdn" : "↑ the end: pgup", Style.Plain.Bold(), area.Width);
        }
    }

    private static int Width(DialogState state, IReadOnlyList<string> message)
    {
        var width = Math.Max(24, DisplayWidth.Of(state.Title) + 2);
        foreach (var line in message.Concat(state.IsConfirm ? [] : state.Choices))
        {
            width = Math.Max(width, DisplayWidth.Of(line) + 2);
        }

        return state.Prompt is null ? Math.Min(width, Widest) : Widest;
    }

    private void RenderButtons(Rect row, Buffer buffer, DialogState state)
    {
        row = row.Row(0);
        if (row.IsEmpty)
        {
            return;
        }

        var width = state.Choices.Sum(choice => DisplayWidth.Of(choice) + 4) + state.Choices.Count - 1;
        for (int i = 0, x = row.X + Math.Max(0, (row.Width - width) / 2); i < state.Choices.Count; i++)
        {
            // The brackets say which one is selected where there are no colours.
            var selected = i == state.Selected;
            var text = selected ? $"[ {state.Choices[i]} ]" : $"  {state.Choices[i]}  ";
            state.Shown(new Rect(x, row.Y, text.Length, 1), i);
            x += buffer.Write(x, row.Y, text, selected ? Selected : default, row.Right - x) + 1;
        }
    }

    private void RenderChoices(Rect area, Buffer buffer, DialogState state)
    {
        var first = Math.Clamp(state.Selected - (area.Height / 2), 0, Math.Max(0, state.Choices.Count - area.Height));
        for (var i = 0; i < area.Height && first + i < state.Choices.Count; i++)
        {
            var selected = first + i == state.Selected;
            var row = area.Row(i);
            state.Shown(row, first + i);
            buffer.WriteFit(row.X, row.Y, (selected ? "> " : "  ") + state.Choices[first + i], default, row.Width);
            if (selected)
            {
                buffer.SetStyle(row, Selected);
            }
        }
    }
}
