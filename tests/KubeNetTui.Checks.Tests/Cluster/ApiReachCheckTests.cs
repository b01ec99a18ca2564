using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ApiReachCheckTests
{
    private const string Server = "https://shop.example:6443";
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(4);

    [Fact]
    public void All_steps_passed_is_a_pass_with_the_time_they_took()
    {
        var finding = Judge(Ok(ReachStepKind.Name), Ok(ReachStepKind.Connect), new(ReachStepKind.Proxy, ReachOutcome.Skipped, default), Ok(ReachStepKind.Health));
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("12 ms", finding.Title);
    }

    [Theory]
    [InlineData(ReachStepKind.Credentials, false, 0, Verdict.Fail, "no credential")]
    [InlineData(ReachStepKind.Name, false, 0, Verdict.Fail, "does not resolve")]
    [InlineData(ReachStepKind.Connect, true, 0, Verdict.Fail, "packets are dropped")]
    [InlineData(ReachStepKind.Connect, false, 0, Verdict.Fail, "refuses the connection")]
    [InlineData(ReachStepKind.Proxy, false, 407, Verdict.Fail, "proxy")]
    [InlineData(ReachStepKind.Tls, false, 0, Verdict.Fail, "TLS")]
    [InlineData(ReachStepKind.Login, false, 401, Verdict.Fail, "(401); the network works")]
    [InlineData(ReachStepKind.Permission, false, 403, Verdict.Warn, "(403); network and login work")]
    [InlineData(ReachStepKind.Health, false, 500, Verdict.Fail, "not healthy")]
    public void The_first_step_that_fails_names_the_fault(ReachStepKind kind, bool timedOut, int status, Verdict verdict, string words)
    {
        var finding = Judge(
            Ok(ReachStepKind.Name),
            new(kind, ReachOutcome.Failed, Quick, "", status, timedOut, "what came back", "what to do"),
            new(ReachStepKind.Health, ReachOutcome.Skipped, default));
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(words, finding.Title);
        Assert.Equal("what came back", finding.Details[0]);
        Assert.Equal("what to do", finding.Remedy);
        var exhibit = Assert.Single(finding.Exhibits);
        Assert.Contains("FAILED", exhibit.Lines[Assert.Single(exhibit.Deciding)]);
    }

    [Fact]
    public void The_failing_lines_of_the_health_text_are_marked()
    {
        var finding = Judge(new ReachStep(ReachStepKind.Health, ReachOutcome.Failed, Quick, Message: "500\n[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed", HttpStatus: 500));
        var exhibit = finding.Exhibits[0];
        Assert.Contains(exhibit.Deciding, i => exhibit.Lines[i].Contains("[-]etcd failed", StringComparison.Ordinal));
        Assert.DoesNotContain(exhibit.Deciding, i => exhibit.Lines[i].Contains("[+]ping", StringComparison.Ordinal));
    }

    [Fact]
    public void Not_tried_is_unknown() =>
        Assert.Equal(Verdict.Unknown, new Given().Judge(new ApiReachCheck(), Subject.Cluster).Verdict);

    private static ReachStep Ok(ReachStepKind kind) => new(kind, ReachOutcome.Ok, Quick, "fine");

    private static Finding Judge(params ReachStep[] steps) =>
        new Given().Read(Needs.Reach, new ReachEvidence(Server, steps)).Judge(new ApiReachCheck(), Subject.Cluster);
}
