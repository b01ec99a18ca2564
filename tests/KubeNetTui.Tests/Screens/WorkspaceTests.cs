using System.Text;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Tests.Screens;

public sealed class WorkspaceTests
{
    private static readonly ApiFailure Forbidden = new(
        RequestStep.Permission, 403, "Forbidden", "namespaces is forbidden: User \"demo-user\" cannot list resource", "Ask for the right to list namespaces.");

    [Theory]
    [InlineData("po", "pods(shop)")]
    [InlineData("svc", "services(shop)")]
    [InlineData("no", "nodes(cluster)")]
    [InlineData("ev", "events(shop)")]
    [InlineData("eps", "endpointslices(shop)")]
    [InlineData("pods kube-system", "pods(kube-system)")]
    [InlineData("pods -A", "pods(all)")]
    [InlineData("deployments.apps", "deployments(shop)")]
    [InlineData("ns", "namespaces(cluster)")]
    [InlineData("ctx", "contexts")]
    public async Task A_command_opens_a_kind_by_any_of_its_names(string command, string title)
    {
        await using var person = new Person();
        person.Command(command);
        Assert.Equal(title, person.Workspace.Stack.Top.Title);
        Assert.Contains(title, person.Screen);
    }

    [Fact]
    public async Task An_Esc_and_the_next_key_in_one_packet_are_two_keys()
    {
        await using var person = new Person();
        person.Press("?", "alt-:").Type("svc").Press("enter");
        Assert.Contains("CLUSTER-IP", person.Screen);
        Assert.False(person.HasLeft);
        person.Press("?", "ctrl-alt-c");
        Assert.True(person.HasLeft);
    }

    [Fact]
    public async Task A_command_that_is_none_says_what_may_have_been_meant()
    {
        await using var person = new Person();
        person.Command("podz");
        Assert.Contains("there is no kind or command \"podz\": did you mean pod", person.StatusLine);
        person.Command("q");
        Assert.True(person.HasLeft);
    }

    [Fact]
    public async Task A_command_may_bring_its_filter()
    {
        await using var person = new Person();
        person.Command("pods shop /web");
        Assert.Contains("2 of 3 /web", person.Screen);
    }

    [Fact]
    public async Task The_history_goes_back_and_forth_between_commands()
    {
        await using var person = new Person();
        person.Command("svc").Command("nodes").Press("[");
        Assert.Equal("services(shop)", person.Workspace.Stack.Top.Title);
        person.Press("[");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
        person.Press("[");
        Assert.Contains("nothing was open before", person.StatusLine);
        person.Press("]", "]");
        Assert.Equal("nodes(cluster)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task Enter_leads_from_a_node_to_its_pods_and_esc_back()
    {
        await using var person = new Person(command: "nodes");
        person.Press("enter");
        Assert.Equal("spec.nodeName=node-a", person.Cluster.Queries[^1].FieldSelector);
        Assert.Contains("nodes(cluster) › pods(node-a)", person.StatusLine);
        person.Press("esc");
        Assert.Equal("nodes(cluster)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task Enter_leads_from_a_deployment_to_the_pods_of_its_selector()
    {
        await using var person = new Person(command: "deploy");
        person.Press("enter").Settle();
        Assert.Equal("app=web,tier in (front,edge)", person.Cluster.Queries[^1].LabelSelector);
        Assert.Equal("pods(web)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task Enter_leads_from_a_namespace_to_its_pods_and_all_is_the_first_row()
    {
        await using var person = new Person(command: "ns");
        Assert.Null(person.Workspace.Stack.Top.Selected);
        person.Press("enter");
        Assert.Equal("pods(all)", person.Workspace.Stack.Top.Title);
        person.Command("ns").Press("G", "enter");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task Enter_leads_from_a_service_to_its_endpoints_by_its_slices()
    {
        await using var person = new Person(command: "svc");
        person.Cluster.Slices.Add(Encoding.UTF8.GetBytes(
            """
            {"metadata":{"name":"web-x","namespace":"shop","uid":"u","creationTimestamp":"2026-05-01T00:00:00Z"},"addressType":"IPv4",
             "ports":[{"name":"http","port":8080,"protocol":"TCP"},{"port":53,"protocol":"UDP"}],
             "endpoints":[
              {"addresses":["10.1.0.5"],"conditions":{"ready":true,"serving":true,"terminating":false},"targetRef":{"kind":"Pod","name":"web-2"},"nodeName":"node-a","zone":"z1"},
              {"addresses":["10.1.0.6"],"conditions":{"ready":false,"serving":true,"terminating":true}},
              {"addresses":["10.1.0.7"]}]}
            """));
        person.Press("G", "enter");
        Assert.Equal("kubernetes.io/service-name=web", person.Cluster.Queries[^1].LabelSelector);
        Assert.Matches(@"10\.1\.0\.5 +http:8080, 53/UDP +yes +yes +no +web-2 +node-a +z1 +web-x", person.Line("10.1.0.5"));
        Assert.Matches(@"10\.1\.0\.6 +http:8080, 53/UDP +no +yes +yes +<none>", person.Line("10.1.0.6"));
        Assert.Matches(@"10\.1\.0\.7 +http:8080, 53/UDP +yes +yes +no", person.Line("10.1.0.7"));
        Assert.Equal("web-2", person.Selected);
    }

    [Fact]
    public async Task A_service_without_endpoints_says_why_in_a_line_and_v_verifies_the_service()
    {
        await using var person = new Person(command: "svc");
        person.Wait(TimeSpan.FromSeconds(1)).Press("enter");
        Assert.Contains("Service shop/cart has no endpoints", person.Screen);
        Assert.Contains("✗ selector tier=back matches no pod", person.Screen);
        Assert.Contains("verify: why, with the evidence", person.Screen);
        Assert.Equal(new Selection(WellKnownKinds.Services, "shop", "cart", ""), person.Workspace.Stack.Top.Selected);
    }

    [Fact]
    public async Task Losing_the_server_leaves_the_rows_and_says_since_when()
    {
        await using var person = new Person();
        var broken = new ApiFailure(RequestStep.Connect, 0, "", "127.0.0.1:6443 refused the connection", "");
        person.Cluster.Tables["pods"].Become(LiveState.Stale, broken);
        person.Settle();
        Assert.Contains("◌ stale since 12:00:00: 127.0.0.1:6443 refused the connection", person.StatusLine);
        Assert.Contains("web-2", person.Screen);
        person.Cluster.Tables["pods"].Become(LiveState.Lost, broken);
        person.Settle();
        Assert.Contains("✗ lost since 12:00:00", person.StatusLine);
        person.Cluster.Tables["pods"].Become(LiveState.Live, null);
        person.Settle();
        Assert.Contains("● live", person.StatusLine);
    }

    [Fact]
    public async Task After_a_wrong_certificate_or_login_ctrl_r_reads_the_kubeconfig_again_and_keeps_the_place()
    {
        var connector = new FakeConnector(Shop.Make(new FakeTime().Now));
        await using var person = new Person(connector.Cluster, connector: connector, command: "svc");
        person.Cluster.Tables["services"].Become(LiveState.Lost, new ApiFailure(RequestStep.Tls, 0, "", "the certificate is signed by another authority", ""));
        person.Press("ctrl-r");
        Assert.Equal([null, "demo"], connector.Asked);
        Assert.Equal("services(shop)", person.Workspace.Stack.Top.Title);
        Assert.Equal(0, person.Cluster.Tables["services"].Refreshed);
    }

    [Fact]
    public async Task A_list_that_is_refused_is_a_page_with_the_step_the_advice_and_the_ways_on()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["secrets"] = new FakeTable([], []);
        cluster.Tables["secrets"].Become(LiveState.Refused, Forbidden);
        await using var person = new Person(cluster, command: "secrets -A");
        Assert.Contains("The list of secrets can't be read", person.Screen);
        Assert.Contains("Step: permission (the server knows who asks, and refuses), HTTP 403", person.Screen);
        Assert.Contains(Forbidden.Advice, person.Screen);
        Assert.Contains(":secrets shop", person.Screen);
        person.Press("ctrl-r");
        Assert.Equal(1, cluster.Tables["secrets"].Refreshed);
    }

    [Fact]
    public async Task Who_may_not_list_namespaces_is_asked_for_one()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["namespaces"] = new FakeTable([], []);
        cluster.Tables["namespaces"].Become(LiveState.Refused, Forbidden);
        await using var person = new Person(cluster, command: "ns");
        Assert.Contains("You may not list namespaces here", person.Screen);
        person.Type("kube-system").Press("enter");
        Assert.Equal("pods(kube-system)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task A_kubeconfig_that_can_not_be_used_is_a_page_and_ctrl_r_tries_again()
    {
        var connector = new FakeConnector(Shop.Make(new FakeTime().Now)) { Failure = new KubeConfigException("~/.kube/config:3: no such context") };
        await using var person = new Person(connector: connector, width: 80, height: 24);
        Assert.Contains("the kubeconfig can't be used", person.Screen);
        Assert.Contains("~/.kube/config:3: no such context", person.Screen);
        Assert.Contains(":q", person.Screen);
        person.Press("0").Command("svc");
        Assert.Contains("not connected", person.Screen);

        connector.Failure = null;
        person.Press("ctrl-r");
        Assert.Contains("pods(shop)", person.Screen);
    }

    [Fact]
    public async Task A_context_is_switched_by_enter_and_one_that_is_broken_says_its_problem()
    {
        var connector = new FakeConnector(Shop.Make(new FakeTime().Now));
        await using var person = new Person(connector: connector, command: "pods");
        person.Command("ctx");
        Assert.Contains("its cluster \"gone\" is not in the kubeconfig", person.Line("broken"));
        person.Press("g", "enter");
        Assert.Contains("is not in the kubeconfig", person.StatusLine);
        person.Press("G", "enter");
        Assert.Equal([null, "prod"], connector.Asked);
        Assert.Contains("prod", person.Line("Context"));
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task Completion_knows_kinds_namespaces_contexts_and_the_history_what_was_typed()
    {
        await using var person = new Person();
        person.Press(":").Type("endp");
        Assert.Contains("endpointslices", person.Screen);
        person.Press("tab", "enter");
        Assert.Equal("endpointslices(shop)", person.Workspace.Stack.Top.Title);
        person.Press(":").Type("po kube").Press("tab", "enter");
        Assert.Equal("pods(kube-system)", person.Workspace.Stack.Top.Title);
        person.Press(":").Type("ctx pr").Press("tab");
        Assert.Contains(":ctx prod", person.Screen);
        person.Press("esc").Press(":", "up");
        Assert.Contains(":po kube-system", person.Screen);
    }

    [Fact]
    public async Task No_two_keys_of_a_screen_are_the_same_and_each_has_its_help()
    {
        await using var person = new Person();
        foreach (var command in new[] { "pods", "svc", "nodes", "ns", "ctx", "events", "eps" })
        {
            person.Command(command);
            var bindings = person.Workspace.Stack.Top.Bindings;
            Assert.Empty(bindings.SelectMany(b => b.Keys).GroupBy(k => k).Where(g => g.Count() > 1).Select(g => $"{command}: {g.Key}"));
            Assert.All(bindings.Concat(person.Workspace.GlobalBindings), b =>
            {
                Assert.NotEmpty(b.Keys);
                Assert.EndsWith(".", b.Help, StringComparison.Ordinal);
                Assert.All(b.Keys, k => Assert.Equal(k, Terminal.KeyEvent.Parse(k).ToString()));
            });
            Assert.Empty(bindings.Concat(person.Workspace.GlobalBindings).GroupBy(b => b.Id).Where(g => g.Count() > 1).Select(g => g.Key));
        }
    }

    [Fact]
    public async Task The_help_is_made_from_the_bindings_and_says_what_does_not_work_now()
    {
        await using var person = new Person(readOnly: true, height: 100);
        person.Press("?");
        foreach (var binding in person.Workspace.Stack.Top.Bindings.Where(b => b.Group != "Sort" || b.WhyDisabled() is null))
        {
            Assert.Contains(binding.Help[..Math.Min(20, binding.Help.Length)], person.Screen);
        }

        Assert.Contains("started read-only", person.Screen);
        person.Press("esc", "s");
        Assert.Contains("shell: the program was started read-only", person.StatusLine);
    }

    [Fact]
    public async Task A_name_is_copied_and_leaving_works_by_ctrl_c_from_anywhere()
    {
        await using var person = new Person();
        person.Press("c");
        Assert.Equal("pay-1", person.Clipboard);
        person.Press("?", "ctrl-c");
        Assert.True(person.HasLeft);
    }

    [Fact]
    public async Task A_list_without_rows_says_where_it_looked_and_what_else_there_is()
    {
        await using var person = new Person(command: "pods nowhere");
        Assert.Contains("No pods in namespace nowhere", person.Screen);
        Assert.Contains("all namespaces", person.Screen);
    }

    [Fact]
    public async Task Text_of_the_cluster_is_drawn_and_never_obeyed()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["pods"].Set([Shop.Pod("shop", "evil\u001b[2J\u202e名前-é", "1/1", "Run\nning", "0", new FakeTime().Now)]);
        await using var person = new Person(cluster);
        Assert.DoesNotContain('\u001b', person.Screen);
        Assert.Contains("名前-é", person.Screen);
        Assert.Equal(50, person.Screen.Split('\n').Length);
    }
}
