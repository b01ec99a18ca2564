using KubeNetTui.Evidence;

namespace KubeNetTui.Tests.Panes;

public sealed class IptablesPaneTests
{
    private const string Iptables = "k8s-1.33-iptables";

    [Fact]
    public async Task KUBE_SERVICES_comes_first_and_Enter_follows_a_jump_and_backspace_comes_back()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        Assert.Contains("nat KUBE-SERVICES · from PREROUTING, OUTPUT", person.Screen);

        person.Command("").Press("/").Type("demo/web:http").Press("enter");
        await person.Press("enter").Until("nat KUBE-SVC-XRY76EGRC3BSCIIJ · from");
        Assert.Contains("demo/web:http -> 10.244.0.4:8080", person.Screen);
        Assert.Contains("iptables(node1) › KUBE-SVC-XRY76EGRC3BSCIIJ", person.StatusLine);

        person.Press("down");
        await person.Press("enter").Until("DNAT 10.244.0.4:8080 demo/web-77b8c5bd8c-bkzs4");
        person.Press("backspace");
        Assert.Contains("nat KUBE-SVC-XRY76EGRC3BSCIIJ", person.Screen);
        person.Press("[");
        Assert.Contains("nat KUBE-SERVICES", person.Screen);
        person.Press("esc", "esc");
        Assert.Contains("pods(shop)", person.StatusLine);
        Assert.DoesNotContain("iptables", person.StatusLine);
    }

    [Fact]
    public async Task A_followed_jump_reads_nothing_again()
    {
        var nodes = new NodesSay(Iptables);
        await using var person = nodes.Person();
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        var asked = nodes.Asked.Count;
        await person.Press("enter").Until("› KUBE-SVC-");
        Assert.Equal(asked, nodes.Asked.Count);
        await person.Press("r").Until("nat KUBE-SVC-");
        Assert.True(SpinWait.SpinUntil(() => nodes.Asked.Count > asked, TimeSpan.FromSeconds(30)), "r reads again");
    }

    [Fact]
    public async Task Only_what_concerns_a_service_stands_in_the_order_in_which_a_packet_meets_it()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("iptables svc/demo/web").Until("service demo/web: 11 rules in 1 table");
        var rows = person.Screen.Split('\n');
        int Row(string text) => Array.FindIndex(rows, r => r.Contains(text, StringComparison.Ordinal));
        Assert.InRange(Row("nat     KUBE-SERVICES"), 0, Row("nat     KUBE-SVC-XRY76EGRC3BSCIIJ") - 1);
        Assert.InRange(Row("nat     KUBE-SVC-XRY76EGRC3BSCIIJ"), 0, Row("DNAT 10.244.0.5:8080 demo/web-77b8c5bd8c-l97kp") - 1);

        // Another service has the same endpoints: its rules are not this one's.
        Assert.DoesNotContain("web-badport", person.Screen);
        await person.Press("o").Until("web-badport");
        await person.Press("o").Until("service demo/web: 11 rules");
    }

    [Fact]
    public async Task What_others_wrote_is_told_apart_by_a_word_and_all_rules_can_be_searched()
    {
        await using var person = new NodesSay(Iptables).Person(width: 300);
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        await person.Press("a").Until("that nobody known wrote");
        person.Press("/").Type("k8s-lab-guard").Press("enter");
        Assert.Matches(@"filter +INPUT +0 +other +k8s-lab-guard +DROP +-d 10.0.0.0/8 -i eth0", person.Line("INPUT"));
        person.Press("esc", "/").Type("KUBE-FORWARD").Press("enter");
        Assert.Matches(@"filter +FORWARD +\d+ +k8s +kubernetes forwarding rules +KUBE-FORWARD +all", person.Line("kubernetes forwarding rules"));
    }

    [Fact]
    public async Task Counters_say_what_they_grew_by_in_a_second()
    {
        var grown = false;
        var nodes = new NodesSay(Iptables).On("node1", "iptables-save", text => grown ? text.Replace("[9:540] -A KUBE-SERVICES", "[59:3540] -A KUBE-SERVICES", StringComparison.Ordinal) : text);
        await using var person = nodes.Person();
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        Assert.DoesNotContain("PER S", person.Screen);

        grown = true;
        person.Wait(TimeSpan.FromSeconds(10));
        await person.Press("r").Until("PER S");
        Assert.Matches(@" 59 +4\.\d +k8s +demo/web:http", person.Line("demo/web:http"));
        Assert.Matches(@" 0 +0 +k8s +demo/web-badport", person.Line("demo/web-badport"));
    }

    [Fact]
    public async Task Live_reads_the_node_every_two_seconds_and_the_API_server_no_more()
    {
        var nodes = new NodesSay(Iptables);
        await using var person = nodes.Person();
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        nodes.Asked.Clear();
        person.Press("l");
        await person.Until("● live");
        for (var end = DateTime.UtcNow.AddSeconds(60); Readings() < 2; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            // The pause begins when a reading has ended, which it does in its own time.
            Assert.True(DateTime.UtcNow < end, $"read {Readings()} times");
            person.Wait(TimeSpan.FromSeconds(2));
        }

        Assert.Empty(nodes.Asked.OfType<ListNeed>());
        person.Press("l");
        Assert.DoesNotContain("● live", person.StatusLine);

        int Readings() => nodes.Asked.ToArray().OfType<CommandNeed>().Count(n => n.Section == "iptables-save");
    }

    [Fact]
    public async Task A_node_with_both_back_ends_says_so_and_shows_either()
    {
        var legacy = "# Generated by iptables-save v1.8.9 (legacy)\n*filter\n:FORWARD DROP [7:420]\n[3:180] -A FORWARD -s 192.0.2.9/32 -j DROP\nCOMMIT\n";
        var nodes = new NodesSay(Iptables).On("node1", "iptables-legacy-save", _ => legacy);
        await using var person = nodes.Person();
        await person.Command("iptables node1").Until("two back ends at once: 1 rule more in legacy x_tables (b)");
        await person.Press("b").Until("FORWARD");
        Assert.Matches(@"filter +FORWARD +\w+ +DROP +1", person.Line("FORWARD "));
        await person.Press("enter").Until("policy DROP, 7 packets");
    }

    [Fact]
    public async Task Where_there_is_one_back_end_the_key_says_so()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        Assert.DoesNotContain("other back end", person.Screen);
        person.Press("b");
        Assert.Contains("node1 has one back end", person.StatusLine);
        person.Press("o");
        Assert.Contains("select a service or a pod", person.StatusLine);
    }

    [Fact]
    public async Task A_node_that_can_t_be_asked_is_a_page_with_what_was_tried_and_what_would_give_it()
    {
        var nodes = new NodesSay(Iptables).Each(s => s.Need is not CommandNeed ? s : s with
        {
            Status = SectionStatus.Denied, Value = null, Problem = "403 on pods/exec in kube-system", HowToGet = "create on pods/exec in kube-system",
        });
        await using var person = nodes.Person();
        await person.Command("iptables node1").Until("may not be read");
        Assert.Contains("403 on pods/exec in kube-system", person.Screen);
        Assert.Contains("Tried: iptables-save -c", person.Screen);
        Assert.Contains("What would give it: create on pods/exec in kube-system", person.Screen);
        Assert.Contains("read again", person.Screen);
    }

    [Fact]
    public async Task The_chains_lead_to_their_rules_and_the_row_to_its_line()
    {
        await using var person = new NodesSay(Iptables).Person();
        await person.Command("iptables node1").Until("demo/web:http cluster IP");
        await person.Press("C").Until("JUMPS HERE");
        Assert.Matches(@"1 +nat +KUBE-SERVICES", person.Line("KUBE-SERVICES"));
        person.Press("/").Type("KUBE-FORWARD").Press("enter");
        await person.Press("enter").Until("filter KUBE-FORWARD");
        await person.Press("enter").Until("$ iptables-save -c");
        Assert.Contains("-A KUBE-FORWARD", person.Screen);
        person.Press("e");
        Assert.Contains("raw iptables-save", person.StatusLine);
        Assert.Matches(@"▶.*-A KUBE-FORWARD", person.Screen);
    }

    [Fact]
    public async Task Rules_that_were_not_understood_and_outputs_that_broke_off_are_said()
    {
        var nodes = new NodesSay(Iptables).On("node1", "iptables-save", text => text.Replace("COMMIT\n# Completed on Fri Nov 20 23:49:54 2026\n", "-A NONSENSE what is this\n", StringComparison.Ordinal));
        await using var person = nodes.Person();
        await person.Command("iptables node1").Until("the output broke off");
        Assert.Contains("not understood", person.Screen);
    }
}
