using KubeNetTui.App;
using KubeNetTui.Collect;

namespace KubeNetTui.Tests.Screens;

public sealed class ConsentTests
{
    private static readonly DebugPodRequest Request = new(["node-a", "node-b"], "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kubenettui-x\n", "no pod on them has a shell");

    [Theory]
    [InlineData("y", true)]
    [InlineData("n", false)]
    [InlineData("esc", false)]
    [InlineData("enter", false)]
    public async Task Nothing_is_made_without_a_yes(string key, bool expected)
    {
        await using var person = new Person();
        var answer = ConsentQuestion.AskAsync(person.Workspace, Request, CancellationToken.None).AsTask();
        await person.Until("make a debug pod?");
        Assert.Contains("node-a, node-b can only be asked through a pod made for it: no pod on them has a shell.", person.Screen);
        Assert.Contains("name: kubenettui-x", person.Screen);
        person.Press(key);
        Assert.Equal(expected, await answer);
        Assert.DoesNotContain("make a debug pod?", person.Settle().Screen);
    }

    [Fact]
    public async Task Arrows_choose_and_Enter_takes_what_is_chosen()
    {
        await using var person = new Person(width: 80, height: 24);
        var answer = ConsentQuestion.AskAsync(person.Workspace, Request, CancellationToken.None).AsTask();
        await person.Until("[ no (esc) ]");
        person.Press("left");
        Assert.Contains("[ yes, make it (y) ]", person.Screen);
        person.Press("enter");
        Assert.True(await answer);
    }

    [Fact]
    public async Task Who_no_longer_waits_takes_the_question_away()
    {
        await using var person = new Person();
        using var stop = new CancellationTokenSource();
        var answer = ConsentQuestion.AskAsync(person.Workspace, Request, stop.Token).AsTask();
        await person.Until("make a debug pod?");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.DoesNotContain("make a debug pod?", person.Settle().Screen);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    [InlineData(20, 5)]
    [InlineData(1, 1)]
    public async Task Every_size_is_drawn(int width, int height)
    {
        await using var person = new Person(width: width, height: height);
        var answer = ConsentQuestion.AskAsync(person.Workspace, Request, CancellationToken.None).AsTask();
        person.Settle();
        Assert.NotNull(person.Screen);
        person.Press("esc");
        Assert.False(await answer);
    }
}
