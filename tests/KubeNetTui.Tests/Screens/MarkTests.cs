using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Tests.Screens;

/// <summary>Rows marked, and what is done to them.</summary>
public sealed class MarkTests
{
    [Fact]
    public async Task Space_marks_a_row_by_a_sign_and_the_title_counts()
    {
        await using Person person = new();

        person.Press("space");
        Assert.Contains("▌pay-1", person.Screen, StringComparison.Ordinal);
        Assert.Contains("pods(shop) 3 · ▌ 1 marked", person.Screen, StringComparison.Ordinal);
        Assert.Equal("pay-1", person.Selected);

        person.Press("space");
        Assert.DoesNotContain("▌", person.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("marked", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_list_too_narrow_for_a_margin_the_sign_has_a_place_too()
    {
        await using Person person = new(width: 36, height: 12);

        Assert.Contains("▌pay-1", person.Press("space").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_goes_from_the_nearest_mark_above_else_below()
    {
        await using Person person = new(Many(20));

        Assert.Contains("no row is marked that a range could begin at", person.Press("ctrl-space").StatusLine, StringComparison.Ordinal);
        person.Press("j", "j", "space", "j", "j", "j", "ctrl-space");
        Assert.Equal(["web-2", "web-3", "web-4", "web-5"], Marked(person));

        person.Press("g", "ctrl-space");
        Assert.Equal(["web-0", "web-1", "web-2", "web-3", "web-4", "web-5"], Marked(person));

        person.Press("ctrl-\\");
        Assert.Empty(Marked(person));
        Assert.Contains("nothing is marked", person.Press("ctrl-\\").StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marks_stay_with_their_objects_while_rows_change_and_end_with_them()
    {
        await using Person person = new();
        person.Press("space", "j", "space");
        Assert.Equal(["pay-1", "web-2"], Marked(person));

        var now = person.Time.Now;
        Set(person, Shop.Pod("shop", "a-new", "1/1", "Running", "0", now), Shop.Pod("shop", "pay-1", "1/1", "Running", "13", now), Shop.Pod("shop", "web-2", "0/1", "Error", "1", now));
        Assert.Equal(["pay-1", "web-2"], Marked(person));

        Set(person, Shop.Pod("shop", "a-new", "1/1", "Running", "0", now), Shop.Pod("shop", "pay-1", "1/1", "Running", "13", now));
        Assert.Equal(["pay-1"], Marked(person));
        Assert.Contains("▌ 1 marked", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_the_cluster_is_asked_for_all_that_are_marked_and_the_selection_is_none_of_them()
    {
        await using Person person = new();
        person.Press("space", "j", "space", "j");
        Assert.Equal("web-10", person.Selected);

        person.Press("ctrl-d");
        Assert.Contains("delete 2 pods", person.Screen, StringComparison.Ordinal);
        person.Press("1");
        Assert.Contains("DELETE /api/v1/namespaces/shop/pods/pay-1 ", person.Screen, StringComparison.Ordinal);
        Assert.Contains("DELETE /api/v1/namespaces/shop/pods/web-2 ", person.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("pods/web-10 ", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_question_names_each_of_many_also_those_that_are_scrolled_to()
    {
        await using Person person = new(Many(300), width: 80, height: 24);
        person.Press("space", "G", "ctrl-space", "ctrl-k");

        Assert.Contains("kill 300 pods", person.Screen, StringComparison.Ordinal);
        HashSet<string> named = [];
        for (var page = 0; page < 60; page++)
        {
            named.UnionWith(person.Screen.Split([' ', '\n', '│'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.StartsWith("shop/web-", StringComparison.Ordinal)));
            person.Press("pgdn");
        }

        Assert.Equal(300, named.Count);
        Assert.Contains("↑ the end: pgup", person.Screen, StringComparison.Ordinal);
        Assert.Contains("not done", person.Press("enter").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_click_answers_a_question()
    {
        await using Person person = new();
        person.Press("ctrl-d").Click("leave what they own");
        Assert.Contains("orphan", person.Screen, StringComparison.OrdinalIgnoreCase);
        person.Click("[ No ]");
        Assert.Contains("not done", person.StatusLine, StringComparison.Ordinal);
        Assert.Empty(person.Workspace.Overlays);
    }

    [Fact]
    public async Task A_marked_row_that_a_filter_hides_is_said_and_left_out_and_comes_back()
    {
        await using Person person = new();
        person.Press("space", "j", "space", "/").Type("web").Press("enter");

        Assert.Contains("2 of 3 /web · ▌ 2 marked, 1 of them out of sight: left out", person.Screen, StringComparison.Ordinal);
        Assert.Contains("delete pod shop/web-2", person.Press("ctrl-d").Screen, StringComparison.Ordinal);
        person.Press("esc", "c");
        Assert.Equal("web-2", person.Clipboard);

        person.Press("esc", "c");
        Assert.Equal("pay-1\nweb-2", person.Clipboard);
    }

    [Fact]
    public async Task Where_all_marked_rows_are_hidden_nothing_is_done_to_the_selected_one()
    {
        await using Person person = new();
        person.Press("space", "/").Type("web").Press("enter", "ctrl-d");
        Assert.Contains("delete: all marked rows are filtered out of sight: esc shows them", person.StatusLine, StringComparison.Ordinal);
        person.Press("c");
        Assert.Contains("all marked rows are filtered out of sight", person.StatusLine, StringComparison.Ordinal);
        Assert.Equal("", person.Clipboard);
    }

    [Fact]
    public async Task Names_and_namespaces_of_all_that_are_marked_are_copied()
    {
        await using Person person = new(command: "pods -A");
        person.Press("n");
        Assert.Equal("kube-system", person.Clipboard);
        Assert.Contains("copied the namespace kube-system", person.StatusLine, StringComparison.Ordinal);

        person.Press("space", "G", "ctrl-space", "c");
        Assert.Equal("coredns-1\npay-1\nweb-2\nweb-10", person.Clipboard);
        Assert.Contains("copied 4 names", person.StatusLine, StringComparison.Ordinal);
        person.Press("n");
        Assert.Equal("kube-system\nshop", person.Clipboard);
    }

    [Fact]
    public async Task What_is_done_to_one_at_a_time_says_so_and_how_the_marks_go()
    {
        await using Person person = new();
        person.Press("space", "j", "space", "s");
        Assert.Contains("shell: one at a time: ctrl-\\ takes the marks away", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_row_that_stands_for_all_namespaces_is_no_object_and_is_not_marked()
    {
        await using Person person = new(command: "ns");
        Assert.Contains("can't be marked", person.Press("g", "space").StatusLine, StringComparison.Ordinal);
        Assert.Empty(Marked(person));
    }

    [Fact]
    public async Task Faults_only_goes_by_the_verdict_and_the_title_says_so()
    {
        await using Person person = new();
        person.Wait(TimeSpan.FromSeconds(1)).Press("ctrl-z");

        Assert.Contains("pods(shop) 1 of 3 faults only", person.Screen, StringComparison.Ordinal);
        Assert.Equal(["pay-1"], Names(person));

        person.Cluster.VerdictsByName["web-10"] = new VerdictCell(Verdict.Unknown, "");
        person.Cluster.VerdictsChanged();
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(["pay-1", "web-10"], Names(person));

        person.Press("/").Type("web").Press("enter");
        Assert.Contains("1 of 3 faults only /web", person.Screen, StringComparison.Ordinal);
        person.Press("esc", "ctrl-z");
        Assert.Equal(3, Names(person).Length);
    }

    [Fact]
    public async Task Where_there_is_no_verdict_faults_go_by_the_state_that_the_server_prints()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["deployments"].Set(
        [
            FakeCluster.Row("shop", "web", "d1", new FakeTime().Now, "web", "2/2", "2", "2", "2d"),
            FakeCluster.Row("shop", "pay", "d2", new FakeTime().Now, "pay", "1/2", "2", "1", "2d"),
        ]);
        cluster.Tables["daemonsets"] = new FakeTable(Shop.Columns("Name", "Desired", "Current", "Ready", "Age"),
        [
            FakeCluster.Row("shop", "proxy", "s1", new FakeTime().Now, "proxy", "3", "3", "3", "2d"),
            FakeCluster.Row("shop", "cni", "s2", new FakeTime().Now, "cni", "3", "3", "2", "2d"),
        ]);
        await using Person person = new(cluster, command: "deploy");
        person.Press("ctrl-z");
        Assert.Equal(["pay"], Names(person));
        person.Command("daemonsets").Press("ctrl-z");
        Assert.Equal(["cni"], Names(person));
        person.Command("events").Press("ctrl-z");
        Assert.Equal(["e2"], Names(person));
    }

    [Fact]
    public async Task Where_all_is_well_faults_only_says_so_and_the_way_back()
    {
        await using Person person = new(command: "deploy");
        person.Press("ctrl-z");
        Assert.Contains("all 1 deployments are well", person.Screen, StringComparison.Ordinal);
        Assert.Contains("ctrl-z shows them all", person.Screen, StringComparison.Ordinal);
    }

    private static FakeCluster Many(int count)
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name", "Ready", "Status", "Restarts", "Age"),
            [.. Enumerable.Range(0, count).Select(i => Shop.Pod("shop", $"web-{i}", "1/1", "Running", "0", new FakeTime().Now))]);
        return cluster;
    }

    private static void Set(Person person, params TableRow[] rows)
    {
        person.Cluster.Tables["pods"].Set(rows);
        person.Wait(TimeSpan.FromSeconds(1));
    }

    private static ListModel Model(Person person) => ((ListScreen)person.Workspace.Stack.Top).Model;

    private static string[] Names(Person person) => [.. Model(person).Rows.Select(r => r.Row.Name)];

    private static string[] Marked(Person person) => [.. Model(person).Rows.Where(r => Model(person).Marks.Has(r.Row)).Select(r => r.Row.Name)];
}
