using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Tests.Metrics;
using KubeNetTui.Tests.Screens;
using KubeNetTui.Tests.Trees;

namespace KubeNetTui.Tests.Pulse;

public sealed class PulseTests
{
    [Fact]
    public async Task It_shows_each_thing_with_a_number_and_what_is_wrong_the_worst_first()
    {
        await using var person = await Open();
        Assert.Contains("1 of 1 ready", person.Screen);     // nodes
        Assert.Contains("2 of 3 well", person.Screen);      // pods
        Assert.Contains("1 of 2 served", person.Screen);    // services
        Assert.Contains("2 of 3 ready", person.Screen);     // endpoints
        Assert.Contains("25% of 2.0 cores", person.Screen);
        Assert.Contains("25% of 4.0Gi", person.Screen);
        Assert.Contains("2 in an hour", person.Screen);
        Assert.Contains("Unhealthy 2", person.Screen);
        Assert.Contains("nothing yet", person.Screen);
        Assert.Contains("not found", person.Screen);        // dns
        var wrong = person.Screen[person.Screen.IndexOf("what is wrong", StringComparison.Ordinal)..].Split('\n').Skip(1).Take(3).ToArray();
        Assert.Matches(@"✗ FAIL +service +shop/cart +selector tier=back matches no pod", wrong[0]);
        Assert.Matches(@"✗ FAIL +pod +shop/pay-1 +readiness probe answers 503", wrong[1]);
        Assert.Matches(@"! warn +event +Unhealthy +×2 pay-1: probe answered 503", wrong[2]);
    }

    [Fact]
    public async Task Enter_goes_to_the_list_of_it_and_escape_comes_back()
    {
        await using var person = await Open();
        person.Press("j", "enter");
        Assert.Equal("pods(shop)", person.Workspace.Stack.Top.Title);
        Assert.Equal("pay-1", person.Selected);
        Assert.DoesNotContain("web-2", person.Screen);
        person.Press("esc", "esc");
        Assert.Equal("pulse(shop)", person.Workspace.Stack.Top.Title);
        person.Press("tab", "right", "right", "enter");
        Assert.Equal("services(shop)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task V_verifies_what_is_selected_and_on_a_tile_the_cluster()
    {
        await using var person = await Open();
        person.Press("v");
        Assert.Equal("cart", person.Cluster.Pane!.Followed[^1]!.Name);
        person.Press("esc", "tab", "v");
        Assert.Equal("contexts", person.Cluster.Pane!.Followed[^1]!.Resource.Plural);
    }

    [Fact]
    public async Task A_tile_says_what_was_refused_and_the_others_stand()
    {
        var cluster = Made();
        cluster.Tables["nodes"].Become(LiveState.Refused, new ApiFailure(RequestStep.Permission, 403, "Forbidden", "nodes is forbidden", ""));
        cluster.Refused["/apis/metrics.k8s.io/v1beta1/nodes"] = new ApiFailure(RequestStep.Permission, 403, "Forbidden", "nodes.metrics is forbidden", "");
        await using var person = await Open(cluster);
        Assert.Contains("nodes is forbidden", person.Screen);
        Assert.Contains("2 of 3 well", person.Screen);
        Assert.Contains("the pods of shop; nodes are", person.Screen);
        Assert.Contains("0.2 cores", person.Screen);
    }

    [Fact]
    public async Task At_80_by_24_each_is_a_line_and_what_is_wrong_is_below()
    {
        await using var person = await Open();
        person.Size = new Terminal.Rect(0, 0, 80, 24);
        Assert.Matches(@"pods +✗ 2 of 3 well +█", person.Line(" pods "));
        Assert.Matches(@"cpu +✓ 25% of 2.0 cores", person.Line(" cpu "));
        Assert.Contains("✗ FAIL  service shop/cart", person.Screen);
        person.Size = new Terminal.Rect(0, 0, 60, 12);
        Assert.Contains("✗ FAIL  service shop/cart", person.Screen);
        person.Press("tab", "down", "down", "down", "down", "down", "down", "down", "down");
        Assert.Contains("memory", person.Screen);
    }

    [Fact]
    public async Task The_line_stays_on_what_it_was_on_when_something_worse_comes()
    {
        var cluster = Made();
        await using var person = await Open(cluster);
        person.Press("j");
        Assert.Equal("pay-1", person.Selected);
        cluster.VerdictsByName["web"] = new VerdictCell(Verdict.Fail, "no endpoints");
        cluster.VerdictsChanged();
        await person.Until("shop/web ");
        Assert.Equal("pay-1", person.Selected);
    }

    private static FakeCluster Made()
    {
        var cluster = MetricsColumnTests.Served();
        var net = NetTreeTests.Made();
        cluster.Live["endpointslices"] = net.Live["endpointslices"];
        cluster.Objects["/apis/metrics.k8s.io/v1beta1/nodes"] = """{"items":[{"metadata":{"name":"node-a"},"usage":{"cpu":"500m","memory":"1Gi"}}]}""";
        cluster.Live["nodes"] = new FakeObjects("""{"metadata":{"name":"node-a","uid":"no1"},"status":{"allocatable":{"cpu":"2","memory":"4Gi"}}}""");
        cluster.Live["/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices"] = new FakeObjects();
        var now = new FakeTime().Now;
        cluster.Live["events"] = new FakeObjects(Warning("a", now.AddMinutes(-3)), Warning("b", now.AddMinutes(-30)), Warning("old", now.AddHours(-2)));
        return cluster;
    }

    private static string Warning(string name, DateTimeOffset last) =>
        $$$"""{"metadata":{"namespace":"shop","name":"{{{name}}}"},"type":"Warning","reason":"Unhealthy","message":"probe answered 503","involvedObject":{"kind":"Pod","namespace":"shop","name":"pay-1"},"lastTimestamp":"{{{last:yyyy-MM-ddTHH:mm:ssZ}}}","count":4}""";

    private static async Task<Person> Open(FakeCluster? cluster = null)
    {
        var person = new Person(cluster ?? Made(), command: "pulse");
        await person.Until("cores");
        return await person.Until("what is wrong, the worst first ");
    }
}
