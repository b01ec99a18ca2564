using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Replay;
using KubeNetTui.Verify;

namespace KubeNetTui.Tests.Verify;

/// <summary>The pane and the reading screens on the demo, with everything real between them and its API server.</summary>
public sealed class ShopTests : IAsyncLifetime
{
    private ReplayServer _server = null!;
    private Desk _desk = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var bundle = ShopBundle.Create(TimeProvider.System.GetUtcNow());
        _server = await ReplayServer.StartAsync(
            bundle, new ReplayOptions { Runtime = bundle.CreateRuntime(TimeProvider.System) }, TestContext.Current.CancellationToken);
        _client = new ApiClient(new ConnectionSettings
        {
            Server = _server.Url, ContextName = "shop", Credentials = new CredentialSettings { Token = _server.Token },
        });
        _desk = new Desk(_client);
        _desk.Clock.Now = TimeProvider.System.GetUtcNow();
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("cart", "tier=back", "tier=backend")]
    [InlineData("pay", "503", "")]
    [InlineData("search", "http", "web")]
    public async Task The_pane_names_the_cause_of_a_services_fault(string service, string first, string second)
    {
        await using var pane = new VerifyPane(_desk);
        var text = await VerifyAsync(pane, service);

        Assert.Equal(Verdict.Fail, pane.Run!.Overall);
        Assert.StartsWith("✗ FAIL", text);
        Assert.Contains(first, text);
        Assert.Contains(second, text);
    }

    [Fact]
    public async Task The_healthy_service_passes()
    {
        await using var pane = new VerifyPane(_desk);
        var text = await VerifyAsync(pane, "web");

        Assert.StartsWith("✓ PASS", text);
        Assert.Null(pane.Run!.Problem);
    }

    [Fact]
    public async Task The_board_gives_each_service_its_verdict_and_follows_changes()
    {
        await using var board = VerdictBoard.Start(_client, "shop", TimeProvider.System, () => { });
        var (web, cart) = (Subject.Service("shop", "web"), Subject.Service("shop", "cart"));
        await _desk.Until(() => board.Of(web).Verdict == Verdict.Pass && board.Of(cart).Verdict == Verdict.Fail, "web passes, cart fails");
        Assert.InRange(board.Of(cart).Reason.Length, 1, 40);
        Assert.Equal(Verdict.Unknown, board.Of(Subject.Service("kube-system", "kube-dns")).Verdict);

        _server.Store.Delete("services", "shop", "cart");

        await _desk.Until(() => board.Of(cart).Verdict == Verdict.Unknown, "the service that is gone has no verdict");
    }

    [Fact]
    public async Task The_board_judges_nodes_and_pods()
    {
        await using var board = VerdictBoard.Start(_client, null, TimeProvider.System, () => { });
        await _desk.Until(() => board.Of(Subject.Node("node-a")).Verdict == Verdict.Pass, "node-a is ready");
        var pay = _server.Store.Names("pods").First(n => n.Namespace == "shop" && n.Name.StartsWith("pay-", StringComparison.Ordinal)).Name;

        await _desk.Until(() => board.Of(Subject.Pod("shop", pay)) is { Verdict: Verdict.Fail, Reason.Length: > 0 }, "the pod of pay is not ready");
    }

    [Fact]
    public async Task A_service_is_described_with_selector_ports_endpoints_and_verdict()
    {
        var text = await DescribeAsync(Desk.Service("shop", "web"));

        Assert.Contains("✓ PASS", text);
        Assert.Contains("selector", text);
        Assert.Contains("✓ ready", text);
        Assert.Matches("web-.*node-", text);
    }

    [Fact]
    public async Task A_service_whose_selector_matches_nothing_says_so()
    {
        var text = await DescribeAsync(Desk.Service("shop", "cart"));

        Assert.Contains("matches no pod", text);
        Assert.Contains("nobody", text);
    }

    [Fact]
    public async Task A_pod_is_described_with_the_services_that_select_it_and_they_open()
    {
        var name = _server.Store.Names("pods").First(n => n.Namespace == "shop" && n.Name.StartsWith("web-", StringComparison.Ordinal)).Name;
        var text = await DescribeAsync(Desk.Pod("shop", name));

        Assert.Contains("Services that select it", text);
        Assert.Contains("✓ PASS", text);
        Assert.Contains("Container ", text);

        var screen = _desk.Opened[^1];
        Desk.Press(screen.Bindings, screen.HandleKey, "tab", "enter");
        Assert.Equal(2, _desk.Opened.Count);
    }

    [Fact]
    public async Task A_node_is_described_with_heartbeat_addresses_and_pods()
    {
        var text = await DescribeAsync(new Selection(WellKnownKinds.Nodes, "", "node-a", ""));

        Assert.Contains("heartbeat", text);
        Assert.Contains("pod CIDRs", text);
        Assert.Contains("InternalIP", text);
    }

    [Fact]
    public async Task Every_kind_of_the_bundle_can_be_described_and_shown_as_yaml()
    {
        foreach (var resource in WellKnownKinds.Catalog.Resources)
        {
            var plural = resource.FullName;
            if (_server.Store.Names(plural) is not [var (ns, name), ..])
            {
                continue;
            }

            var selection = new Selection(resource, ns ?? "", name, "");
            Assert.Contains(name, await DescribeAsync(selection));
            Assert.Contains($"name: {name}", await ReadAsync(ReadingScreens.Yaml(_desk, selection)));
        }
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_the_step()
    {
        var screen = ReadingScreens.Describe(_desk, Desk.Service("shop", "nowhere"));
        _desk.Open(screen);
        screen.Enter();
        await _desk.Until(() => screen.Status.Tone == StatusTone.Bad, "it says that it failed");

        Assert.Contains("404", Desk.Draw(screen, 120, 40));
    }

    [Fact]
    public async Task A_log_is_followed_and_searched()
    {
        var pod = _server.Store.Names("pods").First(n => n.Namespace == "kube-system" && n.Name.StartsWith("coredns-", StringComparison.Ordinal)).Name;
        var screen = (LogScreen)ReadingScreens.Logs(_desk, Desk.Pod("kube-system", pod));
        _desk.Open(screen);
        screen.Enter();
        await _desk.Until(() => screen.Status.Text.Contains("lines") && !screen.Status.Text.StartsWith('0'), "lines come");

        Assert.Contains("coredns", Desk.Draw(screen, 120, 20), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> VerifyAsync(VerifyPane pane, string service)
    {
        pane.Follow(Desk.Service("shop", service));
        _desk.Wait(TimeSpan.FromMilliseconds(250));
        await _desk.Until(() => pane.Run is { IsRunning: false }, "the checks have run");
        return Desk.Draw(pane, 120, 60);
    }

    private Task<string> DescribeAsync(Selection selection) => ReadAsync(ReadingScreens.Describe(_desk, selection));

    private async Task<string> ReadAsync(IScreen screen)
    {
        _desk.Open(screen);
        screen.Enter();
        await _desk.Until(() => screen.Status.Text.StartsWith("read ", StringComparison.Ordinal), $"{screen.Title} is read");
        return Desk.Draw(screen, 140, 400);
    }
}
