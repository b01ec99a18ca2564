using KubeNetTui.App;
using KubeNetTui.App.Commands;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Reading;

/// <summary>A screen on one object by a command: of the one that is selected, or the one that is named.</summary>
public sealed class ReadingCommandTests
{
    [Theory]
    [InlineData("pod/web-1", "pods", "shop", "web-1")]
    [InlineData("deploy web", "deployments", "shop", "web")]
    [InlineData("svc/pay/api", "services", "pay", "api")]
    [InlineData("node/node-a", "nodes", "", "node-a")]
    [InlineData("web-1", "pods", "shop", "web-1")]
    [InlineData("pay/web-1", "pods", "pay", "web-1")]
    public async Task An_object_is_named_by_kind_and_name(string typed, string plural, string ns, string name)
    {
        await using Person person = new();
        var selection = ReadingCommands.Parse(typed, person.Workspace.Session)!;
        Assert.Equal((plural, ns, name), (selection.Resource.Plural, selection.Namespace, selection.Name));
    }

    [Fact]
    public async Task Without_a_name_the_object_selected_is_meant()
    {
        await using Person person = new();
        person.Press("/").Type("pay").Press("enter");
        person.Command("logs");
        Assert.StartsWith("log shop/pay-1", person.Workspace.Stack.Top.Title);
        person.Press("esc").Command("timeline");
        Assert.Equal("events(pod shop/pay-1)", person.Workspace.Stack.Top.Title);
        person.Press("esc").Command("containers");
        Assert.Equal("containers(shop/pay-1)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task What_has_no_log_or_is_no_object_is_said()
    {
        await using Person person = new(command: "nodes");
        person.Command("logs");
        Assert.Contains("a node has no log", person.StatusLine);
        person.Command("logs a/b/c/d");
        Assert.Contains("is no KIND/NAME", person.StatusLine);
        Assert.Equal("nodes(cluster)", person.Workspace.Stack.Top.Title);
    }
}
