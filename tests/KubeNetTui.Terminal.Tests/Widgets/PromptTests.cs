using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Terminal.Tests;

public sealed class PromptTests
{
    private static readonly string[] Kinds = ["pods", "podmonitors", "services"];

    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc left left x", "ax|bc")]
    [InlineData("abc home x", "x|abc")]
    [InlineData("abc ctrl-a delete", "|bc")]
    [InlineData("abc left backspace", "a|c")]
    [InlineData("abc ctrl-h", "ab|")]
    [InlineData("ab space cd ctrl-w", "ab |")]
    [InlineData("ab space cd space ctrl-w", "ab |")]
    [InlineData("a-b alt-backspace", "a-|")]
    [InlineData("a-b ctrl-w", "|")]
    [InlineData("ab space cd alt-b alt-b alt-d", "| cd")]
    [InlineData("ab space cd ctrl-left ctrl-k", "ab |")]
    [InlineData("ab space cd alt-b ctrl-u ctrl-e ctrl-y", "cdab |")]
    [InlineData("ab space cd home ctrl-right x", "abx| cd")]
    public void Editing_keys_are_those_of_readline(string keys, string expected)
    {
        var state = Type(new PromptState(), keys);
        Assert.Equal(expected, state.Text.Insert(state.Editor.Cursor, "|"));
    }

    [Fact]
    public void The_cursor_moves_over_whole_clusters()
    {
        var state = new PromptState();
        state.Handle(new PasteEvent("a👩‍🔬e\u0301世"));
        Assert.Equal(6, state.Editor.CursorColumn);
        Type(state, "left");
        Assert.Equal(4, state.Editor.CursorColumn);
        Type(state, "left left");
        Assert.Equal(1, state.Editor.CursorColumn);
        Type(state, "delete");
        Assert.Equal("ae\u0301世", state.Text);
    }

    [Fact]
    public void A_paste_becomes_one_line_without_control_characters()
    {
        var state = new PromptState();
        state.Handle(new PasteEvent("app=web\r\ntier\t=\e[31mx\n"));
        Assert.Equal("app=web  tier =[31mx", state.Text);
    }

    [Fact]
    public void The_rest_of_the_best_candidate_is_shown_and_taken()
    {
        var state = Type(new PromptState(Complete), "po");
        Assert.Equal("ds", state.Ghost);
        Assert.Equal("|:pods   |", Drawing.Text(8, 1, (area, buffer) => Assert.Equal((3, 0), new Prompt { Label = ":" }.Render(area, buffer, state))));
        Type(state, "right");
        Assert.Equal(("pods", ""), (state.Text, state.Ghost));
        Assert.Equal("", Type(new PromptState(Complete), "po left").Ghost);
    }

    [Fact]
    public void Tab_goes_round_the_candidates_and_typing_begins_anew()
    {
        var state = Type(new PromptState(Complete), "po tab");
        Assert.Equal(("pods", 0), (state.Text, state.Chosen));
        Type(state, "tab");
        Assert.Equal(("podmonitors", 1), (state.Text, state.Chosen));
        Assert.Equal("|pods  podmonitors   |", Drawing.Text(20, 1, (area, buffer) => new Prompt().RenderCandidates(area, buffer, state)));
        Assert.Equal("|podmonitors|", Drawing.Text(11, 1, (area, buffer) => new Prompt().RenderCandidates(area, buffer, state)));
        Type(state, "tab");
        Assert.Equal("pods", state.Text);
        Type(state, "shift-tab");
        Assert.Equal("podmonitors", state.Text);
        Type(state, "x");
        Assert.Null(state.Chosen);
        Assert.Empty(state.Candidates);
        Type(state, "tab");
        Assert.Equal("podmonitorsx", state.Text);
    }

    [Fact]
    public void History_goes_back_and_returns_to_what_was_being_typed()
    {
        var history = new PromptHistory(2);
        foreach (var line in new[] { "one", "two", "three", "two", " " })
        {
            history.Add(line);
        }

        var state = Type(new PromptState(history: history), "dr up");
        Assert.Equal("two", state.Text);
        Assert.Equal("three", Type(state, "up up up").Text);
        Assert.Equal("two", Type(state, "down").Text);
        Assert.Equal("dr", Type(state, "down down").Text);
        Assert.False(new PromptState().Handle(new KeyEvent(Key.Up)));
    }

    [Fact]
    public void Keys_that_are_not_for_the_line_are_left_to_others()
    {
        var state = new PromptState();
        foreach (var key in new[] { "enter", "esc", "f5", "ctrl-r", "pgup" })
        {
            Assert.False(state.Handle(KeyEvent.Parse(key)));
        }

        Assert.False(state.Handle(new FocusEvent(true)));
    }

    [Fact]
    public void A_long_text_scrolls_so_that_the_cursor_is_in_sight()
    {
        var state = Type(new PromptState(), "abcdefgh");
        Assert.Equal("|/fgh |", Drawing.Text(5, 1, (area, buffer) => Assert.Equal((4, 0), new Prompt { Label = "/" }.Render(area, buffer, state))));
        state.Set("世界世界");
        Assert.Equal("|/界  |", Drawing.Text(5, 1, (area, buffer) => Assert.Equal((3, 0), new Prompt { Label = "/" }.Render(area, buffer, state))));
    }

    [Fact]
    public void Any_keys_leave_the_cursor_between_clusters_and_no_size_throws()
    {
        var key = Gen.Elements(
            "a", "space", "\u0301", "世", "left", "right", "home", "end", "backspace", "delete", "ctrl-w", "alt-b", "alt-f", "alt-d", "ctrl-k", "ctrl-y", "ctrl-u", "tab", "up", "👩", "\u200d");
        Prop.ForAll(key.ListOf().ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), (keys, width) =>
        {
            var state = new PromptState(Complete, new PromptHistory());
            foreach (var one in keys)
            {
                state.Handle(KeyEvent.Parse(one));
                var (text, cursor) = (state.Text, state.Editor.Cursor);
                Assert.Contains(cursor, Boundaries(text));
            }

            Drawing.Of(width, 1, (area, buffer) =>
            {
                var cursor = new Prompt { Label = ":" }.Render(area, buffer, state);
                Assert.Equal(width > 1, cursor is not null);
                Assert.True(cursor is not { } at || area.Contains(at.X, at.Y));
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
    }

    private static List<int> Boundaries(string text) => [.. System.Globalization.StringInfo.ParseCombiningCharacters(text), text.Length];

    private static string[] Complete(string text) => text.Length == 0 ? [] : [.. Kinds.Where(kind => kind.StartsWith(text, StringComparison.Ordinal))];

    /// <summary>Words that name keys are pressed; others are typed letter by letter.</summary>
    private static PromptState Type(PromptState state, string keys)
    {
        foreach (var word in keys.Split(' '))
        {
            if (KeyEvent.TryParse(word, out var key))
            {
                state.Handle(key);
            }
            else
            {
                word.ToList().ForEach(c => state.Handle(new KeyEvent(c)));
            }
        }

        return state;
    }
}
