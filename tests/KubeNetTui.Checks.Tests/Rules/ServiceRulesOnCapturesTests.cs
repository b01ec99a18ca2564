using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceRulesOnCapturesTests
{
    private static readonly HashSet<string> Only = ["service.rules"];

    [Theory]
    [InlineData("k8s-1.33-iptables", "iptables")]
    [InlineData("k8s-1.33-nftables", "nftables")]
    [InlineData("faults/forward-drop", "iptables")]
    [InlineData("faults/hairpin-off", "iptables")]
    [InlineData("faults/port-10250-dropped", "iptables")]
    public async Task Where_kube_proxy_runs_every_service_is_written_as_its_slices_say(string capture, string mode)
    {
        var findings = await new Captures(capture).CheckAsync(Only, TestContext.Current.CancellationToken);

        Assert.NotEmpty(findings);
        Assert.All(findings, f => Assert.True(f.Verdict is Verdict.Pass or Verdict.NotApplicable, $"{f.Subject} {f.Verdict}: {f.Title}"));
        Assert.Contains(findings, f => f.Subject.Name == "web" && f.Title == $"all 2 nodes send 1 frontend where the EndpointSlices say ({mode})");
        Assert.Contains(findings, f => f.Subject.Name == "web-headless" && f.Verdict == Verdict.NotApplicable);
    }

    [Fact]
    public async Task Where_kube_proxy_was_stopped_the_node_with_the_stale_rules_is_named_and_the_other_is_said_to_be_right()
    {
        var findings = await new Captures("faults/kube-proxy-stopped").CheckAsync(Only, TestContext.Current.CancellationToken);

        var web = Assert.Single(findings, f => f.Subject is { Namespace: "demo", Name: "web" });
        Assert.Equal(Verdict.Fail, web.Verdict);
        Assert.Equal(
            "node2 still sends 10.96.208.120:80/tcp to 10.244.0.8:8080, 10.244.0.9:8080, 10.244.1.8:8080, which are no endpoints any more; "
            + "the endpoints are 10.244.0.10:8080, 10.244.1.9:8080, 10.244.1.10:8080",
            web.Title);
        Assert.Contains("Right on node1; asked were all 2 nodes.", web.Details);
        var rules = web.Exhibits[0];
        Assert.Equal("iptables-save of node/node2", rules.Title);
        Assert.Contains(rules.Deciding, i => rules.Lines[i].EndsWith("-j DNAT --to-destination 10.244.0.8:8080", StringComparison.Ordinal));
        Assert.Contains(rules.Deciding, i => rules.Lines[i].Contains("-A KUBE-SERVICES -d 10.96.208.120/32", StringComparison.Ordinal));
        Assert.All(findings.Where(f => f.Verdict == Verdict.Fail), f => Assert.Contains(f.Subject.Name, (string[])["web", "web-np", "web-badport"]));
    }
}
