using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Moving;

/// <summary>Two clusters in one screen.</summary>
public sealed class BesideTests
{
    private readonly FakeCluster _demo = Shop.Make(new FakeTime().Now);
    private readonly FakeCluster _prod = Shop.Make(new FakeTime().Now);

    public BesideTests() => _prod.Tables["services"] = new FakeTable(Shop.Columns("Name", "Type"), [FakeCluster.Row("shop", "checkout", "p1", new FakeTime().Now, "checkout", "ClusterIP")]);

    [Fact]
    public async Task A_second_context_stands_beside_the_first_and_each_keeps_its_own_for_commands()
    {
        await using var person = Open(200, 50);
        var screen = person.Command("svc shop").Command("beside prod").Screen;

        var row = person.Line("services(shop)");
        Assert.Equal(2, row.Split("services(shop)").Length - 1);
        Assert.Contains("checkout", screen, StringComparison.Ordinal);
        Assert.Contains("cart", screen, StringComparison.Ordinal);
        Assert.Contains("▶ prod", person.Line("▶"), StringComparison.Ordinal);

        person.Command("po kube-system");
        Assert.Contains("pods(kube-system)", person.Screen, StringComparison.Ordinal);
        Assert.Contains("services(shop)", person.Screen, StringComparison.Ordinal);
        Assert.Equal("prod", person.Workspace.Session.Client.Settings.ContextName);

        person.Press("tab");
        Assert.Contains("▶ demo", person.Line("▶"), StringComparison.Ordinal);
        person.Command("no");
        Assert.Contains("nodes(cluster)", person.Screen, StringComparison.Ordinal);
        Assert.Contains("pods(kube-system)", person.Screen, StringComparison.Ordinal);
        Assert.Equal("demo", person.Workspace.Session.Client.Settings.ContextName);
    }

    [Fact]
    public async Task Ctrl_with_an_arrow_or_a_click_gives_the_keys_to_the_other_and_esc_on_the_second_closes_it()
    {
        await using var person = Open(200, 50);
        person.Command("beside svc @prod shop").Press("ctrl-left");
        Assert.Equal("demo", person.Workspace.Session.Client.Settings.ContextName);
        Assert.Contains("this is the first screen", person.Press("esc").StatusLine, StringComparison.Ordinal);

        person.Draw();
        person.Sides.Handle(new KubeNetTui.Terminal.MouseEvent(KubeNetTui.Terminal.MouseAction.Press, KubeNetTui.Terminal.MouseButton.Left, 150, 10, default));
        Assert.Equal("prod", person.Workspace.Session.Client.Settings.ContextName);

        person.Press("esc");
        Assert.Equal("demo", person.Workspace.Session.Client.Settings.ContextName);
        Assert.DoesNotContain("checkout", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_ends_the_side_with_the_keys_also_the_first()
    {
        await using var person = Open(200, 50);
        person.Command("beside prod").Press("tab").Command("close");

        Assert.Equal("prod", person.Workspace.Session.Client.Settings.ContextName);
        Assert.Single(person.Sides.All);
        Assert.Contains("one cluster is in sight", person.Command("close").StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_small_terminal_they_stand_above_each_other()
    {
        await using var person = Open(80, 24);
        var lines = person.Command("svc").Command("beside prod").Screen.Split('\n');

        var (first, second) = (Array.FindIndex(lines, l => l.Contains("services(shop)", StringComparison.Ordinal)), Array.FindLastIndex(lines, l => l.Contains("services(shop)", StringComparison.Ordinal)));
        Assert.InRange(first, 0, 11);
        Assert.InRange(second, 12, 23);
        Assert.Contains("demo", lines[0], StringComparison.Ordinal);
        Assert.Contains("▶ prod", lines[12], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tab_stays_with_a_pane_that_is_open()
    {
        await using var person = Open(200, 50);
        person.Command("beside prod").Press("v", "tab");

        Assert.Equal("prod", person.Workspace.Session.Client.Settings.ContextName);
        Assert.Contains("findings True", person.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("beside", ":beside takes a context, or a kind and a context")]
    [InlineData("beside svc shop", "which context?")]
    [InlineData("beside pdz @prod", "there is no kind \"pdz\"")]
    public async Task What_can_not_be_opened_beside_is_said(string command, string said)
    {
        await using var person = Open(200, 50);
        Assert.Contains(said, person.Command(command).StatusLine, StringComparison.Ordinal);
        Assert.Single(person.Sides.All);
    }

    [Fact]
    public async Task A_context_that_is_not_there_says_so_on_its_side_and_esc_leaves_it()
    {
        await using var person = Open(200, 50);
        Assert.Contains("there is no context \"nowhere\"", person.Command("beside nowhere").Screen, StringComparison.Ordinal);

        person.Press("esc");
        Assert.Equal("demo", Assert.Single(person.Sides.All).Session.Client.Settings.ContextName);
    }

    [Fact]
    public async Task From_the_contexts_a_key_opens_one_beside()
    {
        await using var person = Open(200, 50);
        person.Command("svc").Command("ctx").Press("down", "b");

        Assert.Equal("prod", person.Workspace.Session.Client.Settings.ContextName);
        Assert.Contains("checkout", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quitting_on_either_side_ends_the_program()
    {
        await using var person = Open(200, 50);
        Assert.True(person.Command("beside prod").Command("q").HasLeft);
    }

    private Person Open(int width, int height) => new(connector: new TwoClusters(_demo, _prod), width: width, height: height);
}
