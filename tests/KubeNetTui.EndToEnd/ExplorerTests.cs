namespace KubeNetTui.EndToEnd;

/// <summary>A person on call, on the demo: sees what is wrong, asks why, reads the proof.</summary>
public sealed class ExplorerTests
{
    [Theory]
    [InlineData(200, 50)]
    [InlineData(80, 24)]
    public async Task From_the_list_of_services_to_the_lines_that_prove_why_cart_has_no_endpoints(int columns, int rows)
    {
        await using var person = await Person.OpenAsync(columns, rows, "demo --still");
        await person.Expect("ads-");
        await person.Command("services shop");
        await person.Expect("legacy");
        await person.Filter("cart");
        await person.ExpectGone("legacy");
        await person.ExpectMatch(@"cart\s+✗");

        await person.Press("v");
        await person.Expect("tier=back");

        await person.Press("Tab", "Enter");
        await person.ExpectMatch(@"kubectl get services?(\.v1)? cart -n shop -o yaml|kubectl get services -n shop");
        await person.ExpectMatch(@"▶.*(selector|tier: back)");
        await person.Press("Escape");
        await person.Expect("tier=back");
        await person.Press("C-c");
        await person.Expect("[ended 0]");
    }

    [Fact]
    public async Task The_pane_follows_the_selection_from_service_to_service()
    {
        await using var person = await Person.OpenAsync(200, 50, "demo --still");
        await person.Expect("ads-");
        await person.Command("svc shop");
        await person.Expect("legacy");
        await person.Press("v");
        await person.Filter("pay");
        await person.Expect("503");
        await person.Filter("search");
        await person.ExpectMatch("targetPort \"http\"");
    }

    [Fact]
    public async Task A_service_is_opened_to_its_endpoints_and_history_leads_back()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Command("svc shop");
        await person.Expect("legacy");
        await person.Filter("catalog");
        await person.Press("Enter");
        var screen = await person.Expect("node-c");
        Assert.Contains("node-a", screen);
        Assert.Contains("READY", screen);
        await person.Press("Escape");
        await person.Expect("CLUSTER-IP");
    }

    [Fact]
    public async Task Nodes_and_deployments_lead_to_their_pods()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Command("nodes");
        await person.ExpectMatch(@"node-b\s+✓");
        await person.Filter("node-b");
        await person.Press("Enter");
        await person.Expect("kube-proxy-");
        await person.ExpectGone("node-a");
        await person.Command("deploy shop");
        await person.Expect("web");
        await person.Filter("web");
        await person.Press("Enter");
        await person.ExpectMatch("web-[0-9a-z]+-");
    }

    [Fact]
    public async Task One_object_is_described_shown_as_YAML_and_its_log_read()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Filter("web-");
        await person.Press("d");
        await person.ExpectMatch("(?i)conditions");
        await person.Press("Escape");
        await person.Expect("READY");
        await person.Press("y");
        await person.Expect("apiVersion: v1");
        await person.Press("Escape");
        await person.Expect("READY");
        await person.Press("l");
        await person.ExpectMatch("GET /");
        await person.Press("Escape");
        await person.Expect("READY");
    }

    [Fact]
    public async Task A_shell_takes_the_terminal_and_gives_it_back()
    {
        await using var person = await Person.OpenAsync(120, 40, "demo --still");
        await person.Expect("ads-");
        await person.Filter("web-");
        await person.Press("s");
        await person.ExpectMatch(@"[#$] ?\s*$");
        await person.Type("cat /etc/resolv.conf");
        await person.Press("Enter");
        await person.Expect("nameserver");
        await person.Type("exit");
        await person.Press("Enter");
        await person.Expect("READY");
    }

    [Fact]
    public async Task Help_lists_the_keys_and_an_unknown_command_says_what_is_near()
    {
        await using var person = await Person.OpenAsync(120, 40, "demo --still");
        await person.Expect("ads-");
        await person.Press("?");
        await person.ExpectMatch("(?i)verif");
        await person.Press("Escape");
        await person.Command("servics");
        await person.Expect("services");
        await person.Command("q");
        await person.Expect("[ended 0]");
    }

    [Fact]
    public async Task Any_kind_the_server_has_is_opened_by_name_and_namespaces_by_number()
    {
        await using var person = await Person.OpenAsync(160, 45, "demo --still");
        await person.Expect("ads-");
        await person.Press("0");
        await person.Expect("coredns-");
        await person.Command("cm kube-system");
        await person.Expect("kube-proxy");
        await person.Command("endpointslices shop");
        await person.Expect("legacy");
        await person.Command("ns");
        await person.Expect("kube-node-lease");
        await person.Command("ctx");
        await person.Expect("IN USE");
    }

    [Fact]
    public async Task What_is_copied_reaches_the_clipboard()
    {
        await using var person = await Person.ShellAsync(200, 50, $"tmux -V >/dev/null; {BuiltProgram.Path} demo --still");
        await person.SetOption("set-clipboard", "on");
        await person.Expect("ads-");
        await person.Command("svc shop");
        await person.Expect("legacy");
        await person.Filter("cart");
        await person.Press("c");
        await person.ExpectMatch("(?i)copied");
        Assert.Contains("cart", await person.ClipboardAsync());
    }
}
