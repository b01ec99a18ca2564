namespace KubeNetTui.Checks.Tests;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("cart", "cart", 0)]
    [InlineData("web", "wbe", 1)]
    [InlineData("back", "backend", 3)]
    [InlineData("frontend", "forntned", 2)]
    [InlineData("", "ab", 2)]
    [InlineData("Web", "web", 1)]
    [InlineData("abc", "xyz", 3)]
    public void Letters_put_in_taken_out_changed_or_swapped_count_one_each_in_both_directions(string a, string b, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(a, b));
        Assert.Equal(distance, EditDistance.Between(b, a));
    }

    [Fact]
    public void Case_counts_or_not_as_asked() => Assert.Equal((0, 3), (EditDistance.Between("WEB", "web", ignoreCase: true), EditDistance.Between("WEB", "web")));
}
