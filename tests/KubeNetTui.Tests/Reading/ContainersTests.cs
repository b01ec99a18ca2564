using KubeNetTui.App;
using KubeNetTui.Reading;
using KubeNetTui.Screens;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Reading;

/// <summary>From a pod to its containers, and from one of them to its log.</summary>
public sealed class ContainersTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pay-1","namespace":"shop","uid":"u1"},
         "spec":{"initContainers":[{"name":"migrate","image":"pay:1"},{"name":"proxy","image":"envoy:2","restartPolicy":"Always"}],
          "containers":[{"name":"pay","image":"pay:1","ports":[{"name":"http","containerPort":8080},{"containerPort":53,"protocol":"UDP"}],
            "readinessProbe":{"httpGet":{"path":"/","port":80}},"resources":{"requests":{"cpu":"100m"},"limits":{"memory":"1Gi"}}}],
          "ephemeralContainers":[{"name":"look","image":"busybox"}]},
         "status":{"phase":"Running",
          "initContainerStatuses":[{"name":"migrate","ready":true,"restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed"}}},
            {"name":"proxy","ready":true,"started":true,"restartCount":0,"state":{"running":{"startedAt":"2026-05-04T11:00:00Z"}}}],
          "containerStatuses":[{"name":"pay","ready":false,"restartCount":12,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
            "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}],
          "ephemeralContainerStatuses":[{"name":"look","ready":false,"restartCount":0,"state":{"running":{"startedAt":"2026-05-04T11:59:00Z"}}}]}}
        """;

    [Fact]
    public async Task Enter_on_a_pod_shows_its_containers_those_of_the_pod_first_then_debug_init_and_sidecars()
    {
        await using var person = Open();

        Assert.Equal("containers(shop/pay-1)", person.Workspace.Stack.Top.Title);
        Assert.Equal(["pay", "look", "migrate", "proxy"], Rows(person));
        Assert.Matches(@"pay\s+container\s+false\s+CrashLoopBackOff\s+OOMKilled 137\s+12\s+off:on:off\s+http:8080, 53/UDP", person.Line("CrashLoopBackOff"));
        Assert.Matches(@"look\s+ephemeral\s+false\s+Running", person.Line("busybox"));
        Assert.Matches(@"migrate\s+init 1\s+true\s+Completed", person.Line("migrate"));
        Assert.Matches(@"proxy\s+sidecar\s+true\s+Running", person.Line("envoy"));
    }

    [Fact]
    public async Task Enter_and_l_open_the_log_of_the_container_and_p_that_of_its_run_before()
    {
        await using var person = Open();
        person.Press("enter");
        Assert.Equal("log shop/pay-1 pay", person.Workspace.Stack.Top.Title);
        person.Press("esc", "j", "l");
        Assert.Equal("log shop/pay-1 look", person.Workspace.Stack.Top.Title);
        person.Press("esc", "k", "p");
        Assert.Equal("previous log shop/pay-1 pay", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task The_container_chosen_is_what_is_copied_and_the_pod_is_what_is_described()
    {
        await using var person = Open();
        person.Press("G", "c");
        Assert.Equal("proxy", person.Clipboard);
        Assert.Equal("pay-1", person.Selected);
        Assert.Equal(new ChosenContainer(person.Workspace.Stack.Top.Selected!, "proxy", IsRunning: true), Source(person).Chosen);
    }

    [Fact]
    public async Task A_shell_in_a_container_that_does_not_run_is_refused_with_the_reason()
    {
        await using var person = Open();
        person.Press("s");
        Assert.Contains("pay is not running", person.StatusLine);
        await using var reader = Open(readOnly: true);
        reader.Press("s");
        Assert.Contains("read-only", reader.StatusLine);
    }

    [Fact]
    public async Task What_containers_use_is_shown_where_the_cluster_measures_it_and_only_there()
    {
        await using (var person = Open())
        {
            Assert.DoesNotContain("CPU ", person.Line("PROBES").Replace("CPU R:L", "", StringComparison.Ordinal));
        }

        await using var measured = Open(metrics: """{"containers":[{"name":"pay","usage":{"cpu":"12345678n","memory":"47104Ki"}}]}""");
        await measured.Until("13m");
        Assert.Matches(@"13m\s+46Mi", measured.Line("CrashLoopBackOff"));
    }

    [Theory]
    [InlineData("12345678n", 12.345678)]
    [InlineData("250m", 250d)]
    [InlineData("2", 2000d)]
    [InlineData("1Ki", 1_024_000d)]
    [InlineData("1.5k", 1_500_000d)]
    public void A_quantity_is_read_in_any_unit_of_the_API(string quantity, double thousandths) =>
        Assert.Equal(thousandths, ContainerUse.Thousandths(quantity)!.Value, 6);

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("12x")]
    public void What_is_no_quantity_is_not_known(string quantity) => Assert.Null(ContainerUse.Thousandths(quantity));

    private static Person Open(string? metrics = null, bool readOnly = false)
    {
        FakeTime time = new();
        var cluster = Shop.Make(time.Now);
        cluster.Lists["/api/v1/namespaces/shop/pods"] = [Pod];
        if (metrics is not null)
        {
            cluster.Objects["/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/pay-1"] = metrics;
            cluster.HasMetrics = true;
        }

        Person person = new(cluster, readOnly: readOnly);
        return person.Press("/").Type("pay").Press("enter", "enter");
    }

    private static ContainersSource Source(Person person) => (ContainersSource)((ListScreen)person.Workspace.Stack.Top).Source;

    private static IEnumerable<string> Rows(Person person) => ((ListScreen)person.Workspace.Stack.Top).Model.Rows.Select(r => r.Row.Name);
}
