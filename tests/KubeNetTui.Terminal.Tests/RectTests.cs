using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Terminal.Tests;

public sealed class RectTests
{
    private static readonly Rect Area = new(2, 1, 20, 10);

    [Fact]
    public void Fixed_parts_are_served_before_those_that_share_the_rest()
    {
        Assert.Equal(
            [new Rect(2, 1, 20, 1), new Rect(2, 2, 20, 8), new Rect(2, 10, 20, 1)],
            Area.SplitRows(Constraint.Length(1), Constraint.Fill(), Constraint.Length(1)));
        Assert.Equal(
            [new Rect(2, 1, 5, 10), new Rect(7, 1, 10, 10), new Rect(17, 1, 5, 10)],
            Area.SplitColumns(Constraint.Fill(), Constraint.Fill(2), Constraint.Fill()));
    }

    [Fact]
    public void Where_there_is_too_little_the_last_parts_are_empty()
    {
        Assert.Equal([6, 4, 0], Area.SplitRows(Constraint.Length(6), Constraint.Min(6), Constraint.Length(3)).Select(part => part.Height));
        Assert.All(new Rect(0, 0, 0, 0).SplitRows(Constraint.Length(6), Constraint.Fill()), part => Assert.True(part.IsEmpty));
    }

    [Fact]
    public void Parts_never_overlap_and_fill_the_whole_where_one_of_them_may_grow()
    {
        var constraint = Gen.OneOf(
            Gen.Choose(0, 9).Select(Constraint.Length), Gen.Choose(0, 4).Select(Constraint.Fill), Gen.Choose(0, 9).Select(cells => Constraint.Min(cells)));
        Prop.ForAll(constraint.ListOf().ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), (constraints, width) =>
        {
            var parts = new Rect(3, 0, width, 1).SplitColumns([.. constraints]);
            var x = 3;
            foreach (var part in parts)
            {
                Assert.Equal(x, part.X);
                x = part.Right;
            }

            Assert.InRange(x, 3, 3 + width);
            if (constraints.Any(one => one.Weight > 0))
            {
                Assert.Equal(3 + width, x);
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void A_rectangle_never_has_a_negative_size()
    {
        Assert.Equal(new Rect(1, 1, 0, 0), new Rect(1, 1, -4, -1));
        Assert.True(Area.Inset(11, 11).IsEmpty);
        Assert.True(Area.Row(10).IsEmpty);
        Assert.Equal(new Rect(2, 10, 20, 1), Area.Rows(9, 5));
        Assert.Equal(new Rect(2, 1, 20, 4), Area.Rows(-3, 7));
        Assert.Equal(new Rect(10, 5, 4, 2), Area.Center(4, 2));
        Assert.Equal(Area, Area.Center(100, 100));
        Assert.True(Area.Contains(21, 10));
        Assert.False(Area.Contains(22, 10));
    }
}
