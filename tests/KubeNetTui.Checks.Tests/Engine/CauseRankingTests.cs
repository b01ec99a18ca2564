using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Checks.Tests;

public sealed class CauseRankingTests
{
    private static readonly Subject Node = Subject.Node("node-c");
    private static readonly Subject Pod = Subject.Pod("shop", "a");
    private static readonly Subject Service = Subject.Service("shop", "web");

    [Fact]
    public void The_cause_that_explains_most_is_the_first_line_and_its_consequences_name_it()
    {
        Finding forward = Of("node.forward", Node, Verdict.Fail) with { Explains = [Pod, Service], ExplainedChecks = ["pod.egress", "service."] };
        Finding egress = Of("pod.egress", Pod, Verdict.Fail);
        Finding vip = Of("service.vip-reach", Service, Verdict.Fail);
        Finding selector = Of("service.endpoints", Subject.Service("shop", "cart"), Verdict.Fail);

        IReadOnlyList<RankedFinding> ranked = CauseRanking.Rank([egress, selector, vip, forward]);

        Assert.Equal([forward, selector], ranked.Take(2).Select(r => r.Finding));
        Assert.Equal([egress, vip], ranked[0].Explains.OrderBy(f => f.CheckId));
        Assert.Equal("explains 2 findings: pod/shop/a (pod.egress), service/shop/web (service.vip-reach)", ranked[0].ExplainsText);
        Assert.Equal("explained by node.forward of node/node-c", ranked.Single(r => r.Finding == egress).ExplainedByText);
        Assert.Null(ranked.Single(r => r.Finding == selector).ExplainedBy);
    }

    [Fact]
    public void What_is_wrong_with_the_very_thing_explains_it_before_what_is_wrong_around_it()
    {
        Finding forward = Of("node.forward", Node, Verdict.Fail) with { Explains = [Pod, Service] };
        Finding listening = Of("service.listening", Service, Verdict.Fail) with { Explains = [Service], ExplainedChecks = ["service.pod-reach"] };
        Finding reach = Of("service.pod-reach", Service, Verdict.Fail);

        IReadOnlyList<RankedFinding> ranked = CauseRanking.Rank([forward, reach, Of("pod.egress", Pod, Verdict.Fail), listening]);

        Assert.Equal(listening, ranked.Single(r => r.Finding == reach).ExplainedBy);
    }

    [Fact]
    public void A_finding_is_explained_only_where_the_cause_speaks_of_its_check()
    {
        Finding forward = Of("node.forward", Node, Verdict.Fail) with { Explains = [Service], ExplainedChecks = ["service.vip-reach"] };
        Finding selector = Of("service.endpoints", Service, Verdict.Fail);

        Assert.All(CauseRanking.Rank([forward, selector]), r => Assert.Null(r.ExplainedBy));
    }

    [Fact]
    public void Causes_have_causes_and_the_chain_counts_for_the_first()
    {
        Finding stub = Of("node.resolv-conf", Node, Verdict.Fail) with { Explains = [Subject.Cluster] };
        Finding loop = Of("dns.pods", Subject.Cluster, Verdict.Fail) with { Explains = [Pod, Service] };
        Finding lookup = Of("pod.dns-lookup", Pod, Verdict.Fail);
        Finding name = Of("service.dns-name", Service, Verdict.Warn);

        IReadOnlyList<RankedFinding> ranked = CauseRanking.Rank([lookup, name, loop, stub]);

        Assert.Equal(stub, ranked[0].Finding);
        Assert.Equal(3, ranked[0].Explains.Count);
        Assert.Equal(loop, ranked.Single(r => r.Finding == name).ExplainedBy);
    }

    [Fact]
    public void A_warning_that_explains_a_failure_stands_before_other_failures_it_explains()
    {
        Finding late = Of("node.conntrack", Node, Verdict.Warn) with { Explains = [Pod] };
        Finding egress = Of("pod.egress", Pod, Verdict.Fail);

        Assert.Equal([late, egress], CauseRanking.Rank([egress, late]).Select(r => r.Finding));
    }

    [Fact]
    public void Findings_that_blame_each_other_make_no_circle()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            Subject[] subjects = [Node, Pod, Service, Subject.Cluster];
            Finding[] findings =
            [
                .. Enumerable.Range(0, 12).Select(i => Of($"check.{i}", subjects[random.Next(4)], (Verdict)random.Next(5)) with
                {
                    Explains = [.. subjects.Where(_ => random.Next(2) == 0)],
                }),
            ];

            IReadOnlyList<RankedFinding> ranked = CauseRanking.Rank(findings);

            Assert.Equal(findings.OrderBy(f => f.CheckId), ranked.Select(r => r.Finding).OrderBy(f => f.CheckId));
            Assert.All(ranked, r => Assert.DoesNotContain(r.Finding, r.Explains));
            Assert.All(ranked.Where(r => r.ExplainedBy is not null), r => Assert.Contains(r.Finding, ranked.Single(c => c.Finding == r.ExplainedBy).Explains));
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_passed_is_ruled_out_and_said_where_it_passed_only_in_part()
    {
        Assert.Equal(
            ["dns.pods", "node.forward on 1 of 2"],
            CauseRanking.RuledOut([
                Of("node.forward", Node, Verdict.Fail), Of("node.forward", Subject.Node("node-a"), Verdict.Pass),
                Of("dns.pods", Subject.Cluster, Verdict.Pass), Of("cni.pods", Subject.Cluster, Verdict.NotApplicable),
                Of("api.reach", Subject.Cluster, Verdict.Unknown)]));
    }

    private static Finding Of(string check, Subject subject, Verdict verdict) => new(check, subject, verdict, $"{check} of {subject}");
}
