using KubeNetTui.Configuration;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Tests.Screens;

/// <summary>Header, crumbs, numbers before keys, the mouse.</summary>
public sealed class AroundTheListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubenettui-config-").FullName;

    private ConfigFolders Folders => new(_folder, _folder, _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ctrl_e_makes_the_header_one_line_then_none_and_gives_the_rows_to_the_list()
    {
        await using Person person = new();
        Assert.Contains("Context", person.Screen, StringComparison.Ordinal);
        var full = person.Workspace.Chrome.Body.Height;

        person.Press("ctrl-e");
        Assert.DoesNotContain("Context", person.Screen, StringComparison.Ordinal);
        Assert.StartsWith(" demo  ns shop", person.Screen, StringComparison.Ordinal);
        var compact = person.Workspace.Chrome.Body.Height;

        person.Press("ctrl-e");
        Assert.Contains("pods(shop)", person.Screen.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("header off; ctrl-e brings it back", person.StatusLine, StringComparison.Ordinal);
        Assert.True(full < compact && compact < person.Workspace.Chrome.Body.Height);

        person.Press("ctrl-e");
        Assert.Contains("Context", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_room_for_the_header_in_full_ctrl_e_goes_between_one_line_and_none()
    {
        await using Person person = new(width: 80, height: 24);
        Assert.Contains("demo", person.Screen.Split('\n')[0], StringComparison.Ordinal);
        person.Press("ctrl-e");
        Assert.Contains("pods(shop)", person.Screen.Split('\n')[0], StringComparison.Ordinal);
        person.Press("ctrl-e");
        Assert.Contains("demo", person.Screen.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_say_how_header_and_crumbs_are_at_first_and_hold_when_they_change()
    {
        Write("config.yaml", "header: off\ncrumbs: false\n");
        await using Person person = new(folders: Folders);
        Assert.Contains("pods(shop)", person.Screen.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("pods(shop)", person.StatusLine, StringComparison.Ordinal);

        Write("config.yaml", "header: compact\ncrumbs: true\n");
        person.Wait(TimeSpan.FromSeconds(3)).Wait(TimeSpan.FromSeconds(10));
        Assert.StartsWith(" demo  ns shop", person.Screen, StringComparison.Ordinal);
        Assert.Contains("pods(shop)", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_g_takes_the_crumbs_away_and_brings_them_back()
    {
        await using Person person = new(command: "nodes");
        person.Press("enter");
        Assert.Contains("nodes(cluster) › pods(node-a)", person.StatusLine, StringComparison.Ordinal);
        person.Press("ctrl-g").Wait(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("nodes(cluster)", person.StatusLine, StringComparison.Ordinal);
        Assert.Contains("live", person.StatusLine, StringComparison.Ordinal);
        person.Press("ctrl-g").Wait(TimeSpan.FromSeconds(30));
        Assert.Contains("nodes(cluster) › pods(node-a)", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_for_its_line_keeps_its_end()
    {
        await using Person person = new(width: 50, height: 24, command: "nodes");
        person.Press("enter", "y").Wait(TimeSpan.FromSeconds(30));
        Assert.Matches("^ … › .*", person.StatusLine);
        Assert.DoesNotContain("nodes(cluster)", person.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_click_on_a_crumb_goes_back_to_that_screen()
    {
        await using Person person = new(command: "nodes");
        person.Press("enter", "y").Wait(TimeSpan.FromSeconds(30));
        Assert.Equal(3, person.Workspace.Stack.Screens.Count);
        person.Click("nodes(cluster) ›");
        Assert.Equal("nodes(cluster)", person.Workspace.Stack.Top.Title);
    }

    [Theory]
    [InlineData(200, 50)]
    [InlineData(80, 24)]
    public async Task A_click_on_a_hint_presses_it(int width, int height)
    {
        await using Person person = new(width: width, height: height);
        person.Click(height < 30 ? "d describe" : " describe");
        Assert.Contains("pay-1", person.Workspace.Stack.Top.Title, StringComparison.Ordinal);
        Assert.Equal(2, person.Workspace.Stack.Screens.Count);
    }

    [Fact]
    public async Task A_click_on_a_namespace_in_the_header_goes_there()
    {
        await using Person person = new(command: "pods kube-system");
        Assert.Equal("pods(kube-system)", person.Workspace.Stack.Top.Title);
        person.Click("0 all");
        Assert.Equal("pods(all)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task The_mouse_selects_sorts_scrolls_and_opens()
    {
        await using Person person = new();
        person.Click("web-10");
        Assert.Equal("web-10", person.Selected);
        person.Click("AGE");
        Assert.Contains("AGE↑", person.Screen, StringComparison.Ordinal);
        person.Click("AGE");
        Assert.Contains("AGE↓", person.Screen, StringComparison.Ordinal);
        person.Mouse(MouseAction.WheelDown, 10, 20);
        Assert.Equal("web-2", person.Selected);
        person.Click("web-10").Wait(TimeSpan.FromMilliseconds(100)).Click("web-10");
        Assert.Equal(2, person.Workspace.Stack.Screens.Count);
    }

    [Fact]
    public async Task A_number_after_the_sign_moves_that_far_and_an_upper_or_lower_g_goes_to_the_row()
    {
        await using Person person = new(Many(100));
        person.Press("#", "1", "0");
        Assert.Contains("#10", person.StatusLine, StringComparison.Ordinal);
        person.Press("j");
        Assert.Equal("web-10", person.Selected);
        Assert.DoesNotContain("#10", person.StatusLine, StringComparison.Ordinal);

        Assert.Equal("web-49", person.Press("#", "5", "0", "G").Selected);
        Assert.Equal("web-4", person.Press("#", "5", "g").Selected);
        Assert.Equal("web-7", person.Press("#", "3", "down").Selected);
        Assert.Equal("web-6", person.Press("#", "up").Selected);
        var page = 0;
        person.Press("g", "ctrl-f");
        page = Index(person);
        person.Press("g", "#", "3", "ctrl-f");
        Assert.Equal(Math.Min(99, 3 * page), Index(person));
        Assert.Equal("web-99", person.Press("#", "9", "9", "9", "9", "9", "9", "9", "9", "9", "j").Selected);
        Assert.Equal("web-0", person.Press("#", "9", "9", "9", "9", "9", "9", "9", "ctrl-b").Selected);
    }

    [Fact]
    public async Task A_number_can_be_mended_and_given_up_and_a_key_that_takes_none_is_not_run()
    {
        await using Person person = new(Many(100));
        Assert.Equal("web-2", person.Press("#", "2", "5", "backspace", "j").Selected);
        Assert.Equal("web-3", person.Press("#", "2", "esc", "j").Selected);
        person.Press("#", "2", "ctrl-d");
        Assert.Contains("2: ctrl-d takes no number", person.StatusLine, StringComparison.Ordinal);
        Assert.Empty(person.Workspace.Overlays);
    }

    [Fact]
    public async Task A_number_after_the_colon_goes_to_the_row_and_stop_stops_the_program()
    {
        await using Person person = new(Many(100));
        Assert.Equal("web-41", person.Command("42").Selected);
        Assert.Equal("web-99", person.Command("row 4200").Selected);
        Assert.Contains(":row takes a number", person.Command("row x").StatusLine, StringComparison.Ordinal);
        Assert.False(person.HasStopped);
        person.Command("stop");
        Assert.True(person.HasStopped);
    }

    [Fact]
    public async Task A_number_before_space_marks_so_many_rows()
    {
        await using Person person = new(Many(100));
        person.Press("#", "5", "space");
        Assert.Contains("▌ 5 marked", person.Screen, StringComparison.Ordinal);
        Assert.Equal("web-4", person.Selected);
    }

    [Fact]
    public async Task In_lists_of_a_namespace_a_digit_alone_is_one_and_elsewhere_it_begins_a_number()
    {
        var cluster = Many(3);
        cluster.Tables["nodes"] = new FakeTable(Shop.Columns("Name", "Status", "Age"),
            [.. Enumerable.Range(0, 30).Select(i => FakeCluster.Row("", $"node-{i}", $"n{i}", new FakeTime().Now, $"node-{i}", "Ready", "1d"))]);
        await using Person person = new(cluster);
        Assert.Contains("0 all", person.Screen, StringComparison.Ordinal);
        person.Press("1");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);

        person.Command("nodes");
        Assert.DoesNotContain("0 all", person.Screen, StringComparison.Ordinal);
        person.Press("1", "0", "j");
        Assert.Equal("node-10", person.Selected);
        Assert.Equal("nodes(cluster)", person.Workspace.Stack.Top.Title);
        Assert.Equal("node-4", person.Press("5", "G").Selected);
    }

    [Fact]
    public async Task Who_wants_digits_to_count_sets_it_and_has_the_namespaces_on_alt()
    {
        Write("config.yaml", "digits: counts\n");
        await using Person person = new(Many(100), folders: Folders);
        Assert.Equal("web-10", person.Press("1", "0", "j").Selected);
        Assert.Contains("alt-0 all", person.Screen, StringComparison.Ordinal);
        person.Press("alt-0");
        Assert.Equal("pods(all)", person.Workspace.Stack.Top.Title);
        person.Press("alt-1");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task The_mouse_is_left_to_the_terminal_when_the_setting_says_so()
    {
        await using Person person = new(folders: Folders);
        Write("config.yaml", "mouse: false\n");
        person.Wait(TimeSpan.FromSeconds(3));
        Assert.False(person.HasMouse);
    }

    private static int Index(Person person) => ((ListScreen)person.Workspace.Stack.Top).Model.SelectedIndex;

    private static FakeCluster Many(int count)
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name", "Ready", "Status", "Restarts", "Age"),
            [.. Enumerable.Range(0, count).Select(i => Shop.Pod("shop", $"web-{i}", "1/1", "Running", "0", new FakeTime().Now))]);
        return cluster;
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
