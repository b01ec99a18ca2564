namespace KubeNetTui.Terminal.Tests;

public sealed class TreeTests
{
    private static readonly TreeNode[] Roots =
    [
        new("svc", ["service/web"], [new("ep", ["endpoints"], [new("ep1", "10.0.0.1"), new("ep2", "10.0.0.2")]), new("sel", "app=web")]),
        new("svc2", "service/cart"),
    ];

    [Fact]
    public void Branches_show_what_is_under_what()
    {
        Expect(
            """
            |▾ service/web     |
            |├─▾ endpoints     |
            |│ ├─  10.0.0.1    |
            |│ └─  10.0.0.2    |
            |└─  app=web       |
            |  service/cart    |
            """,
            new TreeState(), 6);
    }

    [Fact]
    public void Nodes_close_and_open_and_the_selection_follows()
    {
        var state = new TreeState();
        Expect("|▾ service/web     |", state, 1);
        state.MoveBy(2);
        state.Collapse();
        Assert.Equal("ep", state.Selected);
        state.Collapse();
        Expect("|▾ service/web     |\n|├─▸ endpoints     |\n|└─  app=web       |\n|  service/cart    |", state, 4);
        state.Expand();
        Expect("|▾ service/web     |\n|├─▾ endpoints     |", state, 2);
        state.Expand();
        Assert.Equal("ep1", state.Selected);
        state.Expand();
        state.End();
        Assert.Equal("svc2", state.Selected);
        Expect("|└─  app=web       |\n|  service/cart    |", state, 2);
        state.Home();
        state.Toggle();
        Expect("|▸ service/web     |\n|  service/cart    |", state, 2);
        Expect("|▸ service/web     |\n|  service/cart    |", new TreeState(open: false), 2);
    }

    [Fact]
    public void A_selected_node_that_is_gone_gives_way_to_what_stands_in_its_place()
    {
        var state = new TreeState();
        Expect("|▾ service/web     |", state, 1);
        state.End();
        Drawing.Of(10, 3, (area, buffer) => new Tree { Roots = [Roots[0]] }.Render(area, buffer, state));
        Assert.Equal("sel", state.Selected);
        Drawing.Of(10, 3, (area, buffer) => new Tree { Roots = [] }.Render(area, buffer, state));
        Assert.Null(state.Selected);
        state.MoveBy(1);
        state.Expand();
        state.Collapse();
        state.Toggle();
    }

    [Fact]
    public void No_size_throws()
    {
        var state = new TreeState();
        Drawing.AtAbsurdSizes((area, buffer) =>
        {
            new Tree { Roots = Roots }.Render(area, buffer, state);
            state.PageDown();
        });
    }

    private static void Expect(string text, TreeState state, int height) =>
        Assert.Equal(text, Drawing.Text(18, height, (area, buffer) => new Tree { Roots = Roots }.Render(area, buffer, state)));
}
