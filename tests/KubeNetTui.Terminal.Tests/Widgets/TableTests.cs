namespace KubeNetTui.Terminal.Tests;

public sealed class TableTests
{
    private static readonly Column[] Columns = [new("NAME"), new("READY"), new("RESTARTS") { AlignRight = true }, new("NODE")];

    private static Rows Pods => new(
        ["web-1", "1/1", "0", "node-a"], ["web-2", "0/1", "12", "node-b"], ["coredns-7db6", "1/1", "3", "node-c"], ["世界", "1/1", "4", "node-a"]);

    [Fact]
    public void Columns_are_as_wide_as_what_is_in_them()
    {
        Expect(
            """
            |NAME↑         READY  RESTARTS  NODE    |
            |web-1         1/1           0  node-a  |
            |web-2         0/1          12  node-b  |
            |coredns-7db6  1/1           3  node-c  |
            |世界          1/1           4  node-a  |
            |                                       |
            """,
            39, 6, new Table { Columns = Columns, Rows = Pods, SortColumn = 0 });
    }

    [Fact]
    public void The_selected_row_is_marked_from_edge_to_edge_and_stays_in_sight()
    {
        var state = new TableState();
        var table = new Table { Columns = Columns, Rows = Pods };
        Drawing.Of(30, 3, (area, buffer) => table.Render(area, buffer, state));
        state.MoveBy(2);
        var drawn = Drawing.Of(30, 3, (area, buffer) => table.Render(area, buffer, state));

        Assert.Equal((2, 1, 2), (state.Selected, state.Offset, state.PageSize));
        Assert.Equal(
            "..............................\n..............................\ncoredns-7db6  1/1           3 ",
            Drawing.Where(drawn, Drawing.IsReverse));
    }

    [Fact]
    public void Rows_out_of_sight_are_never_asked_for()
    {
        var rows = new Counted(1_000_000);
        var state = new TableState();
        state.End();
        Drawing.Of(40, 21, (area, buffer) => new Table { Columns = Columns, Rows = rows }.Render(area, buffer, state));

        Assert.Equal(999_999, state.Selected);
        Assert.Equal(999_980, rows.Lowest);
    }

    [Fact]
    public void Moves_stop_at_the_first_and_the_last_row()
    {
        var state = new TableState();
        var table = new Table { Columns = Columns, Rows = new Counted(100) };
        void Render() => Drawing.Of(40, 11, (area, buffer) => table.Render(area, buffer, state));
        Render();
        state.PageDown();
        Assert.Equal(9, state.Selected);
        state.End();
        Render();
        Assert.Equal((99, 90), (state.Selected, state.Offset));
        state.MoveBy(int.MaxValue);
        state.PageUp();
        Render();
        Assert.Equal((90, 90), (state.Selected, state.Offset));
        state.Home();
        state.MoveBy(-5);
        Render();
        Assert.Equal((0, 0), (state.Selected, state.Offset));
        state.ScrollBy(5);
        Assert.Equal((5, 5), (state.Selected, state.Offset));
    }

    [Fact]
    public void Fewer_rows_than_before_bring_the_selection_back()
    {
        var state = new TableState();
        state.End();
        Drawing.Of(40, 5, (area, buffer) => new Table { Columns = Columns, Rows = new Counted(50) }.Render(area, buffer, state));
        Drawing.Of(40, 5, (area, buffer) => new Table { Columns = Columns, Rows = new Counted(3) }.Render(area, buffer, state));
        Assert.Equal((2, 0), (state.Selected, state.Offset));
        Drawing.Of(40, 5, (area, buffer) => new Table { Columns = Columns, Rows = new Counted(0) }.Render(area, buffer, state));
        Assert.Equal((0, 0), (state.Selected, state.Offset));
    }

    [Fact]
    public void Columns_scroll_to_the_side_behind_the_fixed_one()
    {
        var state = new TableState();
        var table = new Table { Columns = Columns, Rows = Pods };
        Drawing.Of(25, 5, (area, buffer) => table.Render(area, buffer, state));
        Expect("|NAME          READY  RES›|\n|web-1         1/1       0|", 25, 2, table, state);
        state.ScrollRight();
        Expect("|NAME         ‹RESTARTS  ›|\n|web-1                0  …|", 25, 2, table, state);
        state.ScrollRight();
        Expect("|NAME         ‹NODE       |\n|web-1         node-a     |", 25, 2, table, state);
        state.ScrollRight();
        Expect("|NAME         ‹NODE       |\n|web-1         node-a     |", 25, 2, table, state);
        Assert.Equal(2, state.ScrolledColumns);
        state.ScrollLeft();
        state.ScrollLeft();
        state.ScrollLeft();
        Assert.Equal(0, state.ScrolledColumns);
    }

    [Fact]
    public void Long_columns_give_way_before_any_scrolls_out_of_sight()
    {
        var rows = new Rows(["a-very-long-name-of-a-pod-indeed", "1/1", "another-very-long-thing-here"]);
        Expect(
            """
            |NAME                READY  IMAGE              |
            |a-very-long-name-…  1/1    another-very-long-…|
            """,
            46, 2, new Table { Columns = [new("NAME"), new("READY"), new("IMAGE")], Rows = rows });
    }

    [Fact]
    public void What_is_left_over_goes_to_the_columns_that_stretch()
    {
        Expect(
            "|NAME        AGE|\n|a            5m|",
            15, 2, new Table { Columns = [new("NAME") { Stretch = 1 }, new("AGE") { AlignRight = true }], Rows = new Rows(["a", "5m"]) });
    }

    [Fact]
    public void Widths_only_grow_until_they_are_forgotten()
    {
        var state = new TableState();
        var columns = new Column[] { new("N"), new("X") };
        Expect("|N     X     |\n|long  x     |", 12, 2, new Table { Columns = columns, Rows = new Rows(["long", "x"]) }, state);
        Expect("|N     X     |\n|s     x     |", 12, 2, new Table { Columns = columns, Rows = new Rows(["s", "x"]) }, state);
        state.ForgetWidths();
        Expect("|N  X        |\n|s  x        |", 12, 2, new Table { Columns = columns, Rows = new Rows(["s", "x"]) }, state);
    }

    [Fact]
    public void Marked_rows_say_so_without_colour()
    {
        var rows = Pods with { Marked = [1] };
        Expect("|  NAME        |\n|  web-1       |\n|✓ web-2       |", 14, 3, new Table { Columns = [Columns[0]], Rows = rows, Marks = true });
    }

    [Fact]
    public void The_style_of_a_cell_lies_over_that_of_its_row_and_the_selection_over_both()
    {
        var rows = new Rows(["a", "b"], ["a", "b"]) { RowStyle = Style.Fg(Color.Blue), CellStyle = Style.Fg(Color.Red) };
        var table = new Table { Columns = [new("A"), new("B")], Rows = rows, Selected = new Style(Color.Black, Color.White) };
        var drawn = Drawing.Of(10, 3, (area, buffer) => table.Render(area, buffer, new TableState()));

        Assert.Equal(new Style(Color.Black, Color.White), drawn[3, 1].Style);
        Assert.Equal(Style.Fg(Color.Red), drawn[3, 2].Style);
        Assert.Equal(Style.Fg(Color.Blue), drawn[1, 2].Style);
    }

    [Fact]
    public void A_table_without_rows_says_why()
    {
        Expect("|NAME      |\n|no pods   |\n|          |", 10, 3, new Table { Columns = [Columns[0]], Rows = new Rows(), Empty = "no pods" });
    }

    [Fact]
    public void The_mouse_finds_rows_and_titles()
    {
        var state = new TableState();
        state.End();
        Drawing.Of(40, 3, (area, buffer) => new Table { Columns = Columns, Rows = Pods }.Render(area, buffer, state));

        Assert.Equal(2, state.RowAt(5, 1));
        Assert.Equal(3, state.RowAt(39, 2));
        Assert.Null(state.RowAt(5, 0));
        Assert.Null(state.RowAt(5, 3));
        Assert.Equal(0, state.TitleAt(3, 0));
        Assert.Equal(1, state.TitleAt(15, 0));
        Assert.Null(state.TitleAt(39, 0));
        Assert.Null(state.TitleAt(3, 1));
    }

    [Fact]
    public void No_size_throws()
    {
        var state = new TableState();
        state.MoveBy(3);
        state.ScrollRight();
        Drawing.AtAbsurdSizes((area, buffer) => new Table { Columns = Columns, Rows = Pods, Marks = true, SortColumn = 9 }.Render(area, buffer, state));
        Drawing.AtAbsurdSizes((area, buffer) => new Table { Columns = [], Rows = Pods, FixedColumns = 7 }.Render(area, buffer, state));
        Drawing.AtAbsurdSizes((area, buffer) => new Table { Columns = Columns, Rows = new Rows(), Empty = "none" }.Render(area, buffer, state));
    }

    private static void Expect(string text, int width, int height, Table table, TableState? state = null) =>
        Assert.Equal(text, Drawing.Text(width, height, (area, buffer) => table.Render(area, buffer, state ?? new TableState())));

    private sealed record Rows(params string[][] Cells) : ITableRows
    {
        public int[] Marked { get; init; } = [];

        public Style RowStyle { get; init; }

        public Style CellStyle { get; init; }

        public int Count => Cells.Length;

        public TableCell this[int row, int column] => new(Cells[row][column], column == 1 ? CellStyle : default);

        public Style StyleOf(int row) => RowStyle;

        public bool IsMarked(int row) => Marked.Contains(row);
    }

    private sealed class Counted(int count) : ITableRows
    {
        public int Lowest { get; private set; } = int.MaxValue;

        public int Count => count;

        public TableCell this[int row, int column]
        {
            get
            {
                Lowest = Math.Min(Lowest, row);
                return $"{row}";
            }
        }
    }
}
