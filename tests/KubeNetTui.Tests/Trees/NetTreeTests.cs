using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Tests.Screens;
using KubeNetTui.Trees;

namespace KubeNetTui.Tests.Trees;

public sealed class NetTreeTests
{
    [Fact]
    public async Task It_leads_from_the_ingress_to_the_pod_each_with_its_verdict()
    {
        await using var person = await Open();
        Assert.Equal(
        [
            "▾ ingress front", "├─▾ svc web", "└─▾ slice web-1", "├─▸ pod web-10", "└─▸ pod web-2", "└─  svc gone", "svc cart", "▾ svc pay", "└─▾ slice pay-1", "└─▸ pod pay-1",
        ], Objects(person));
        Assert.Contains("✗ FAIL     svc gone does not exist · nginx · 192.0.2.7 · shop.example.com", person.Line("ingress front"));
        Assert.Contains("✓ pass     shop.example.com/ → ClusterIP 10.96.0.10 · 80→http/TCP", person.Line("svc web"));
        Assert.Contains("✗ missing  shop.example.com/gone → there is no such service", person.Line("svc gone  "));
        Assert.Contains("✗ FAIL     selector tier=back matches no pod · ClusterIP 10.96.0.9", person.Line("svc cart"));
        Assert.Contains("✗ FAIL     readiness probe answers 503 · 10.244.0.5 · CrashLoopBackOff 0/1 · on node-a", person.Line("pod pay-1"));
        Assert.Contains("● live · 3 services · 3 endpoints", person.StatusLine);
    }

    [Fact]
    public async Task A_pod_opens_to_its_node_and_left_closes_it_and_goes_up()
    {
        await using var person = await Open();
        person.Press("j", "j", "j", "right");
        Assert.Contains("node node-a", person.Screen);
        person.Press("right");
        Assert.Equal("node-a", person.Selected);
        person.Press("left");
        Assert.Equal("web-10", person.Selected);
        person.Press("left");
        Assert.DoesNotContain("node node-a", person.Screen);
        person.Press("left");
        Assert.Equal("web-1", person.Selected);
        person.Press("space");
        Assert.DoesNotContain("web-10", person.Screen);
        person.Press("ctrl-x");
        Assert.Contains("node node-a", person.Screen);
        person.Press("ctrl-x");
        Assert.Equal(["▸ ingress front", "svc cart", "▸ svc pay"], Objects(person));
    }

    [Fact]
    public async Task The_cursor_stays_on_its_pod_when_that_moves_to_another_slice()
    {
        var cluster = Made();
        await using var person = await Open(cluster);
        person.Press("j", "j", "j", "j");
        Assert.Equal("web-2", person.Selected);
        cluster.Live["endpointslices"].Set(Slice("web-0", "web", Endpoint("web-2", "10.244.0.3")), Slice("web-1", "web", Endpoint("web-10", "10.244.0.4")));
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(["▾ ingress front", "├─▾ svc web", "├─▾ slice web-0", "└─▸ pod web-2"], Objects(person)[..4]);
        Assert.Equal("web-2", person.Selected);
        cluster.Live["endpointslices"].Set(Slice("web-1", "web", Endpoint("web-10", "10.244.0.4")));
        person.Wait(TimeSpan.FromSeconds(1));
        Assert.Contains("svc web", Objects(person)[1]);
        Assert.NotEqual("", person.Selected);
    }

    [Fact]
    public async Task Faults_only_and_the_filter_show_the_way_to_what_they_let_through()
    {
        await using var person = await Open();
        person.Press("ctrl-z");
        Assert.Equal(["▾ ingress front", "└─  svc gone", "svc cart", "▾ svc pay", "└─▾ slice pay-1", "└─▸ pod pay-1"], Objects(person));
        Assert.Contains("faults only", person.Screen);
        person.Press("esc", "/").Type("web-2");
        Assert.Equal(["▾ ingress front", "└─▾ svc web", "└─▾ slice web-1", "└─▸ pod web-2"], Objects(person));
        person.Press("enter", "esc");
        Assert.Contains("svc cart", person.Screen);
        person.Press("/").Type("nothing-like-it");
        Assert.Contains("nothing matches nothing-like-it", person.Screen);
    }

    [Fact]
    public async Task The_keys_are_those_of_the_list_of_what_is_selected()
    {
        await using var person = await Open();
        person.Press("j", "v");
        Assert.Equal("web", person.Cluster.Pane!.Followed[^1]!.Name);
        Assert.Contains("verify web", person.Screen);
        person.Press("j", "j");
        Assert.Equal("pods", person.Cluster.Pane.Followed[^1]!.Resource.Plural);
        person.Press("v", "y");
        Assert.Contains("yaml", person.Workspace.Stack.Top.Title, StringComparison.OrdinalIgnoreCase);
        person.Press("esc", "k", "k", "enter");
        Assert.Equal("endpoints(web)", person.Workspace.Stack.Top.Title);
        var keys = person.Press("esc", "j", "j").Workspace.Stack.Top.Bindings.ToLookup(b => b.Id, b => b.Keys[0]);
        Assert.Equal(["l", "p", "s", "E", "o", "u", "J", "w", "ctrl-d"],
            ((string[])["list.logs", "pod.previous", "pod.shell", "list.events", "move.node", "move.usedBy", "move.owner", "move.warp", "object.delete"]).Select(id => keys[id].Single()));
        person.Press("g", "j", "j", "j", "j", "j", "enter");
        Assert.Contains("svc gone does not exist", person.StatusLine);
        person.Press("d");
        Assert.Contains("describe: svc gone does not exist", person.StatusLine);
    }

    [Fact]
    public async Task A_pod_that_a_slice_names_and_that_is_gone_is_marked()
    {
        var cluster = Made();
        cluster.Live["endpointslices"].Set(Slice("web-1", "web", Endpoint("web-77", "10.244.0.9")));
        await using var person = await Open(cluster);
        Assert.Contains("✗ missing", person.Line("pod web-77"));
        Assert.Equal("", person.Press("j", "j", "j").Selected);
        person.Press("v");
        Assert.Contains("pod web-77 does not exist", person.StatusLine);
    }

    [Fact]
    public async Task What_may_not_be_read_is_named_and_the_rest_stands()
    {
        var cluster = Made();
        cluster.Live["ingresses"].Become(LiveState.Refused, new ApiFailure(RequestStep.Permission, 403, "Forbidden", "ingresses is forbidden: you may not list them", ""));
        cluster.Live["ingresses"].Set();
        await using var person = await Open(cluster);
        Assert.Contains("ingresses are left out: ingresses is forbidden: you may not list them", person.Screen);
        Assert.Contains("▾ svc web", Objects(person));
    }

    [Fact]
    public async Task The_tree_about_a_pod_has_only_the_ways_through_it_all_open()
    {
        await using var person = await Open(command: "pods");
        person.Press("G", "m");
        Assert.Equal("tree(pod shop/web-10)", person.Workspace.Stack.Top.Title);
        Assert.Equal(["▾ ingress front", "└─▾ svc web", "└─▾ slice web-1", "└─▾ pod web-10", "└─  node node-a"], Objects(person));
        person.Press("esc");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task A_pod_that_no_slice_names_is_shown_with_its_node_and_said_so()
    {
        var cluster = Made();
        cluster.Live["endpointslices"].Set();
        await using var person = await Open(cluster, "tree pod/shop/web-2");
        Assert.Contains("no EndpointSlice names it: no service leads here · Running 1/1 · on node-a", person.Line("pod web-2"));
        Assert.Contains("node node-a", person.Screen);
    }

    [Fact]
    public async Task A_gateway_leads_by_its_routes_and_one_of_another_namespace_is_no_fault()
    {
        var cluster = Made();
        cluster.MoreKinds.AddRange([Kind("gateways", "Gateway"), Kind("httproutes", "HTTPRoute")]);
        cluster.Live["ingresses"].Set();
        cluster.Live["gateways"] = new FakeObjects(
            """{"metadata":{"namespace":"shop","name":"edge","uid":"g1"},"spec":{"gatewayClassName":"envoy","listeners":[{"protocol":"HTTP","port":80}]},"status":{"addresses":[{"value":"192.0.2.9"}]}}""");
        cluster.Live["httproutes"] = new FakeObjects(
            """{"metadata":{"namespace":"shop","name":"shop","uid":"r1"},"spec":{"parentRefs":[{"name":"edge"}],"hostnames":["a.example"],"rules":[{"matches":[{"path":{"value":"/x"}}],"backendRefs":[{"name":"web","port":80}]}]}}""",
            """{"metadata":{"namespace":"shop","name":"far","uid":"r2"},"spec":{"parentRefs":[{"name":"main","namespace":"infra"}],"rules":[{"backendRefs":[{"name":"pay","port":81}]}]}}""");
        await using var person = await Open(cluster);
        Assert.Equal(["▾ gateway edge", "└─▾ httproute shop", "└─▾ svc web"], Objects(person)[..3]);
        Assert.Contains("✓ pass     envoy · 192.0.2.9 · HTTP:80", person.Line("gateway edge"));
        Assert.Contains("/x → ClusterIP 10.96.0.10", person.Line("svc web"));
        Assert.Contains("in another namespace", person.Line("gateway infra/main"));
        Assert.Contains("✗ FAIL     the service has no port 81", person.Line("svc pay"));
    }

    [Fact]
    public async Task The_number_keys_keep_the_tree_and_go_to_the_namespace()
    {
        await using var person = await Open();
        person.Press("0");
        Assert.Equal("tree(all)", person.Workspace.Stack.Top.Title);
        Assert.Contains("svc shop/web", person.Screen);
        person.Press("1");
        Assert.Equal("tree(shop)", person.Workspace.Stack.Top.Title);
        person.Press("[");
        Assert.Equal("tree(all)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public void Of_thousands_of_endpoints_in_all_namespaces_no_pod_is_read_and_the_tree_is_made_as_it_is_opened()
    {
        NetObjects objects = new()
        {
            Services = [.. Enumerable.Range(0, 600).Select(i => Parsed<Evidence.Service>(ServiceOf($"s{i}", "10.96.0.1"), Evidence.Service.TryParse))],
            Slices = [.. Enumerable.Range(0, 600).Select(i => Parsed<Evidence.EndpointSlice>(Slice($"s{i}-1", $"s{i}", [.. Enumerable.Range(0, 50).Select(p => Endpoint($"p{i}-{p}", "10.0.0.1"))]), Evidence.EndpointSlice.TryParse))],
            Find = static _ => null, IsSmall = false,
        };
        var model = new TreeModel();
        model.Show(NetTree.Of(objects));
        Assert.Equal(600, model.Lines.Count);
        model.Expand();
        Assert.Equal(600 + 1 + 50, model.Lines.Count);
    }

    internal static FakeCluster Made()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        var now = new FakeTime().Now;
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name", "Ready", "Status", "Restarts", "Age", "IP", "Node"),
        [
            PodRow("web-2", "1/1", "Running", "10.244.0.3", now), PodRow("web-10", "1/1", "Running", "10.244.0.4", now), PodRow("pay-1", "0/1", "CrashLoopBackOff", "10.244.0.5", now),
        ]);
        cluster.Live["services"] = new FakeObjects(ServiceOf("web", "10.96.0.10"), ServiceOf("cart", "10.96.0.9"), ServiceOf("pay", "10.96.0.8"));
        cluster.Live["endpointslices"] = new FakeObjects(Slice("web-1", "web", Endpoint("web-2", "10.244.0.3"), Endpoint("web-10", "10.244.0.4")), Slice("pay-1", "pay", Endpoint("pay-1", "10.244.0.5", ready: false)));
        cluster.Live["ingresses"] = new FakeObjects(
            """
            {"metadata":{"namespace":"shop","name":"front","uid":"i1"},"spec":{"ingressClassName":"nginx","rules":[{"host":"shop.example.com","http":{"paths":[
              {"path":"/","backend":{"service":{"name":"web","port":{"number":80}}}},{"path":"/gone","backend":{"service":{"name":"gone","port":{"number":80}}}}]}}]},
             "status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.7"}]}}}
            """);
        return cluster;
    }

    /// <summary>The lines in sight, each from the branch that joins it on.</summary>
    internal static string[] Objects(Person person)
    {
        var screen = person.Screen;
        return
        [
            .. ((TreeScreen)person.Workspace.Stack.Top).Model.Lines.Select(l => $"{l.Item.Kind} {l.Item.Name}  ").Select(name =>
            {
                var line = screen.Split('\n').First(l => l.Contains(name, StringComparison.Ordinal));
                var start = line.IndexOf(name, StringComparison.Ordinal);
                var joint = line.LastIndexOfAny(['├', '└'], start);
                return line[(joint < 0 ? Math.Max(0, start - 2) : joint)..(start + name.Length)].Trim();
            }),
        ];
    }

    private static async Task<Person> Open(FakeCluster? cluster = null, string command = "tree")
    {
        var person = new Person(cluster ?? Made(), command: command);
        person.Wait(TimeSpan.FromSeconds(1));
        await Task.Yield();
        return person.Wait(TimeSpan.FromSeconds(1));
    }

    private static T Parsed<T>(string json, ObjectFeeds.TryParse<T> parse) where T : Evidence.ApiObject =>
        parse(System.Text.Encoding.UTF8.GetBytes(json), out var value, out _, false, null) ? value! : throw new InvalidOperationException(json);

    private static TableRow PodRow(string name, string ready, string status, string ip, DateTimeOffset now) =>
        FakeCluster.Row("shop", name, $"uid-{name}", now.AddHours(-1), name, ready, status, "0", "1h", ip, "node-a");

    private static ApiResource Kind(string plural, string kind) =>
        new("gateway.networking.k8s.io", "v1", plural, kind.ToLowerInvariant(), kind, true, [], ["get", "list", "watch"], []);

    private static string ServiceOf(string name, string ip) =>
        $$$"""{"metadata":{"namespace":"shop","name":"{{{name}}}","uid":"s-{{{name}}}"},"spec":{"type":"ClusterIP","clusterIPs":["{{{ip}}}"],"selector":{"app":"{{{name}}}"},"ports":[{"name":"http","port":80,"targetPort":"http","protocol":"TCP"}]}}""";

    private static string Slice(string name, string service, params string[] endpoints) =>
        $$$"""{"metadata":{"namespace":"shop","name":"{{{name}}}","uid":"e-{{{name}}}","labels":{"kubernetes.io/service-name":"{{{service}}}"}},"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[{{{string.Join(',', endpoints)}}}]}""";

    private static string Endpoint(string pod, string address, bool ready = true) =>
        $$$"""{"addresses":["{{{address}}}"],"nodeName":"node-a","conditions":{"ready":{{{(ready ? "true" : "false")}}}},"targetRef":{"kind":"Pod","namespace":"shop","name":"{{{pod}}}","uid":"uid-{{{pod}}}"}}""";
}
