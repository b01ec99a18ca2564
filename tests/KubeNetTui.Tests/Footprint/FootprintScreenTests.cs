using KubeNetTui.Collect;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Footprint;

public sealed class FootprintScreenTests : IAsyncLifetime
{
    private LeftCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await LeftCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("footprint")]
    [InlineData("fp")]
    public async Task Where_nothing_was_made_the_screen_says_so(string command)
    {
        await using var person = Person();
        Assert.Contains("Nothing of this program is in a cluster", person.Command(command).Screen);
        Assert.Contains("--no-probes", person.Screen);
    }

    [Fact]
    public async Task What_was_left_comes_first_then_what_is_in_use_then_what_was_removed_then_probes_the_latest_first()
    {
        await using var person = Person();
        person.Command("footprint");
        var mine = _cluster.OfSession!;
        mine.Probed(new ProbeSent(person.Time.Now.AddMinutes(-2), "node/node-a", "nc -vz -w 3 10.96.0.1 443", "exec kube-system/kube-proxy-a"));
        mine.Probed(new ProbeSent(person.Time.Now.AddMinutes(-1), "pod/shop/web-1", "dig\nweb.shop", "port-forward shop/web-1"));
        await mine.PlanAsync(_cluster.Item("debug-removed"), Cancellation);
        await mine.RemovedAsync(_cluster.Item("debug-removed"), Cancellation);
        await mine.PlanAsync(_cluster.Item("debug-used"), Cancellation);
        await _cluster.LeaveAsync(_cluster.Item("debug-left"));
        await person.Until("debug-left");

        Assert.Equal(["debug-left", "debug-used", "debug-removed", "web.shop", "10.96.0.1"], Order(person, "debug-left", "debug-used", "debug-removed", "web.shop", "10.96.0.1"));
        Assert.Matches(@"! left over +debug pod +kube-system/debug-left +node/node-a +shop", person.Line("debug-left"));
        Assert.Matches(@"sent +probe +nc -vz -w 3 10\.96\.0\.1 443 +node/node-a +exec kube-system/kube-proxy-a +shop +2m", person.Line("10.96.0.1"));
        Assert.Contains("debug pods in clusters: 2 · removed again: 1 · probes sent: 2", person.Screen);
        Assert.Contains("left by an earlier run: 1", person.Screen);
    }

    [Fact]
    public async Task What_is_sent_while_the_screen_is_open_comes_by_itself_and_rows_stay_the_same()
    {
        await using var person = Person();
        person.Command("footprint");
        for (var i = 0; i < 3; i++)
        {
            _cluster.OfSession!.Probed(new ProbeSent(person.Time.Now, "node/node-a", $"nc -vz 10.0.0.{i} 80", "exec"));
            await person.Until($"10.0.0.{i}");
        }

        Assert.Contains("probes sent: 3", person.Screen);
        Assert.Contains("● live · 3 entries", person.StatusLine);
    }

    [Fact]
    public async Task A_leftover_is_deleted_after_a_yes_and_Enter_is_a_no()
    {
        await using var person = Person();
        person.Command("footprint");
        _cluster.Create("debug-left", "owner-1");
        await _cluster.LeaveAsync(_cluster.Item("debug-left"));
        await person.Until("debug-left");

        person.Press("ctrl-d");
        Assert.Contains("delete debug pod kube-system/debug-left?", person.Screen);
        Assert.Contains("kubenettui.io/owner=owner-1", person.Screen);
        Assert.Contains("$ kubectl delete pod -n kube-system debug-left", person.Screen);
        Assert.Contains("not deleted", person.Press("enter").Screen);
        Assert.True(_cluster.Has("debug-left"));

        await person.Press("ctrl-d", "y").Until("is removed: kube-system/debug-left");
        Assert.False(_cluster.Has("debug-left"));
        await person.Until("removed again: 1");
        Assert.Contains("it is removed already", person.Press("ctrl-d").Screen);
    }

    [Fact]
    public async Task A_pod_of_that_name_that_is_not_ours_stays_after_a_yes()
    {
        await using var person = Person();
        person.Command("footprint");
        _cluster.Create("debug-left", "owner-2");
        await _cluster.LeaveAsync(_cluster.Item("debug-left"));
        await person.Until("debug-left");

        await person.Press("ctrl-d", "y").Until("it is not this program's and stays");
        Assert.True(_cluster.Has("debug-left"));
        await person.Until("Nothing of this program is in a cluster");
    }

    [Fact]
    public async Task What_can_not_be_deleted_says_why()
    {
        await using var person = Person();
        person.Command("footprint");
        _cluster.OfSession!.Probed(new ProbeSent(person.Time.Now, "node/node-a", "nc -vz 10.0.0.1 80", "exec"));
        await person.Until("10.0.0.1");
        Assert.Contains("a probe leaves nothing that could be deleted", person.Press("ctrl-d").Screen);

        await _cluster.OfSession.PlanAsync(_cluster.Item("debug-used"), Cancellation);
        await person.Until("debug-used");
        Assert.Contains("the program works with it", person.Press("g", "ctrl-d").Screen);

        await _cluster.LeaveAsync(_cluster.Item("debug-far") with { Server = "https://elsewhere:6443", Context = "far" });
        await person.Until("debug-far");
        Assert.Contains("it is in another cluster: :ctx far", person.Press("g", "ctrl-d").Screen);
    }

    [Fact]
    public async Task Read_only_nothing_is_deleted_from_the_screen()
    {
        await using var person = new Person(connector: _cluster, command: "pods", readOnly: true);
        person.Command("footprint");
        await _cluster.LeaveAsync(_cluster.Item("debug-left"));
        await person.Until("debug-left");

        Assert.Contains("the program was started read-only", person.Press("ctrl-d").Screen);
        Assert.Single(_cluster.Footprint.Entries());
    }

    [Fact]
    public async Task Enter_copies_the_probe_or_the_command_that_deletes_a_leftover()
    {
        await using var person = Person();
        person.Command("footprint");
        _cluster.OfSession!.Probed(new ProbeSent(person.Time.Now, "node/node-a", "nc -vz 10.0.0.1 80", "exec"));
        await person.Until("10.0.0.1");
        person.Press("enter");
        Assert.Equal("nc -vz 10.0.0.1 80", person.Clipboard);

        await _cluster.LeaveAsync(_cluster.Item("debug-left"));
        await person.Until("debug-left");
        person.Press("g", "enter");
        Assert.Equal("kubectl delete pod -n kube-system debug-left", person.Clipboard);
    }

    // The start's sweep has looked when this returns: what a test leaves after it stays.
    private Person Person() => new(connector: _cluster, command: "pods");

    private static IEnumerable<string> Order(Person person, params string[] words)
    {
        var screen = person.Screen;
        return words.OrderBy(w => screen.IndexOf(w, StringComparison.Ordinal));
    }
}
