using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PodConnectionsCheckTests
{
    private static readonly PodConnectionsCheck Check = new();
    private static readonly Subject Web = Subject.Pod("shop", "web-1");

    [Fact]
    public void Open_connections_that_work_pass()
    {
        var finding = With(Lines(3, i => $"ESTAB 0 0 10.244.0.5:{4000 + i} 10.0.0.9:443"), Tracked(40, 2)).Judge(Check, Web);

        Assert.Equal((Verdict.Pass, "3 open connections, none that hangs"), (finding.Verdict, finding.Title));
        Assert.Equal("node-a tracks 40 connections that it opened, 2 of them unanswered.", Assert.Single(finding.Details));
    }

    [Fact]
    public void Several_connections_that_wait_for_a_first_answer_warn_by_destination()
    {
        var finding = With(Lines(3, i => $"SYN-SENT 0 1 10.244.0.5:{4000 + i} 10.0.0.9:443"), null).Judge(Check, Web);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.StartsWith("3 connections to 10.0.0.9:443 wait for a first answer (SYN-SENT)", finding.Title, StringComparison.Ordinal);
        Assert.Equal(3, finding.Exhibits[0].Deciding.Count);
    }

    [Fact]
    public void One_on_its_way_is_no_fault()
    {
        Assert.Equal(Verdict.Pass, With("SYN-SENT 0 1 10.244.0.5:4000 10.0.0.9:443\n", null).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void Connections_that_the_program_does_not_close_warn()
    {
        Assert.StartsWith("120 connections were closed by the far end and not by the pod", With(Lines(120, i => $"CLOSE-WAIT 1 0 10.244.0.5:{4000 + i} 10.0.0.9:443"), null).Judge(Check, Web).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_to_one_destination_warn_and_as_many_to_many_do_not()
    {
        Assert.StartsWith("9000 connections to 10.0.0.9:443, 9000 of them in TIME-WAIT", With(Lines(9000, i => $"TIME-WAIT 0 0 10.244.0.5:{1024 + i} 10.0.0.9:443"), null).Judge(Check, Web).Title, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, With(Lines(9000, i => $"TIME-WAIT 0 0 10.244.0.5:{1024 + i} 10.0.{i / 250}.{i % 250}:443"), null).Judge(Check, Web).Verdict);
    }

    [Fact]
    public void A_pod_that_fills_its_nodes_table_is_named_with_its_share()
    {
        var finding = With("", Lines(1500, i => $"tcp      6 100 TIME_WAIT src=10.244.0.5 dst=198.51.100.{i % 250} sport={2000 + i} dport=80 src=198.51.100.{i % 250} dst=172.18.0.2 sport=80 dport={2000 + i} [ASSURED] mark=0 use=1")
            + Lines(500, i => $"tcp      6 100 TIME_WAIT src=10.244.0.{100 + (i % 20)} dst=10.0.0.9 sport={2000 + i} dport=80 src=10.0.0.9 dst=172.18.0.2 sport=80 dport={2000 + i} [ASSURED] mark=0 use=1")).Judge(Check, Web);

        Assert.Equal((Verdict.Warn, "1500 of the 2000 connections that node-a tracks are this pod's (75 %)"), (finding.Verdict, finding.Title));
        Assert.Equal([Subject.Node("node-a")], finding.Explains);
        Assert.Equal(["node.conntrack"], finding.ExplainedChecks);
    }

    [Fact]
    public void A_pod_that_nobody_answers_warns()
    {
        Assert.Equal("30 of its 40 tracked connections have had no answer", With("", Tracked(40, 30)).Judge(Check, Web).Title);
    }

    [Fact]
    public void Without_sockets_and_table_it_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, With(null, null).Judge(Check, Web).Verdict);
    }

    private static string Tracked(int all, int unreplied) => Lines(all, i =>
        $"udp      17 20 src=10.244.0.5 dst=10.0.0.9 sport={2000 + i} dport=53 {(i < unreplied ? "[UNREPLIED] " : "")}src=10.0.0.9 dst=172.18.0.2 sport=53 dport={2000 + i} mark=0 use=1");

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static Scene With(string? sockets, string? table)
    {
        var scene = Scene.Cluster().Pods(Some.Pod("web-1"));
        Place pod = Place.Pod("shop", "web-1"), node = Place.Node("node-a");
        if (sockets is not null)
        {
            scene.Output(pod, "ss-established", sockets);
        }

        if (table is not null)
        {
            scene.Output(node, "proc-nf-conntrack", table);
        }

        return scene;
    }
}
