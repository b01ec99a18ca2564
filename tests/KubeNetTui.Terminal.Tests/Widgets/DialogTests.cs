namespace KubeNetTui.Terminal.Tests;

public sealed class DialogTests
{
    [Fact]
    public void A_question_is_drawn_over_what_was_there()
    {
        var state = DialogState.Confirm("Delete", "Delete pod web-1?");
        Assert.Equal(
            """
            |xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|
            |x┌ Delete ──────────────────┐x|
            |x│ Delete pod web-1?        │x|
            |x│                          │x|
            |x│        Yes   [ No ]      │x|
            |x└──────────────────────────┘x|
            |xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|
            """,
            Drawing.Text(30, 7, (area, buffer) =>
            {
                buffer.Fill(area, new System.Text.Rune('x'), default);
                Assert.Null(new Dialog().Render(area, buffer, state));
            }));
    }

    [Theory]
    [InlineData("enter", DialogOutcome.Cancelled)]
    [InlineData("y", DialogOutcome.Accepted)]
    [InlineData("n", DialogOutcome.Cancelled)]
    [InlineData("esc", DialogOutcome.Cancelled)]
    [InlineData("ctrl-c", DialogOutcome.Cancelled)]
    [InlineData("left enter", DialogOutcome.Accepted)]
    [InlineData("tab tab enter", DialogOutcome.Cancelled)]
    [InlineData("x space q", DialogOutcome.Open)]
    public void Enter_says_no_unless_yes_was_selected(string keys, DialogOutcome outcome)
    {
        var state = DialogState.Confirm("Delete", "Sure?");
        foreach (var key in keys.Split(' '))
        {
            Assert.True(state.Handle(KeyEvent.Parse(key)));
        }

        Assert.Equal(outcome, state.Outcome);
        Assert.Equal(outcome == DialogOutcome.Open, state.Handle(KeyEvent.Parse("x")));
    }

    [Fact]
    public void One_of_many_is_chosen_and_kept_in_sight()
    {
        var state = DialogState.Choose("Container", "", ["app", "proxy", "init", "logger"]);
        state.Handle(KeyEvent.Parse("up"));
        Assert.Equal(
            """
            |┌ Container ───────────────┐|
            |│   init                   │|
            |│ > logger                 │|
            |└──────────────────────────┘|
            """,
            Drawing.Text(28, 4, (area, buffer) => new Dialog().Render(area, buffer, state)));
        state.Handle(KeyEvent.Parse("enter"));
        Assert.Equal((DialogOutcome.Accepted, 3), (state.Outcome, state.Selected));
    }

    [Fact]
    public void A_text_is_asked_for_with_a_cursor()
    {
        var state = DialogState.Ask("Port", "Local port?");
        state.Handle(new PasteEvent("80"));
        state.Handle(KeyEvent.Parse("8"));
        Assert.Equal(
            """
            |┌ Port ──────────────────────┐|
            |│ Local port?                │|
            |│                            │|
            |│ > 808                      │|
            |└────────────────────────────┘|
            """,
            Drawing.Text(30, 5, (area, buffer) => Assert.Equal((7, 3), new Dialog().Render(area, buffer, state))));
        state.Handle(KeyEvent.Parse("enter"));
        Assert.Equal((DialogOutcome.Accepted, "808"), (state.Outcome, state.Text));
    }

    [Fact]
    public void In_a_low_terminal_the_answer_is_seen_before_the_question()
    {
        var state = DialogState.Confirm("Delete", "A long question that takes\nmany\nlines\nindeed");
        Assert.Equal("|┌ Delete ──────────┐|\n|│    Yes   [ No ]  │|\n|└──────────────────┘|", Drawing.Text(20, 3, (area, buffer) => new Dialog().Render(area, buffer, state)));
    }

    [Fact]
    public void No_size_throws()
    {
        Drawing.AtAbsurdSizes((area, buffer) => new Dialog().Render(area, buffer, DialogState.Confirm("Delete 世界", "a question\nof two lines")));
        Drawing.AtAbsurdSizes((area, buffer) => new Dialog().Render(area, buffer, DialogState.Choose("", "", [])));
        Drawing.AtAbsurdSizes((area, buffer) => new Dialog().Render(area, buffer, DialogState.Choose("Choose", "one", ["a", "b", "c", "d", "e", "f", "g"], 5)));
        Drawing.AtAbsurdSizes((area, buffer) => new Dialog().Render(area, buffer, DialogState.Ask("Text", "what?")));
    }
}
