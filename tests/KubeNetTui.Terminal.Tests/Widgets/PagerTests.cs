namespace KubeNetTui.Terminal.Tests;

public sealed class PagerTests
{
    private static PagerState Numbers(int count) => new(new TextLines([.. Enumerable.Range(1, count).Select(i => $"line {i}")]));

    [Fact]
    public void Lines_are_shown_from_the_top_and_scrolled_to_the_end_but_not_beyond()
    {
        var state = Numbers(5);
        Expect("|line 1|\n|line 2|\n|line 3|", 6, 3, state);
        Assert.Equal(60, state.Percent);
        state.ScrollBy(1);
        Expect("|line 2|\n|line 3|\n|line 4|", 6, 3, state);
        state.PageDown();
        Expect("|line 3|\n|line 4|\n|line 5|", 6, 3, state);
        Assert.Equal(100, state.Percent);
        state.PageUp();
        state.PageUp();
        Expect("|line 1|\n|line 2|\n|line 3|", 6, 3, state);
        state.End();
        Expect("|line 3|\n|line 4|\n|line 5|", 6, 3, state);
        state.MoveToLine(1);
        Expect("|line 2|\n|line 3|\n|line 4|", 6, 3, state);
        state.MoveToLine(900);
        Expect("|line 3|\n|line 4|\n|line 5|", 6, 3, state);
    }

    [Fact]
    public void Wrapped_lines_go_on_in_the_next_row_and_scroll_row_by_row()
    {
        var state = new PagerState(TextLines.Of("abcdefgh\n世界世界\n\nend\n")) { Wrap = true };
        Expect("|abc|\n|def|\n|gh |\n|世 |", 3, 4, state);
        state.ScrollBy(2);
        Expect("|gh |\n|世 |\n|界 |\n|世 |", 3, 4, state);
        state.End();
        Expect("|世 |\n|界 |\n|   |\n|end|", 3, 4, state);
        state.ScrollBy(-1);
        Expect("|界 |\n|世 |\n|界 |\n|   |", 3, 4, state);
        state.Home();
        Expect("|abc|\n|def|\n|gh |\n|世 |", 3, 4, state);
        state.Wrap = false;
        Expect("|abc|\n|世 |\n|   |\n|end|", 3, 4, state);
    }

    [Fact]
    public void Long_lines_scroll_to_the_side_when_they_are_not_wrapped()
    {
        var state = new PagerState(TextLines.Of("abcdefgh\na世b"));
        state.ScrollSideways(2);
        Expect("|cdef|\n|世b |", 4, 2, state);
        state.ScrollSideways(-5);
        Expect("|abcd|\n|a世b|", 4, 2, state);
    }

    [Fact]
    public void Tabs_go_to_the_next_multiple_of_eight()
    {
        Expect("|a       b   |\n|世      c   |", 12, 2, new PagerState(TextLines.Of("a\tb\n世\tc")));
    }

    [Fact]
    public void Escape_sequences_in_a_text_are_shown_not_sent()
    {
        Expect("|␛[2J␀  |", 7, 1, new PagerState(TextLines.Of("\e[2J\0")));
    }

    [Fact]
    public void A_search_goes_to_the_next_match_and_round()
    {
        var state = Numbers(40);
        Expect("|line 1 |\n|line 2 |\n|line 3 |", 7, 3, state);
        Assert.True(state.Search("e 2"));
        Assert.Equal(1, state.FoundLine);
        Assert.True(state.SearchNext());
        Assert.Equal(19, state.FoundLine);
        Expect("|line 19|\n|line 20|\n|line 21|", 7, 3, state);
        Assert.True(state.SearchPrevious());
        Assert.True(state.SearchPrevious());
        Assert.Equal(28, state.FoundLine);
        Assert.True(state.SearchNext());
        Assert.Equal(1, state.FoundLine);
        Assert.False(state.Search("e 2 nowhere"));
        Assert.False(state.SearchNext());
        Assert.True(state.Search(""));
        Assert.Null(state.FoundLine);
    }

    [Fact]
    public void Capital_letters_count_only_where_some_were_written()
    {
        var state = new PagerState(TextLines.Of("error\nError"));
        Assert.True(state.Search("error"));
        Assert.Equal(0, state.FoundLine);
        Assert.True(state.Search("Error"));
        Assert.Equal(1, state.FoundLine);
    }

    [Fact]
    public void A_search_may_be_a_regular_expression_but_never_a_trap()
    {
        var state = new PagerState(new TextLines([new string('a', 100_000) + "!", "10.0.0.17"]));
        Assert.True(state.Search(@"\d+\.\d+$", regex: true));
        Assert.Equal(1, state.FoundLine);
        Assert.False(state.Search("(", regex: true));
        Assert.False(state.Search("(a)\\1", regex: true));
        Assert.Equal(@"\d+\.\d+$", state.SearchText);
        Assert.False(state.Search("(a+)+$", regex: true));
        Assert.True(state.Search("0.0"));
    }

    [Fact]
    public void Matches_are_marked_those_of_the_current_line_differently_and_over_the_wrap()
    {
        var state = new PagerState(TextLines.Of("xxabab\nab")) { Wrap = true };
        Drawing.Of(5, 3, (area, buffer) => new Pager().Render(area, buffer, state));
        state.Search("bab");
        state.Search("ab");
        var drawn = Drawing.Of(5, 3, (area, buffer) => new Pager().Render(area, buffer, state));

        Assert.Equal("..aba\nb....\n.....", Drawing.Where(drawn, Drawing.IsReverse));
        Assert.Equal(".....\n.....\nab...", Drawing.Where(drawn, Drawing.IsUnderlined));
    }

    [Fact]
    public void A_match_out_of_sight_at_the_right_is_brought_into_sight()
    {
        var state = new PagerState(TextLines.Of(new string('.', 50) + "needle"));
        Drawing.Of(12, 1, (area, buffer) => new Pager().Render(area, buffer, state));
        state.Search("needle");
        Expect("|....needle  |", 12, 1, state);
    }

    [Fact]
    public void Deciding_lines_are_marked_and_gone_to()
    {
        var state = new PagerState(new TextLines([.. Enumerable.Range(1, 30).Select(i => $"{i}")], new HashSet<int> { 9, 19 }));
        Expect("|   1 1   |\n|   2 2   |\n|   3 3   |", 9, 3, state, new Pager { Marks = true, LineNumbers = true });
        Assert.True(state.NextMark());
        Expect("|   9 9   |\n|▶ 10 10  |\n|  11 11  |", 9, 3, state, new Pager { Marks = true, LineNumbers = true });
        Assert.True(state.NextMark());
        Assert.Equal(19, state.FoundMark);
        Assert.True(state.NextMark());
        Assert.True(state.PreviousMark());
        Assert.Equal(19, state.FoundMark);
        Assert.False(Numbers(3).NextMark());
    }

    [Fact]
    public void Following_keeps_the_end_in_sight_until_the_person_moves_up()
    {
        var lines = new List<string> { "1", "2", "3" };
        var state = new PagerState(new TextLines(lines)) { Follow = true };
        Expect("|2|\n|3|", 1, 2, state);
        lines.Add("4");
        Expect("|3|\n|4|", 1, 2, state);
        state.ScrollBy(-1);
        lines.Add("5");
        Expect("|2|\n|3|", 1, 2, state);
        lines.RemoveRange(0, 1);
        state.Dropped(1);
        Expect("|2|\n|3|", 1, 2, state);
        state.Follow = true;
        Expect("|4|\n|5|", 1, 2, state);
    }

    [Fact]
    public void Pieces_of_a_line_keep_their_styles_over_the_wrap_and_tabs()
    {
        var state = new PagerState(new Pieces()) { Wrap = true };
        var drawn = Drawing.Of(10, 2, (area, buffer) => new Pager().Render(area, buffer, state));
        Assert.Equal("|key:    va|\n|lue       |", Drawing.Text(drawn));
        Assert.Equal("........va\nlue.......", Drawing.Where(drawn, Drawing.IsReverse));
    }

    [Fact]
    public void No_size_throws()
    {
        foreach (var wrap in new[] { false, true })
        {
            var state = new PagerState(TextLines.Of("a世界世界世界\n\tb\n\n" + new string('x', 300))) { Wrap = wrap };
            state.Search("x");
            state.ScrollSideways(3);
            Drawing.AtAbsurdSizes((area, buffer) =>
            {
                new Pager { Marks = true, LineNumbers = true }.Render(area, buffer, state);
                state.PageDown();
                state.SearchNext();
                state.ScrollBy(-2);
            });
            Drawing.AtAbsurdSizes((area, buffer) => new Pager { Empty = "nothing" }.Render(area, buffer, new PagerState(TextLines.Of(""))));
        }
    }

    private static void Expect(string text, int width, int height, PagerState state, Pager? pager = null) =>
        Assert.Equal(text, Drawing.Text(width, height, (area, buffer) => (pager ?? new Pager()).Render(area, buffer, state)));

    private sealed class Pieces : IPagerLines
    {
        public int Count => 1;

        public string this[int line] => "key:\tvalue";

        public IReadOnlyList<Segment> SegmentsOf(int line) => ["key:\t", new("value", Style.Plain.Reverse())];
    }
}
