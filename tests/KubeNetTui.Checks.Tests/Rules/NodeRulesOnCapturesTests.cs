using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class NodeRulesOnCapturesTests
{
    private static readonly HashSet<string> Only =
        ["node.forward", "node.port-10250", "node.foreign-rules", "node.iptables-backend", "node.iptables", "node.ipvs"];

    [Theory]
    [InlineData("k8s-1.33-iptables")]
    [InlineData("k8s-1.33-nftables")]
    [InlineData("faults/hairpin-off")]
    [InlineData("faults/kube-proxy-stopped")]
    public async Task Where_no_rule_is_wrong_no_check_of_rules_fails_or_does_not_know(string capture)
    {
        var findings = await CheckAsync(capture);

        Assert.All(findings, f => Assert.True(f.Verdict is Verdict.Pass or Verdict.NotApplicable or Verdict.Warn, $"{f.CheckId} {f.Subject} {f.Verdict}: {f.Title} {string.Join(" ", f.Details)}"));

        // The machine that these nodes are part of lets nobody out of it: true, and no fault of the cluster.
        Assert.All(findings.Where(f => f.Verdict == Verdict.Warn), f => Assert.True(f.Subject.Name == "node1" && f.Title.Contains("out of the cluster", StringComparison.Ordinal), f.Title));
        Assert.Equal(2, findings.Count(f => f is { CheckId: "node.iptables-backend", Verdict: Verdict.Pass }));
        Assert.Equal(2, findings.Count(f => f is { CheckId: "node.ipvs", Verdict: Verdict.NotApplicable }));
    }

    [Fact]
    public async Task The_policy_that_drops_what_is_forwarded_on_node2_is_named_with_its_line()
    {
        var findings = await CheckAsync("faults/forward-drop");

        var forward = Assert.Single(findings, f => f is { CheckId: "node.forward", Subject.Name: "node2" });
        Assert.Equal(Verdict.Fail, forward.Verdict);
        Assert.StartsWith("FORWARD drops what pods of node2 send to pods of other nodes, what pods of other nodes send to pods of node2, what pods of node2 send to other nodes", forward.Title, StringComparison.Ordinal);
        Assert.EndsWith("the policy of filter FORWARD is DROP, and no rule accepts it (20 packets so far)", forward.Title, StringComparison.Ordinal);
        Assert.Contains(forward.Exhibits[0].Deciding, i => forward.Exhibits[0].Lines[i] == ":FORWARD DROP [20:1200]");
        Assert.Equal("iptables -P FORWARD ACCEPT", forward.RemedyCommand);
        Assert.Contains(Subject.Service("demo", "web"), forward.Explains);
        Assert.DoesNotContain(findings, f => f.Verdict == Verdict.Fail && f != forward);
    }

    [Fact]
    public async Task The_rule_that_drops_the_kubelets_port_on_node2_is_named_by_both_checks_that_can_see_it()
    {
        var findings = await CheckAsync("faults/port-10250-dropped");

        var port = Assert.Single(findings, f => f is { CheckId: "node.port-10250", Subject.Name: "node2" });
        Assert.Equal(Verdict.Fail, port.Verdict);
        Assert.StartsWith("the node itself drops tcp/10250, the kubelet's port: filter INPUT: -A INPUT -p tcp -m tcp --dport 10250 -j DROP (", port.Title, StringComparison.Ordinal);
        Assert.Contains(port.Exhibits[0].Deciding, i => port.Exhibits[0].Lines[i].EndsWith("--dport 10250 -j DROP", StringComparison.Ordinal));

        var foreign = Assert.Single(findings, f => f is { CheckId: "node.foreign-rules", Subject.Name: "node2" });
        Assert.Equal(Verdict.Fail, foreign.Verdict);
        Assert.Contains("--dport 10250 -j DROP", foreign.Title, StringComparison.Ordinal);
        Assert.All(findings.Where(f => f.Verdict == Verdict.Fail), f => Assert.Equal("node2", f.Subject.Name));
    }

    private static Task<IReadOnlyList<Finding>> CheckAsync(string capture) => new Captures(capture).CheckAsync(Only, TestContext.Current.CancellationToken);
}
