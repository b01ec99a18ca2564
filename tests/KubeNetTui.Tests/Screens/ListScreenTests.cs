using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Tests.Screens;

public sealed class ListScreenTests
{
    [Fact]
    public async Task The_program_opens_the_pods_of_the_contexts_namespace_sorted_by_name_as_a_person_counts()
    {
        await using var person = new Person();
        var names = person.Screen.Split('\n').SelectMany(l => l.Split(' ')).Where(w => w is "web-2" or "web-10" or "pay-1" or "coredns-1");
        Assert.Equal(["pay-1", "web-2", "web-10"], names);
        Assert.Contains("pods(shop) 3", person.Screen);
        Assert.Contains("● live · 3 pods", person.StatusLine);
    }

    [Fact]
    public async Task The_header_says_where_one_is()
    {
        await using var person = new Person();
        Assert.Contains("demo", person.Line("Context"));
        Assert.Contains("demo-cluster", person.Line("Cluster"));
        Assert.Contains("demo-user", person.Line("User"));
        Assert.Contains("v1.33.1", person.Line("Server"));
        Assert.Contains("shop", person.Line("Namespace"));
    }

    [Fact]
    public async Task The_verdict_stands_right_after_the_name_with_mark_word_and_reason()
    {
        await using var person = new Person();
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Matches(@"pay-1 +✗ FAIL  readiness probe answers 503 +0/1", person.Line("pay-1"));
        Assert.Matches(@"web-2 +✓ pass +1/1", person.Line("web-2"));
        Assert.Equal(["shop"], person.Cluster.VerdictScopes);
    }

    [Fact]
    public async Task Verdicts_are_read_after_the_rows()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["pods"].Become(LiveState.Loading, null);
        await using var person = new Person(cluster);
        person.Wait(TimeSpan.FromSeconds(1)).Wait(TimeSpan.FromSeconds(1));
        Assert.Empty(cluster.VerdictScopes);
        cluster.Tables["pods"].Become(LiveState.Live, null);
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(["shop"], cluster.VerdictScopes);
    }

    [Fact]
    public async Task Ages_are_counted_here_and_grow_without_news_from_the_server()
    {
        await using var person = new Person();
        Assert.EndsWith("5m", person.Line("web-2").TrimEnd(' ', '│', '▐'));
        Assert.Equal(TimeSpan.FromSeconds(1), person.Workspace.Stack.Top.RedrawAfter);
        person.Wait(TimeSpan.FromSeconds(7));
        Assert.EndsWith("5m7s", person.Line("web-2").TrimEnd(' ', '│', '▐'));
    }

    [Theory]
    [InlineData(200, 50)]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    [InlineData(20, 5)]
    [InlineData(3, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public async Task Every_size_is_drawn_and_the_rows_come_first(int width, int height)
    {
        await using var person = new Person(width: width, height: height);
        person.Press("v", "esc", "?", "esc", ":", "esc", "/", "esc");
        Assert.True(height < 5 || width < 20 || person.Screen.Contains("pay-1", StringComparison.Ordinal), person.Screen);
    }

    [Fact]
    public async Task At_80_by_24_a_row_has_name_verdict_status_and_age_and_the_keys_are_named()
    {
        await using var person = new Person(width: 80, height: 24);
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Matches("pay-1 +✗ FAIL .*0/1 +CrashLoopBackOff +12 .*2d", person.Line("pay-1"));
        Assert.Contains("v verify", person.Screen);
        Assert.Contains("? help", person.Screen);
        Assert.Contains("demo", person.Screen.Split('\n')[0]);
    }

    [Fact]
    public async Task At_80_by_24_no_column_of_usual_pods_is_cut()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["pods"].Set(
        [
            Shop.Pod("shop", "catalog-x9fnbq8ch6-7mlv8", "1/1", "Running", "0", new FakeTime().Now.AddHours(-50)),
            Shop.Pod("shop", "report-29934337-9g9jr", "0/1", "ContainerCreating", "0", new FakeTime().Now.AddMinutes(-9)),
        ]);
        await using var person = new Person(cluster, width: 80, height: 24);
        Assert.Matches("NAME↑ .*VERDICT +READY +STATUS +RESTARTS +AGE *$", person.Line("NAME"));
        Assert.EndsWith(" 2d2h", person.Line("7mlv8").TrimEnd());
        Assert.Matches("0/1 +ContainerCreating +0 +9m", person.Line("9g9jr"));
    }

    [Fact]
    public async Task The_selection_stays_on_its_object_while_rows_come_and_go()
    {
        await using var person = new Person();
        person.Press("down");
        Assert.Equal("web-2", person.Selected);
        var rows = new List<TableRow> { Shop.Pod("shop", "a-new", "1/1", "Running", "0", person.Time.Now) };
        rows.AddRange(RowsOf(person));
        person.Cluster.Tables["pods"].Set(rows);
        person.Settle();
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Contains("a-new", person.Screen);
        Assert.Equal("web-2", person.Selected);

        person.Cluster.Tables["pods"].Set([.. rows.Where(r => r.Name != "web-2")]);
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal("web-10", person.Selected);
    }

    [Fact]
    public async Task Until_one_moves_the_first_row_is_selected_whatever_comes()
    {
        await using var person = new Person();
        Assert.Equal("pay-1", person.Selected);
        person.Cluster.Tables["pods"].Set([.. RowsOf(person), Shop.Pod("shop", "a-new", "1/1", "Running", "0", person.Time.Now)]);
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal("a-new", person.Selected);
    }

    [Fact]
    public async Task The_filter_works_as_one_types_counts_and_goes_with_esc()
    {
        await using var person = new Person();
        person.Press("/").Type("web");
        Assert.Contains("2 of 3 /web", person.Screen);
        Assert.DoesNotContain("pay-1", person.Screen);
        person.Press("enter");
        Assert.Contains("2 of 3 /web", person.Screen);
        person.Press("esc");
        Assert.Contains("pods(shop) 3", person.Screen);
    }

    [Fact]
    public async Task A_filter_finds_verdicts_too_and_esc_in_the_prompt_restores_what_was()
    {
        await using var person = new Person();
        person.Wait(TimeSpan.FromSeconds(1));
        person.Press("/").Type("fail");
        Assert.Contains("1 of 3", person.Screen);
        person.Press("esc");
        Assert.Contains("pods(shop) 3", person.Screen);
    }

    [Fact]
    public async Task A_wrong_regular_expression_is_said_and_taken_as_text()
    {
        await using var person = new Person();
        person.Press("/").Type("web(");
        Assert.Contains("\")\" is missing", person.Screen);
        Assert.Contains("nothing matches web(", person.Screen);
    }

    [Fact]
    public async Task Sorting_twice_by_a_column_turns_it_round_and_the_heading_says_so()
    {
        await using var person = new Person();
        person.Press("A");
        Assert.Contains("AGE↑", person.Screen);
        Assert.Equal(["web-2", "web-10", "pay-1"], Names(person));
        person.Press("A");
        Assert.Contains("AGE↓", person.Screen);
        Assert.Equal(["pay-1", "web-10", "web-2"], Names(person));
        person.Press("T");
        Assert.Equal(["web-2", "web-10", "pay-1"], Names(person));
        person.Wait(TimeSpan.FromSeconds(1)).Press("V");
        Assert.Equal("pay-1", Names(person)[0]);
    }

    [Fact]
    public async Task A_sort_that_the_list_has_no_column_for_says_why_not()
    {
        await using var person = new Person();
        person.Press("I");
        Assert.Contains("this list has no column IP", person.StatusLine);
    }

    [Fact]
    public async Task Events_come_newest_first_by_when_they_were_last_seen()
    {
        await using var person = new Person(command: "events");
        var lines = person.Screen.Split('\n').Where(l => l.Contains("pod/", StringComparison.Ordinal)).ToArray();
        Assert.Contains("Unhealthy", lines[0]);
        Assert.Contains("Pulled", lines[1]);
        person.Wait(TimeSpan.FromSeconds(15));
        Assert.Contains("45s", person.Line("Unhealthy"));
    }

    [Fact]
    public async Task All_namespaces_have_a_column_for_theirs_and_digits_go_back_to_those_visited()
    {
        await using var person = new Person();
        person.Press("0");
        Assert.Contains("pods(all) 4", person.Screen);
        Assert.Matches("kube-system +coredns-1", person.Line("coredns-1"));
        person.Press("1");
        Assert.Contains("pods(shop) 3", person.Screen);
        person.Press("7");
        Assert.Contains("no namespace is on the key 7", person.StatusLine);
    }

    [Fact]
    public async Task The_pane_follows_the_selection_takes_the_keys_by_tab_and_closes_by_v_or_esc()
    {
        await using var person = new Person();
        person.Press("v");
        var pane = person.Cluster.Pane!;
        Assert.Contains("verify pay-1", person.Screen.Split('\n')[6]); // beside the list, on its first row
        person.Press("down");
        Assert.Equal(["pay-1", "web-2"], pane.Followed.Select(s => s!.Name));
        person.Press("r");
        Assert.Equal(0, pane.Again);

        person.Press("tab", "r");
        Assert.Equal(1, pane.Again);
        Assert.Contains("findings True", person.Screen);
        person.Press("esc");
        Assert.Contains("findings False", person.Screen);
        person.Press("esc");
        Assert.True(pane.IsClosed);
        Assert.DoesNotContain("verify web-2", person.Screen);
        person.Press("tab");
        Assert.Contains("no pane is open", person.StatusLine);
    }

    [Fact]
    public async Task On_a_narrow_terminal_the_pane_stands_below_the_list()
    {
        await using var person = new Person(width: 80, height: 24);
        person.Press("v");
        var lines = person.Screen.Split('\n').ToList();
        Assert.True(lines.FindIndex(l => l.Contains("verify pay-1")) > lines.FindIndex(l => l.Contains("web-10")), person.Screen);
    }

    [Fact]
    public async Task Columns_of_wide_are_shown_where_they_fit_and_else_when_asked_for()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        IReadOnlyList<TableColumn> columns = [.. Shop.Columns("Name", "Ready", "Status", "Restarts", "Age"), new TableColumn("Node", "string", "", "", 1)];
        cluster.Tables["pods"] = new FakeTable(columns, [FakeCluster.Row("shop", "web-1", "u1", new FakeTime().Now, "web-1", "1/1", "Running", "0", "1s", "node-with-a-long-name.example")]);
        await using var person = new Person(cluster);
        Assert.Contains("node-with-a-long-name.example", person.Screen);
        person.Size = new Terminal.Rect(0, 0, 70, 24);
        Assert.DoesNotContain("NODE", person.Screen);
        person.Press("ctrl-w");
        Assert.Contains("NODE", person.Screen);
    }

    [Fact]
    public async Task Thirty_thousand_rows_filter_and_sort_and_draw_only_what_is_in_sight()
    {
        var cluster = Shop.Make(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        var rows = Enumerable.Range(0, 30_000).Select(i => Shop.Pod("shop", $"pod-{i}", "1/1", "Running", "0", DateTimeOffset.UnixEpoch.AddSeconds(i))).ToArray();
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name", "Ready", "Status", "Restarts", "Age"), rows);
        await using var person = new Person(cluster);
        Assert.Contains("30 000", person.Screen);
        person.Press("G");
        Assert.Equal("pod-29999", person.Selected);
        person.Press("/").Type("pod-2999").Press("enter");
        Assert.Contains("11 of 30 000 /pod-2999", person.Screen);
    }

    private static IReadOnlyList<TableRow> RowsOf(Person person)
    {
        var rows = new List<TableRow>();
        person.Cluster.Tables["pods"].CopyTo(rows);
        return rows;
    }

    private static string[] Names(Person person) => [.. ((ListScreen)person.Workspace.Stack.Top).Model.Rows.Select(r => r.Row.Name)];
}
