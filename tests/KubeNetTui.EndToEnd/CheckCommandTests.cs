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
    [InlineData("service/mail", 1, "service.listening", "127.0.0.1")]
    [InlineData("service/catalog", 1, "3 ready", "node.forward", "explained by node.forward of node/node-c")]
    [InlineData("service/web", 0, "3 ready", "PASS")]
    public async Task A_service_is_judged_with_its_cause(string subject, int exit, params string[] words)
    {
        var outcome = await CheckAsync(subject, "-n", "shop");
        Assert.True(outcome.ExitCode == exit, outcome.ToString());
        Assert.All(words, w => Assert.Contains(w, outcome.Output));
        Assert.DoesNotContain("\u001b", outcome.Output);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public async Task A_service_that_lacks_nothing_passes_as_far_as_the_API_tells()
    {
        var outcome = await CheckAsync("service/web", "-n", "shop", "--no-nodes");
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
        Assert.Contains("3 ready", outcome.Output);
        Assert.Contains("PASS", outcome.Output);
        Assert.DoesNotContain("FAIL", outcome.Output);
    }

    [Fact]
    public async Task All_of_the_cluster_finds_the_cause_of_each_fault_and_explains_every_other_fail_by_one()
    {
        var outcome = await CheckAsync("-A", "-o", "json");
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        var found = Found.All(outcome.Output);
        Assert.Contains(found, f => f is { Check: "pod.sandbox", IsFail: true, ExplainedBy: "node.ipam of node/node-b" });
        Assert.Contains(found, f => f is { Check: "dns.corefile", IsFail: true, ExplainedBy: "node.resolv-conf of node/node-a" });
        Assert.Contains(found, f => f is { Check: "service.pod-reach", Name: "catalog", IsFail: true, ExplainedBy: "node.forward of node/node-c" });
        AssertApiFaults(found);
        AssertCauses(found,
        [
            ("node.forward", "node-c"), ("node.resolv-conf", "node-a"), ("node.conntrack", "node-b"), ("node.ipam", "node-b"),
            ("node.hairpin", "node-a"), ("node.hairpin", "node-c"), ("service.listening", "mail"), ("pod.network-policy", "feed-"), ("pod.running", "pay-"),
            ("service.endpoints", "cart"), ("service.endpoints", "pay"), ("service.endpoints", "search"),
        ]);
    }

    [Fact]
    public async Task Without_the_nodes_each_fault_of_the_API_is_found_and_nothing_else_is_a_fail()
    {
        var outcome = await CheckAsync("-A", "-o", "json", "--no-nodes");
        Assert.True(outcome.ExitCode == 1, outcome.ToString());
        var found = Found.All(outcome.Output);
        AssertApiFaults(found);
        AssertCauses(found,
        [
            ("dns.pods", ""), ("node.ipam", "node-b"), ("pod.network-policy", "feed-"), ("pod.running", "pay-"),
            ("service.endpoints", "cart"), ("service.endpoints", "pay"), ("service.endpoints", "search"),
        ]);
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

    private static void AssertApiFaults(IReadOnlyList<Found> found)
    {
        Assert.Contains(found, f => f.IsFail && f.Check == "pod.sandbox" && f.Name.StartsWith("report-", StringComparison.Ordinal));
        Assert.Contains(found, f => f.IsFail && f.Check == "dns.pods" && f.Title.Contains("loop", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(found, f => f is { Check: "service.traffic-policy", Name: "geo", Verdict: "warn" or "fail" } && f.Title.Contains("node-c", StringComparison.Ordinal));
        Assert.DoesNotContain(found, f => f is { Name: "legacy", IsFail: true });
    }

    /// <summary>Each of the causes is found, and each fail that nothing explains is one of them.</summary>
    /// <param name="causes">The check, and how the name of its subject begins.</param>
    private static void AssertCauses(IReadOnlyList<Found> found, (string Check, string Name)[] causes)
    {
        var unexplained = found.Where(f => f is { IsFail: true, ExplainedBy: null }).ToList();
        Assert.All(causes, c => Assert.Contains(unexplained, f => f.Is(c)));
        Assert.All(unexplained, f => Assert.Contains(causes, f.Is));
    }

    /// <summary>What a script reads of one finding.</summary>
    private sealed record Found(string Check, string Name, string Verdict, string Title, string? ExplainedBy)
    {
        public bool IsFail => Verdict == "fail";

        public static IReadOnlyList<Found> All(string text)
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.GetProperty("findings").EnumerateArray().Select(Of)];
        }

        public bool Is((string Check, string Name) cause) => Check == cause.Check && Name.StartsWith(cause.Name, StringComparison.Ordinal);

        private static Found Of(JsonElement finding) => new(
            Text(finding, "check"), Text(finding.GetProperty("subject"), "name"), Text(finding, "verdict"), Text(finding, "title"),
            finding.GetProperty("explainedBy") is { ValueKind: JsonValueKind.Object } by ? $"{Text(by, "check")} of {Text(by, "subject")}" : null);

        private static string Text(JsonElement of, string property) => of.GetProperty(property).GetString()!;
    }
}
