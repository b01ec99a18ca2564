using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Verify;

namespace KubeNetTui.Tests.Verify;

public sealed class VerifyPaneTests : IAsyncDisposable
{
    private static readonly Subject Cart = Subject.Service("shop", "cart");
    private readonly Desk _desk = new();
    private readonly ScriptedVerifier _verifier = new();
    private readonly VerifyPane _pane;

    public VerifyPaneTests() => _pane = new VerifyPane(_desk, _verifier);

    public async ValueTask DisposeAsync()
    {
        await _pane.DisposeAsync();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task Checks_start_only_after_the_selection_has_rested()
    {
        _pane.Follow(Desk.Service("shop", "web"));
        _pane.Follow(Desk.Service("shop", "cart"));
        Assert.Empty(_verifier.Started);

        _desk.Wait(TimeSpan.FromMilliseconds(250));
        await _desk.Until(() => _verifier.Started.Count > 0, "the checks have started");

        Assert.Equal([Cart], _verifier.Started);
    }

    [Fact]
    public async Task Findings_stream_in_with_the_worst_on_top()
    {
        await StartAsync();
        await _desk.Until(() => _pane.Run!.Reading == "reading pods", "it says what is read");
        Assert.Contains("0 of 3 checks, reading pods…", Draw());

        await FindAsync(new Finding("service.ports", Cart, Verdict.Warn, "UDP where TCP is declared"));
        await FindAsync(new Finding("service.endpoints", Cart, Verdict.Fail, "selector tier=back matches no pod"));
        var lines = Draw().Split('\n');

        Assert.Contains("✗ FAIL", lines[0]);
        Assert.Contains("2 of 3 checks", lines[0]);
        Assert.True(
            Array.FindIndex(lines, l => l.Contains("selector tier=back")) < Array.FindIndex(lines, l => l.Contains("UDP where TCP")),
            "the failure stands above the warning");
    }

    [Fact]
    public async Task Following_another_object_cancels_the_run_and_drops_what_still_comes_from_it()
    {
        await StartAsync();
        _pane.Follow(Desk.Service("shop", "web"));
        await _desk.Until(() => _verifier.Cancelled == 1, "the run is cancelled");
        _verifier.Find(new Finding("service.endpoints", Cart, Verdict.Fail, "too late"));
        _desk.Wait(TimeSpan.FromMilliseconds(250));
        await _desk.Until(() => _verifier.Started.Count == 2, "the other one is verified");

        Assert.Equal(Subject.Service("shop", "web"), _pane.Run!.Subject);
    }

    [Fact]
    public async Task A_second_run_says_what_is_new_what_is_gone_and_what_it_was()
    {
        await StartAsync();
        await FindAsync(new Finding("service.endpoints", Cart, Verdict.Fail, "no endpoint is ready"));
        await FindAsync(new Finding("service.conflicts", Cart, Verdict.Warn, "port 30080 is claimed twice"));
        await EndAsync();
        Assert.DoesNotContain("NEW", Draw());

        _desk.Clock.Now += TimeSpan.FromMinutes(1);
        Press("r");
        await _desk.Until(() => _verifier.Started.Count == 2, "it runs again");
        Assert.Contains("no endpoint is ready", Draw());
        await FindAsync(new Finding("service.endpoints", Cart, Verdict.Warn, "1 of 2 endpoints is not ready"));
        await FindAsync(new Finding("service.ports", Cart, Verdict.Warn, "UDP where TCP is declared"));
        await EndAsync();
        var text = Draw();

        Assert.Contains("was FAIL 12:03:10", text);
        Assert.Matches("UDP where TCP is declared.*NEW", text);
        Assert.Matches("port 30080 is claimed twice.*GONE", text);
        Assert.Contains("was FAIL at 12:03:10 UTC: no endpoint is ready", text);
    }

    [Fact]
    public async Task What_passed_is_folded_beside_a_failure_and_unfolds()
    {
        await StartAsync();
        await FindAsync(new Finding("service.endpoints", Cart, Verdict.Fail, "no endpoint is ready"));
        await FindAsync(new Finding("service.ports", Cart, Verdict.Pass, "every port has a target"));
        await EndAsync();
        Assert.Contains("1 passed", Draw());
        Assert.DoesNotContain("every port has a target", Draw());

        Press("down", "enter");

        Assert.Contains("every port has a target", Draw());
    }

    [Fact]
    public async Task Enter_opens_the_evidence_with_the_deciding_line_marked_in_the_gutter()
    {
        await StartAsync();
        await FindAsync(WithEvidence());
        await EndAsync();
        Press("enter");
        var screen = Assert.IsType<EvidenceScreen>(Assert.Single(_desk.Opened));
        var text = Desk.Draw(screen, 100, 30);

        Assert.Contains("$ kubectl get service cart -n shop -o yaml", text);
        Assert.Contains("took 12 ms", text);
        Assert.Matches("▶ +tier: back", text);
        Assert.Contains("https://api.example (context shop)", text);
    }

    [Fact]
    public async Task In_a_low_pane_verdict_cause_and_details_are_to_be_seen()
    {
        await StartAsync();
        await FindAsync(WithEvidence());
        await EndAsync();
        var lines = Desk.Draw(_pane, 80, 10).Split('\n');

        Assert.StartsWith("✗ FAIL", lines[0]);
        Assert.Contains(lines, l => l.Contains("selector app=cart,tier=back matches no pod"));
        Assert.Contains(lines, l => l.Contains("─ service.endpoints ─"));
        Assert.Equal(10, lines.Length);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    [InlineData(20, 5)]
    [InlineData(200, 1)]
    [InlineData(3, 50)]
    [InlineData(200, 50)]
    public async Task At_any_size_something_is_drawn_and_nothing_is_thrown(int width, int height)
    {
        await StartAsync();
        await FindAsync(WithEvidence());
        await FindAsync(new Finding("service.ports", Cart, Verdict.Pass, "every port has a target"));
        await EndAsync();

        Assert.StartsWith("✗", Desk.Draw(_pane, width, height));
        Press("enter");
        Assert.NotEmpty(Desk.Draw(Assert.Single(_desk.Opened), width, height).Trim());
    }

    [Fact]
    public async Task A_live_verdict_that_changed_since_the_run_asks_for_another_run()
    {
        var verdicts = new SetVerdicts();
        _desk.Verdicts = verdicts;
        await StartAsync();
        await FindAsync(WithEvidence());
        await EndAsync();
        Assert.DoesNotContain("press r", Draw());

        verdicts.Cell = new VerdictCell(Verdict.Pass, "");

        Assert.Contains("changed since: press r", Draw());
    }

    [Fact]
    public async Task A_live_verdict_that_only_now_becomes_known_is_no_change()
    {
        var verdicts = new SetVerdicts { Cell = new VerdictCell(Verdict.Unknown, "reading pods…") };
        _desk.Verdicts = verdicts;
        await StartAsync();
        await FindAsync(WithEvidence());
        await EndAsync();
        verdicts.Cell = new VerdictCell(Verdict.Fail, "no endpoints");

        Assert.DoesNotContain("press r", Draw());
    }

    [Fact]
    public async Task Where_the_list_knows_worse_than_the_checks_the_pane_says_so()
    {
        _desk.Verdicts = new SetVerdicts { Cell = new VerdictCell(Verdict.Fail, "CrashLoopBackOff") };
        await StartAsync();
        await FindAsync(new Finding("service.ports", Cart, Verdict.Pass, "every port has a target"));
        await EndAsync();

        Assert.Contains("✗ the list says: CrashLoopBackOff", Draw());
    }

    [Fact]
    public void For_a_kind_without_checks_it_says_what_can_be_verified()
    {
        _pane.Follow(new Selection(new ApiResource("", "v1", "configmaps", "configmap", "ConfigMap", true, [], [], []), "shop", "web", ""));
        _desk.Wait(TimeSpan.FromSeconds(1));

        Assert.Empty(_verifier.Started);
        Assert.Contains("There is no check for configmaps yet", Desk.Draw(_pane, 80, 5));
    }

    [Fact]
    public async Task The_whole_report_and_the_remedys_command_can_be_copied()
    {
        await StartAsync();
        await FindAsync(WithEvidence());
        await EndAsync();
        Press("c");
        _desk.Overlay!.HandleKey(Terminal.KeyEvent.Parse("m"));
        Press("c");
        _desk.Overlay!.HandleKey(Terminal.KeyEvent.Parse("r"));

        Assert.Equal("kubectl label pod cart-1 -n shop tier=back", _desk.Copied[0]);
        Assert.Contains("FAIL     service/shop/cart  service.endpoints", _desk.Copied[1]);
        Assert.Contains("> ", _desk.Copied[1]);
        Assert.Null(_desk.Overlay);
    }

    [Fact]
    public async Task Escape_sequences_in_a_finding_reach_no_cell()
    {
        await StartAsync();
        await FindAsync(WithEvidence() with { Title = "evil \u001b[2J title\u0007", Details = ["\u001b]52;c;x\u0007"] });

        Assert.DoesNotContain('\u001b', Draw());
        Assert.DoesNotContain('\u0007', Draw());
    }

    internal static Finding WithEvidence() => new("service.endpoints", Cart, Verdict.Fail, "selector app=cart,tier=back matches no pod; shop/cart-1 has tier=backend")
    {
        Details = ["The nearest pods differ in one label."],
        Exhibits =
        [
            new Exhibit(
                "Service shop/cart", "kubectl get service cart -n shop -o yaml", "https://api.example (context shop)",
                new DateTimeOffset(2026, 1, 2, 12, 3, 9, TimeSpan.Zero), TimeSpan.FromMilliseconds(12),
                ["apiVersion: v1", "kind: Service", "spec:", "  selector:", "    app: cart", "    tier: back", "  type: ClusterIP"], [5]),
        ],
        Remedy = "Make the labels agree.",
        RemedyCommand = "kubectl label pod cart-1 -n shop tier=back",
    };

    private string Draw() => Desk.Draw(_pane, 100, 45);

    private void Press(params string[] keys) => Desk.Press(_pane.Bindings, _pane.HandleKey, keys);

    private async Task StartAsync()
    {
        _pane.Follow(Desk.Service("shop", "cart"));
        _desk.Wait(TimeSpan.FromMilliseconds(250));
        await _desk.Until(() => _verifier.Started.Count == 1, "the checks have started");
    }

    private async Task FindAsync(Finding finding)
    {
        _verifier.Find(finding);
        await _desk.Until(() => _pane.Run!.Findings.Contains(finding), "the finding is there");
    }

    private async Task EndAsync()
    {
        _verifier.End();
        await _desk.Until(() => !_pane.Run!.IsRunning, "the run has ended");
    }
}
