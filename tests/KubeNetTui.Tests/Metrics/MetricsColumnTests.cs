using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Metrics;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Metrics;

public sealed class MetricsColumnTests
{
    private const string PodMetrics = "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods";

    [Fact]
    public async Task Pods_show_what_they_use_and_what_share_of_what_they_ask_for_and_may_use()
    {
        await using var person = await Measured();
        Assert.Matches(@"RESTARTS +CPU +MEM +%CPU/R +%CPU/L +%MEM/R +%MEM/L +AGE", person.Line("%CPU/R"));
        Assert.Matches(@"web-2 .* 0 +25m +64Mi +25% +13% +50% +25% +5m", person.Line("web-2"));
        Assert.Matches(@"web-10 .* 3 \(5m ago\) +150m +32Mi +3h", person.Line("web-10"));
        Assert.Matches(@"pay-1 .* 12 \(1m ago\) +2d", person.Line("pay-1"));
    }

    [Fact]
    public async Task C_and_M_sort_by_them_the_greatest_first_and_what_was_not_measured_last()
    {
        await using var person = await Measured();
        person.Press("C");
        Assert.Equal(["web-10", "web-2", "pay-1"], Names(person));
        person.Press("C");
        Assert.Equal(["web-2", "web-10", "pay-1"], Names(person));
        person.Press("M");
        Assert.Equal(["web-2", "web-10", "pay-1"], Names(person));
    }

    [Fact]
    public async Task On_a_narrow_screen_they_give_way_but_for_the_one_that_is_sorted_by()
    {
        await using var person = await Measured();
        person.Size = new Terminal.Rect(0, 0, 72, 24);
        Assert.DoesNotContain("CPU", person.Screen);
        Assert.Contains("AGE", person.Screen);
        person.Press("C");
        Assert.Matches(@"NAME +VERDICT +CPU↓ ", person.Screen);
    }

    [Fact]
    public async Task They_are_asked_for_every_20_seconds_and_only_while_the_list_is_in_sight()
    {
        await using var person = await Measured();
        Assert.Equal(1, Asked(person));
        person.Wait(TimeSpan.FromSeconds(19));
        Assert.Equal(1, Asked(person));
        person.Wait(TimeSpan.FromSeconds(2));
        Assert.Equal(2, Asked(person));
        person.Press("y").Wait(TimeSpan.FromMinutes(2));
        Assert.Equal(2, Asked(person));
        person.Press("esc").Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Asked(person));
    }

    [Fact]
    public async Task What_pods_ask_for_is_read_once_of_a_few_pods_each_and_of_many_in_pages()
    {
        await using var person = await Measured();
        person.Wait(TimeSpan.FromSeconds(21));
        Assert.Equal(1, person.Cluster.Gets.Count(g => g == "/api/v1/namespaces/shop/pods/web-2"));
        var now = new FakeTime().Now;
        person.Cluster.Tables["pods"].Set([.. Enumerable.Range(0, 20).Select(i => Shop.Pod("shop", $"new-{i}", "1/1", "Running", "0", now))]);
        person.Wait(TimeSpan.FromSeconds(21));
        Assert.Equal(1, person.Cluster.Gets.Count(g => g == "/api/v1/namespaces/shop/pods?limit=200"));
        Assert.DoesNotContain(person.Cluster.Gets, g => g.Contains("/pods/new-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_metrics_server_the_list_is_as_it_was_and_the_key_says_why()
    {
        await using var person = new Person();
        person.Wait(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain("CPU", person.Screen);
        person.Press("C");
        Assert.Contains("metrics.k8s.io is not served", person.StatusLine);
    }

    [Fact]
    public async Task A_refusal_is_named()
    {
        var cluster = Served();
        cluster.Refused[PodMetrics] = new ApiFailure(RequestStep.Permission, 403, "Forbidden", "pods.metrics.k8s.io is forbidden", "");
        await using var person = new Person(cluster);
        person.Wait(TimeSpan.FromSeconds(2)).Wait(TimeSpan.FromSeconds(2));
        person.Press("C");
        Assert.Contains("pods.metrics.k8s.io is forbidden", person.StatusLine);
        Assert.Contains("● live", person.Press("esc").StatusLine);
    }

    [Fact]
    public async Task Nodes_show_theirs_of_what_they_have_for_pods()
    {
        var cluster = Served();
        cluster.Objects["/apis/metrics.k8s.io/v1beta1/nodes"] = """{"items":[{"metadata":{"name":"node-a"},"usage":{"cpu":"500000000n","memory":"1048576Ki"}}]}""";
        cluster.Objects["/api/v1/nodes/node-a"] = """{"metadata":{"name":"node-a","uid":"no1"},"status":{"allocatable":{"cpu":"2","memory":"4Gi"}}}""";
        await using var person = new Person(cluster, command: "nodes");
        person.Wait(TimeSpan.FromSeconds(1)).Wait(TimeSpan.FromSeconds(1));
        Assert.Matches(@"node-a .* 500m +1024Mi +25% +25%", person.Line("node-a "));
    }

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("12345678n", 0.012345678)]
    [InlineData("2", 2)]
    [InlineData("128Mi", 134217728)]
    [InlineData("1e3", 1000)]
    [InlineData("1.5Gi", 1610612736)]
    [InlineData("", 0)]
    [InlineData("rubbish", 0)]
    public void Quantities_are_read_as_the_api_writes_them(string text, double expected) => Assert.Equal(expected, Usage.Quantity(text), 9);

    private static int Asked(Person person) => person.Cluster.Gets.Count(g => g == PodMetrics);

    private static string[] Names(Person person) => [.. person.Screen.Split('\n').SelectMany(l => l.Split(' ')).Where(w => w is "web-2" or "web-10" or "pay-1")];

    private static async Task<Person> Measured()
    {
        var person = new Person(Served());
        await Task.Yield();
        return person.Wait(TimeSpan.FromSeconds(1)).Wait(TimeSpan.FromMilliseconds(500));
    }

    internal static FakeCluster Served()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.MoreKinds.AddRange(
        [
            new ApiResource("metrics.k8s.io", "v1beta1", "pods", "pod", "PodMetrics", true, [], ["get", "list"], []),
            new ApiResource("metrics.k8s.io", "v1beta1", "nodes", "node", "NodeMetrics", false, [], ["get", "list"], []),
        ]);
        cluster.Objects[PodMetrics] =
            """
            {"items":[{"metadata":{"namespace":"shop","name":"web-2"},"containers":[{"name":"a","usage":{"cpu":"20m","memory":"32Mi"}},{"name":"b","usage":{"cpu":"5000000n","memory":"32768Ki"}}]},
                      {"metadata":{"namespace":"shop","name":"web-10"},"containers":[{"name":"a","usage":{"cpu":"150m","memory":"32Mi"}}]}]}
            """;
        cluster.Objects["/api/v1/namespaces/shop/pods/web-2"] = Pod("web-2", """{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"200m","memory":"256Mi"}}""");
        cluster.Objects["/api/v1/namespaces/shop/pods/web-10"] = Pod("web-10", "{}");
        cluster.Objects["/api/v1/namespaces/shop/pods/pay-1"] = Pod("pay-1", "{}");
        cluster.Objects["/api/v1/namespaces/shop/pods?limit=200"] = $$"""{"items":[{{cluster.Objects["/api/v1/namespaces/shop/pods/web-2"]}}]}""";
        return cluster;
    }

    private static string Pod(string name, string resources) =>
        $$$"""{"metadata":{"namespace":"shop","name":"{{{name}}}","uid":"uid-shop-{{{name}}}"},"spec":{"containers":[{"name":"a","resources":{{{resources}}}}]}}""";
}
