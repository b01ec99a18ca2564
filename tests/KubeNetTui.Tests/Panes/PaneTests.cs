using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Checks.Tests;
using KubeNetTui.Evidence;
using KubeNetTui.Panes;
using KubeNetTui.Screens;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Panes;

/// <summary>What all panes have in common.</summary>
public sealed class PaneTests
{
    private const string Iptables = "k8s-1.33-iptables";

    public static TheoryData<string> Words => [.. PaneWords.All.Select(w => w.Word)];

    [Fact]
    public async Task The_menu_of_an_object_has_the_panes_that_fit_it()
    {
        await using var person = new NodesSay(Iptables).Person();
        person.Command("svc").Press("x");
        Assert.Contains("data plane of cart", person.Screen);
        Assert.Contains("conntrack", person.Screen);
        Assert.DoesNotContain("veths", person.Screen);
        person.Press("esc").Command("nodes").Press("x");
        Assert.Contains("data plane of node-a", person.Screen);
        Assert.Contains("veths", person.Screen);
        await person.Press("y").Until("sysctl(node-a)");
        person.Press("esc").Command("deploy").Press("x");
        Assert.Contains("nodes, pods and services have a data plane", person.StatusLine);
    }

    [Fact]
    public async Task Without_a_name_it_is_about_what_is_selected_and_without_that_about_a_node()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("nodes").Command("sysctl").Until("sysctl(node-a)");
        await person.Command("ns").Command("sysctl").Until("sysctl(node1)");
        Assert.Contains("net.ipv4.ip_forward", person.Screen);
        await person.Press("n").Until("sysctl(node2)");
        await person.Press("n").Until("sysctl(node1)");
    }

    [Fact]
    public async Task One_pane_takes_the_place_of_another_and_stays_with_its_object()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("iptables svc/demo/web").Until("service demo/web: 11 rules");
        await person.Command("sockets").Until("sockets(demo/web)");
        await person.Command("conntrack").Until("conntrack(demo/web)");
        person.Press("esc");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
    }

    [Theory]
    [InlineData("node1", SubjectKind.Node, "", "node1")]
    [InlineData("node/node1", SubjectKind.Node, "", "node1")]
    [InlineData("pod/demo/web", SubjectKind.Pod, "demo", "web")]
    [InlineData("po web", SubjectKind.Pod, "shop", "web")]
    [InlineData("svc demo/web", SubjectKind.Service, "demo", "web")]
    [InlineData("service web", SubjectKind.Service, "shop", "web")]
    [InlineData("cluster", SubjectKind.Cluster, "", "")]
    public void Objects_are_named_as_people_name_them(string typed, SubjectKind kind, string ns, string name) =>
        Assert.Equal(new Subject(kind, ns, name), PaneMenu.Parse(typed, "shop"));

    [Theory]
    [InlineData("a/b/c/d")]
    [InlineData("secret/shop/x")]
    [InlineData("///")]
    public void What_names_nothing_is_not_guessed(string typed) => Assert.Null(PaneMenu.Parse(typed, "shop"));

    [Fact]
    public async Task An_object_that_is_not_there_and_a_pod_without_a_node_are_pages()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("iptables svc/demo/nowhere").Until("service/demo/nowhere is not there");
        await person.Command("veths svc/demo/web").Until(":veths is about a node or a pod");
        await person.Command("routes a/b/c/d").Until(":routes takes a node");
    }

    [Fact]
    public async Task While_nodes_are_asked_it_says_so_and_closing_the_screen_ends_it()
    {
        var nodes = new NodesSay(Iptables);
        await using var person = nodes.Person();
        var gate = new TaskCompletionSource();
        nodes.Gate = gate.Task;
        await person.Command("sysctl node1").Until("reading nodes");
        person.Press("esc");
        Assert.True(SpinWait.SpinUntil(() => nodes.Cancelled > 0, TimeSpan.FromSeconds(30)), "the reading was cancelled");
        Assert.Empty(nodes.Asked);
        gate.SetResult();
    }

    [Fact]
    public async Task The_status_tells_the_age_of_the_evidence_and_the_shell()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("sysctl node1").Until("through exec kube-system/proxy-of-node1");
        person.Wait(TimeSpan.FromSeconds(40));
        Assert.Matches(@"557 settings · read 4\ds ago", person.StatusLine);
    }

    [Fact]
    public async Task What_is_shown_is_saved_to_a_file_that_is_named()
    {
        await using var person = new NodesSay(Iptables).Person(width: 260);
        await person.Command("sysctl node1").Until("net.ipv4.ip_forward");
        person.Press("/").Type("rp_filter").Press("enter");
        await person.Press("ctrl-s").Until("saved to ");
        var file = Assert.Single(Directory.GetFiles(SavedTables.Folder, "*.txt"), f => person.StatusLine.Contains(f, StringComparison.Ordinal));
        var csv = await File.ReadAllLinesAsync(Path.ChangeExtension(file, "csv"), TestContext.Current.CancellationToken);
        Assert.Equal("#,KEY,VALUE,WHAT IT MEANS", csv[0]);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Matches("^ *# +KEY +VALUE +WHAT IT MEANS$", lines[0]);
        Assert.All(lines[1..], l => Assert.Contains("rp_filter", l));
        Assert.NotEmpty(lines[1..]);
        Assert.Equal(lines.Length, csv.Length);
    }

    [Fact]
    public async Task A_row_a_cell_the_table_and_the_command_can_be_copied()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("sysctl node1").Until("net.ipv4.ip_forward");
        person.Press("c", "r");
        Assert.StartsWith("1  net.ipv4.ip_forward  1", person.Clipboard);
        person.Press("c", "2");
        Assert.Equal("net.ipv4.ip_forward", person.Clipboard);
        person.Press("c", "t");
        Assert.Contains("net.netfilter.nf_conntrack_max", person.Clipboard);
        person.Press("c", "m");
        Assert.Contains("sysctl -a", person.Clipboard);
    }

    [Fact]
    public async Task Nodes_stand_beside_each_other_and_the_one_that_differs_is_marked()
    {
        var nodes = new NodesSay(Iptables).On("node2", "sysctl", text => text.Replace("net.ipv4.ip_forward = 1", "net.ipv4.ip_forward = 0", StringComparison.Ordinal));
        await using var person = nodes.Person();
        await person.Command("compare").Until("net.ipv4.ip_forward");
        Assert.Matches(@"≠ +sysctl +net\.ipv4\.ip_forward +\* 1 +\* 0", person.Line("net.ipv4.ip_forward"));
        Assert.Contains("node1", person.Line("FACT"));
        await person.Press("x").Until("4 facts ·");
        Assert.DoesNotContain("clusterDNS", person.Screen);
    }

    [Fact]
    public async Task A_node_that_was_not_asked_is_no_difference()
    {
        var nodes = new NodesSay(Iptables).Each(s => s.Need is CommandNeed { Place.Name: "node2" } ? s with { Status = SectionStatus.Failed, Value = null, Problem = "no shell" } : s);
        await using var person = nodes.Person();
        await person.Command("compare").Until("could not be asked: node2");
        Assert.Matches(@"  +sysctl +net\.ipv4\.ip_forward +1 +\?", person.Line("net.ipv4.ip_forward"));
        Assert.DoesNotContain("≠", person.Line("net.ipv4.ip_forward"));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Any_outputs_make_a_table_or_a_page_and_never_throw(string word)
    {
        var random = new Random(word.GetHashCode(StringComparison.Ordinal));
        foreach (var capture in (string[])[Iptables, "k8s-1.33-nftables", "faults/forward-drop"])
        {
            foreach (var scope in (PaneScope[])[new(null), new(Subject.Node("node1")), new(Subject.Pod("demo", "client")), new(Subject.Service("demo", "web"))])
            {
                for (var round = 0; round < 12; round++)
                {
                    var pane = PaneWords.Find(word)!.Make(scope.Subject?.Kind);
                    foreach (var view in new[] { pane }.Concat(pane.Switches.Select(s => s.Next)))
                    {
                        Build(capture, scope, view, s => round == 0 ? s : Mutated(s, random));
                    }
                }
            }
        }
    }

    private static void Build(string capture, PaneScope scope, Pane pane, Func<Section, Section> change)
    {
        var captures = new Captures(capture);
        var store = new EvidenceStore(Captures.Now);
        for (var round = 0; round < 6; round++)
        {
            var needs = scope.Needs.Concat(scope.Resolve(store, out _) is { } found ? pane.Needs(found, store) : []).Where(n => store.Find(n) is null).ToList();
            needs.ForEach(n => store.Add(change(captures.Read(n))));
        }

        if (scope.Resolve(store, out _) is not { } place)
        {
            return;
        }

        var content = pane.Build(new PaneInput(place, store, store));
        Assert.All(content.Rows, r => Assert.Equal(content.Columns.Count, r.Cells.Length));
        Assert.All(content.Rows, r => Assert.InRange(r.Section, -1, Math.Max(-1, content.Sections.Count - 1)));
        Assert.True(content.Page is null || content.Page.Heading.Length > 0);
        Assert.True(content.Rows.Count > 0 || content.Page is not null, $"{pane} is empty and says nothing");
    }

    private static Section Mutated(Section section, Random random)
    {
        if (section is not { Status: SectionStatus.Read, Value: CommandOutput output })
        {
            return section;
        }

        switch (random.Next(6))
        {
            case 0:
                return section with { Status = (SectionStatus)random.Next(1, 5), Value = null, Problem = "it could not be read" };
            case 1:
                return section with { Value = new CommandOutput("", random.Next(2), "nonsense") };
            case 2:
                return section with { Value = new CommandOutput(output.Text[..random.Next(output.Text.Length + 1)], IsCut: true) };
            case 3:
                var text = output.Text.ToCharArray();
                for (var i = 0; i < 20 && text.Length > 0; i++)
                {
                    text[random.Next(text.Length)] = (char)random.Next(1, 0x3000);
                }

                return section with { Value = new CommandOutput(new string(text)) };
            default:
                return section;
        }
    }
}
