using System.Text.Json;

namespace KubeNetTui.EndToEnd;

/// <summary><c>kubenettui check</c> as a script uses it.</summary>
public sealed class CheckCommandTests : IAsyncLifetime
{
    private DemoServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await DemoServer.StartAsync("--still");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("service/cart", 1, "tier=back", "tier=backend")]
    [InlineData("service/pay", 1, "503", "pay-")]
    [InlineData("service/search", 1, "http", "web")]
    [InlineData("service/web", 0, "PASS", "3 ready")]
    public async Task A_service_is_judged_with_its_cause(string subject, int exit, params string[] words)
    {
        var outcome = await CheckAsync(subject, "-n", "shop");
        Assert.True(outcome.ExitCode == exit, outcome.ToString());
        Assert.All(words, w => Assert.Contains(w, outcome.Output));
        Assert.DoesNotContain("\u001b", outcome.Output);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public async Task All_of_the_cluster_finds_each_fault_of_the_API_and_calls_nothing_else_a_fail()
    {
        var outcome = await CheckAsync("-A", "-o", "json");
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        using var json = JsonDocument.Parse(outcome.Output);
        var findings = json.RootElement.GetProperty("findings").EnumerateArray()
            .Select(f => (Verdict: f.GetProperty("verdict").GetString(), Check: f.GetProperty("check").GetString(),
                Name: f.GetProperty("subject").GetProperty("name").GetString()!, Title: f.GetProperty("title").GetString()!)).ToList();
        var fails = findings.Where(f => f.Verdict == "fail").ToList();
        Assert.Contains(fails, f => f is { Check: "service.endpoints", Name: "cart" });
        Assert.Contains(fails, f => f is { Check: "service.endpoints", Name: "pay" });
        Assert.Contains(fails, f => f is { Check: "service.endpoints", Name: "search" });
        Assert.Contains(fails, f => f.Check == "pod.sandbox" && f.Name.StartsWith("report-", StringComparison.Ordinal));
        Assert.Contains(fails, f => f.Check == "dns.pods" && f.Title.Contains("loop", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(findings, f => f is { Check: "service.traffic-policy", Name: "geo" } && f.Verdict is "warn" or "fail" && f.Title.Contains("node-c", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.Name == "legacy" && f.Verdict == "fail");

        string[] faulty = ["cart", "pay", "search", "geo"];
        Assert.DoesNotContain(fails, f => !(f.Check!.StartsWith("service.", StringComparison.Ordinal) && faulty.Contains(f.Name))
            && !f.Name.StartsWith("report-", StringComparison.Ordinal) && f.Check != "dns.pods");
    }

    [Theory]
    [InlineData("service/nowhere", "nowhere")]
    [InlineData("cucumber/x", "cucumber")]
    public async Task What_cannot_be_checked_exits_with_2_and_says_why(string subject, string words)
    {
        var outcome = await CheckAsync(subject, "-n", "shop");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(words, outcome.Error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_exits_with_2_and_names_the_step()
    {
        await _server.StopAsync();
        var outcome = await CheckAsync("service/web", "-n", "shop");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("refused", outcome.Error + outcome.Output);
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    private Task<Outcome> CheckAsync(params string[] arguments) =>
        BuiltProgram.RunAsync([.. (string[])["--kubeconfig", _server.KubeConfig, "check"], .. arguments]);
}
