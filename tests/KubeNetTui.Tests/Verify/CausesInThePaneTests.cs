using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Tests.Panes;
using KubeNetTui.Verify;

namespace KubeNetTui.Tests.Verify;

/// <summary>Findings about what lies on the way of who was verified, and which explains which.</summary>
public sealed class CausesInThePaneTests
{
    private static readonly Subject Web = Subject.Pod("shop", "web-1");
    private static readonly DateTimeOffset At = new(2026, 1, 2, 12, 3, 10, TimeSpan.Zero);

    [Fact]
    public void The_cause_comes_first_with_whom_it_is_about_and_what_it_explains_is_marked()
    {
        var cause = new Finding("node.forward", Subject.Node("node-c"), Verdict.Fail, "FORWARD drops the packets of its pods") { Explains = [Web] };
        var rows = FindingRows.Of(Run(
            new Finding("pod.egress", Web, Verdict.Fail, "nothing outside answers"), cause,
            new Finding("pod.listening", Web, Verdict.Pass, "listens on 8080"), new Finding("node.sysctls", Subject.Node("node-c"), Verdict.Pass, "as needed")), _ => false);

        Assert.Equal("node-c: FORWARD drops the packets of its pods", rows[0].Text);
        Assert.Equal("explains 1", rows[0].Explains);
        Assert.Equal("↳ nothing outside answers", rows[1].Text);
        Assert.Equal("", rows[1].Explains);
        Assert.Equal(["node.sysctls", "pod.listening"], rows[^1].RuledOut);
    }

    [Fact]
    public void A_subject_of_another_namespace_is_named_in_full_and_ones_own_not_at_all()
    {
        var rows = FindingRows.Of(Run(
            new Finding("a", Web, Verdict.Fail, "mine"), new Finding("b", Subject.Pod("shop", "db-0"), Verdict.Warn, "same namespace"),
            new Finding("c", Subject.Pod("kube-system", "coredns-1"), Verdict.Warn, "another"), new Finding("d", Subject.Cluster, Verdict.Warn, "all")), _ => false);
        Assert.Equal(["cluster: all", "db-0: same namespace", "kube-system/coredns-1: another", "mine"], rows.Select(r => r.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_all_is_well_nothing_was_ruled_out()
    {
        var rows = FindingRows.Of(Run(new Finding("a", Web, Verdict.Pass, "fine")), _ => false);
        Assert.Empty(rows[^1].RuledOut);
    }

    [Fact]
    public async Task The_cluster_is_verified_from_anywhere_and_from_its_context_but_not_from_anothers()
    {
        await using var person = new NodesSay("k8s-1.33-iptables").Person();
        person.Command("check");
        Assert.Equal("contexts", person.Cluster.Pane!.Followed[^1]!.Resource.Plural);
        Assert.Equal(SubjectKind.Cluster, VerifyTarget.Of(person.Cluster.Pane.Followed[^1]).Subject?.Kind);
        person.Press("esc");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);

        person.Command("ctx").Press("/").Type("prod").Press("enter", "v");
        Assert.Contains("only the cluster in use can be verified", person.StatusLine);
        person.Press("esc", "/").Type("demo").Press("enter", "v");
        Assert.Equal("demo", person.Cluster.Pane!.Followed[^1]?.Name);

        // A context is no object: it has no YAML and no data plane.
        Assert.DoesNotContain(person.Workspace.Stack.Top.Bindings, b => b.Id is "list.yaml" or "list.describe" or "list.dataplane");
        person.Press("esc").Command("check service/demo/web");
        Assert.Equal("web", person.Cluster.Pane!.Followed[^1]?.Name);
        person.Press("esc").Command("check what is this thing");
        Assert.Contains(":check takes nothing", person.StatusLine);
    }

    private static VerifyRun Run(params Finding[] findings)
    {
        var run = new VerifyRun(Web, [], At, null);
        foreach (var finding in findings)
        {
            run.Add(finding);
        }

        run.Finish(At);
        return run;
    }
}
