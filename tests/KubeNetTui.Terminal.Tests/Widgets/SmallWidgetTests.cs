namespace KubeNetTui.Terminal.Tests;

public sealed class SmallWidgetTests
{
    [Fact]
    public void A_status_line_keeps_its_left_side_longest()
    {
        var line = new StatusLine { Left = ["ctx ", "demo"], Right = ["live ", "12:00"] };
        Assert.Equal("|ctx demo          live 12:00|", Drawing.Text(28, 1, line.Render));
        Assert.Equal("|ctx demo  12:00|", Drawing.Text(15, 1, line.Render));
        Assert.Equal("|ctx demo    |", Drawing.Text(12, 1, line.Render));
        Assert.Equal("|ctx d…|", Drawing.Text(6, 1, line.Render));
    }

    [Fact]
    public void Key_hints_leave_out_the_least_important_first()
    {
        var bar = new KeyHintBar { Hints = [new("v", "verify", 9), new("d", "describe", 1), new("y", "yaml", 5), new("?", "help", 9)] };
        Assert.Equal("|v verify  d describe  y yaml  ? help |", Drawing.Text(37, 1, bar.Render));
        Assert.Equal("|v verify  y yaml  ? help   |", Drawing.Text(27, 1, bar.Render));
        Assert.Equal("|v verify  ? help   |", Drawing.Text(19, 1, bar.Render));
        Assert.Equal("|v verify   |\n|? help     |", Drawing.Text(11, 2, bar.Render));
        Assert.Equal("|v verify  d describe |\n|y yaml  ? help       |", Drawing.Text(21, 2, bar.Render));
    }

    [Fact]
    public void A_split_gives_two_panes_with_a_line_between()
    {
        Assert.Equal(
            "|     │    |\n|     │    |",
            Drawing.Text(10, 2, (area, buffer) => Assert.Equal((new Rect(0, 0, 5, 2), new Rect(6, 0, 4, 2)), new Split { Ratio = 0.55 }.Render(area, buffer))));
        Assert.Equal((new Rect(0, 0, 9, 3), new Rect(0, 4, 9, 5)), new Split { SideBySide = false, Ratio = 0.2, MinFirst = 3 }.Arrange(new Rect(0, 0, 9, 9)));
        Assert.Equal((new Rect(0, 0, 20, 5), default), new Split { MinFirst = 12, MinSecond = 10 }.Arrange(new Rect(0, 0, 20, 5)));
        Assert.Equal(new Rect(18, 0, 2, 5), new Split { Ratio = 7, MinSecond = 2 }.Arrange(new Rect(0, 0, 20, 5)).Second);
    }

    [Fact]
    public void A_block_has_its_title_in_the_border()
    {
        var block = new Block { Title = ["pods"], TitleRight = ["[50]"] };
        Assert.Equal("|┌ pods ──── [50] ┐|\n|│                │|\n|└────────────────┘|", Drawing.Text(18, 3, (area, buffer) => Assert.Equal(new Rect(1, 1, 16, 1), block.Render(area, buffer))));
        Assert.Equal("|┌ pods ───┐|\n|│         │|\n|└─────────┘|", Drawing.Text(11, 3, (area, buffer) => block.Render(area, buffer)));
    }

    [Fact]
    public void Tabs_keep_the_selected_one_in_sight()
    {
        Assert.Equal("| one │ two │ three     |", Drawing.Text(23, 1, new Tabs { Titles = ["one", "two", "three"] }.Render));
        Assert.Equal("| three     |", Drawing.Text(11, 1, new Tabs { Titles = ["one", "two", "three"], Selected = 2 }.Render));
        Assert.Equal("...... two .....", Drawing.Where(Drawing.Of(16, 1, new Tabs { Titles = ["one", "two"], Selected = 1 }.Render), Drawing.IsReverse));
    }

    [Fact]
    public void Help_with_long_descriptions_has_columns_beside_each_other_where_there_is_room_and_wraps_them()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 30));
        var help = new HelpOverlay { Groups = [new("Lists", [new("/", text), new("r", "again")]), new("Verify", [new("v", "open")])] };
        var wide = Drawing.Text(120, 6, (area, buffer) => help.Render(area, buffer, new ScrollState())).Split('\n');
        Assert.Contains("Lists", wide[0], StringComparison.Ordinal);
        Assert.Contains("Verify", wide[0], StringComparison.Ordinal);
        Assert.Equal(30, wide.Sum(l => l.Split("word").Length - 1));
        Assert.Contains("r  again", string.Join('\n', wide), StringComparison.Ordinal);
        var narrow = Drawing.Text(40, 12, (area, buffer) => help.Render(area, buffer, new ScrollState())).Split('\n');
        Assert.DoesNotContain("Verify", narrow[0], StringComparison.Ordinal);
        Assert.Equal(30, narrow.Sum(l => l.Split("word").Length - 1));
    }

    [Fact]
    public void Help_flows_into_columns_and_scrolls_where_it_is_too_long()
    {
        var help = new HelpOverlay
        {
            Groups = [new("Lists", [new("/", "filter"), new("ctrl-r", "read again")]), new("Verify", [new("v", "open"), new("r", "run")])],
        };
        var state = new ScrollState();
        Assert.Equal(
            """
            |Lists                 Verify             |
            |/       filter        v       open       |
            |ctrl-r  read again    r       run        |
            """,
            Drawing.Text(41, 3, (area, buffer) => help.Render(area, buffer, state)));
        state.ScrollBy(100);
        Assert.Equal(
            """
            |ctrl-r  read again |
            |                   |
            |Verify             |
            |v       open       |
            |r       run        |
            """,
            Drawing.Text(19, 5, (area, buffer) => help.Render(area, buffer, state)));
        Assert.Equal(2, state.Offset);
    }

    [Fact]
    public void A_gauge_is_filled_in_eighths()
    {
        Assert.Equal("|████▌░░░ 56%|", Drawing.Text(12, 1, new Gauge { Value = 0.5625, Label = "56%" }.Render));
        Assert.Equal("|░░░░|", Drawing.Text(4, 1, new Gauge { Value = double.NaN }.Render));
        Assert.Equal("|████|", Drawing.Text(4, 1, new Gauge { Value = 17 }.Render));
    }

    [Fact]
    public void A_sparkline_shows_the_newest_numbers_at_the_right()
    {
        Assert.Equal("|  ▁▂█ ▄|", Drawing.Text(7, 1, new Sparkline { Values = [0.001, 2, 8, double.NaN, 4] }.Render));
        Assert.Equal("|▄█|\n|██|", Drawing.Text(2, 2, new Sparkline { Values = [9, 9, 3, 4], Maximum = 4 }.Render));
        Assert.Equal("|   |", Drawing.Text(3, 1, new Sparkline { Values = [0, 0] }.Render));
    }

    [Fact]
    public void A_spinner_turns_with_time()
    {
        Assert.Equal("⠋", Spinner.At(TimeSpan.Zero));
        Assert.Equal("⠙", Spinner.At(Spinner.Interval));
        Assert.Equal("⠋", Spinner.At(Spinner.Interval * 10));
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(1, DisplayWidth.Of(Spinner.At(Spinner.Interval * i))));
    }

    [Fact]
    public void No_size_throws()
    {
        Drawing.AtAbsurdSizes(new StatusLine { Left = ["世界 left"], Right = ["世", "right"] }.Render);
        Drawing.AtAbsurdSizes(new KeyHintBar { Hints = [new("ctrl-r", "世界 again"), new("q", "quit")] }.Render);
        Drawing.AtAbsurdSizes((area, buffer) => new Split { Ratio = double.NaN, MinFirst = -3 }.Render(area, buffer));
        Drawing.AtAbsurdSizes((area, buffer) => new Split { SideBySide = false }.Render(area, buffer));
        Drawing.AtAbsurdSizes((area, buffer) => new Block { Title = ["title 世界"], TitleRight = ["9"] }.Render(area, buffer));
        Drawing.AtAbsurdSizes(new Tabs { Titles = ["one", "世界"], Selected = 9 }.Render);
        Drawing.AtAbsurdSizes(new Gauge { Value = 0.3, Label = "a label" }.Render);
        Drawing.AtAbsurdSizes(new Sparkline { Values = [1, 2, double.PositiveInfinity, -4] }.Render);
        var state = new ScrollState();
        state.ScrollBy(2);
        Drawing.AtAbsurdSizes((area, buffer) => new HelpOverlay { Groups = [new("g", [new("k", "d")]), new("empty", [])] }.Render(area, buffer, state));
    }
}
