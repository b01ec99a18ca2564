using System.Text;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class LiveVerdictTests
{
    [Theory]
    [InlineData("web-1@node-a=10.244.0.5", "http:8080", Verdict.Pass, "")]
    [InlineData("web-1@node-a=10.244.0.5 web-2@node-a=10.244.0.6!", "http:8080", Verdict.Warn, "1 of 2 endpoints not ready")]
    [InlineData("web-1@node-a=10.244.0.5!", "http:8080", Verdict.Fail, "0 of 1 endpoints ready")]
    [InlineData("web-1@node-a=10.244.0.5~", "http:8080", Verdict.Warn, "only terminating endpoints")]
    [InlineData("web-1@node-a=10.244.0.5-", "http:8080", Verdict.Fail, "only terminating endpoints")]
    [InlineData("web-1@node-a=10.244.0.5", "", Verdict.Fail, "port http 80/TCP: no pod has 8080")]
    [InlineData("", "", Verdict.Fail, "no endpoints")]
    public void A_service_is_judged_by_its_slices(string endpoints, string ports, Verdict verdict, string reason) =>
        Assert.Equal(new LiveJudgement(verdict, reason), LiveVerdict.OfService(Service(Some.Service("web")), [Slice(Some.Slice("web", endpoints, ports))]));

    [Fact]
    public void A_load_balancer_without_an_address_is_pending() =>
        Assert.Equal(
            new LiveJudgement(Verdict.Warn, "external address pending"),
            LiveVerdict.OfService(Service(Some.Service("web", more: "{'type':'LoadBalancer'}")), [Slice(Some.Slice("web", "web-1@node-a=10.244.0.5"))]));

    [Theory]
    [InlineData("{'type':'NodePort','externalTrafficPolicy':'Local'}", Verdict.Warn, "no endpoint on node-b")]
    [InlineData("{'internalTrafficPolicy':'Local'}", Verdict.Warn, "no endpoint on node-b")]
    [InlineData("{'type':'NodePort','externalTrafficPolicy':'Cluster'}", Verdict.Pass, "")]
    public void A_policy_Local_is_judged_where_the_nodes_are_known(string more, Verdict verdict, string reason)
    {
        var service = Service(Some.Service("web", more: more));
        EndpointSlice[] slices = [Slice(Some.Slice("web", "web-1@node-a=10.244.0.5"))];
        Node[] nodes = [Node("node-a", ready: true), Node("node-b", ready: true), Node("node-c", ready: false)];

        Assert.Equal(new LiveJudgement(verdict, reason), LiveVerdict.OfService(service, slices, nodes));
        Assert.Equal(Verdict.Pass, LiveVerdict.OfService(service, slices).Verdict);

        static Node Node(string name, bool ready) => new()
        {
            Meta = new ObjectMeta { Name = name },
            Conditions = [new Condition("Ready", ready ? "True" : "False", "", "", null, null)],
        };
    }

    [Theory]
    [InlineData("app=web", "web-1@node-a=10.244.0.5", "", true, 3600)]
    [InlineData("app=web", "web-1@node-a=10.244.0.5!", "", false, 3600)]
    [InlineData("app=web", "web-1@node-a=10.244.0.5 web-2@node-a=10.244.0.6!", "", true, 3600)]
    [InlineData("app=wbe", "", "", true, 3600)]
    [InlineData(null, "=192.0.2.7", "", true, 3600)]
    [InlineData(null, "", "", true, 3600)]
    [InlineData("app=web", "", "{'clusterIPs':['None']}", true, 3600)]
    [InlineData(null, "", "{'clusterIPs':['None']}", true, 3600)]
    [InlineData("app=web", "", "{'type':'ExternalName','externalName':'db.example.com'}", true, 3600)]
    public void The_column_and_the_full_check_agree(string? selector, string endpoints, string more, bool ready, double age)
    {
        string service = Some.Service("web", selector, more: more.Length > 0 ? more : "{}"), slice = Some.Slice("web", endpoints, handMade: selector is null);
        Given given = new Given()
            .List(Needs.Services("shop"), service).List(Needs.EndpointSlices("shop"), slice).List(Needs.Warnings("shop")).List(Needs.Nodes())
            .List(Needs.Pods("shop"), Some.Pod("web-1", ready: ready, age: age), Some.Pod("web-2", ip: "10.244.0.6", ready: !endpoints.Contains("web-2", StringComparison.Ordinal), age: age));

        Assert.Equal(
            given.Judge(new ServiceEndpointsCheck(), Subject.Service("shop", "web")).Verdict,
            LiveVerdict.OfService(Service(service), [Slice(slice)]).Verdict);
    }

    [Theory]
    [InlineData("Running", "2/2", 3600, Verdict.Pass, "")]
    [InlineData("Running", "1/2", 3600, Verdict.Fail, "1/2 containers ready")]
    [InlineData("Running", "0/1", 5, Verdict.Warn, "starting")]
    [InlineData("Completed", "0/1", 3600, Verdict.NotApplicable, "completed")]
    [InlineData("CrashLoopBackOff", "0/1", 5, Verdict.Fail, "CrashLoopBackOff")]
    [InlineData("ContainerCreating", "0/1", 5, Verdict.Warn, "starting")]
    [InlineData("ContainerCreating", "0/1", 720, Verdict.Warn, "ContainerCreating for 12 min")]
    [InlineData("Init:0/2", "0/1", 720, Verdict.Warn, "Init:0/2 for 12 min")]
    [InlineData("Init:CrashLoopBackOff", "0/1", 720, Verdict.Fail, "Init:CrashLoopBackOff")]
    [InlineData("", "", 3600, Verdict.Unknown, "no status")]
    public void A_pod_is_judged_by_its_row(string status, string ready, double age, Verdict verdict, string reason) =>
        Assert.Equal(new LiveJudgement(verdict, reason), LiveVerdict.OfPod(Glance(status, ready, age), [], Given.Now));

    [Fact]
    public void A_pod_s_warnings_give_the_cause()
    {
        KubeEvent sandbox = Event(Some.Warning("Pod", "web-1", "FailedCreatePodSandBox", "failed to allocate for range 0: no IP addresses available in range set"));
        KubeEvent probe = Event(Some.Warning("Pod", "web-1", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"));

        Assert.Equal(new LiveJudgement(Verdict.Fail, "no free IP"), LiveVerdict.OfPod(Glance("ContainerCreating", "0/1", 90, ip: ""), [sandbox], Given.Now));
        Assert.Equal(new LiveJudgement(Verdict.Fail, "readiness probe 503"), LiveVerdict.OfPod(Glance("Running", "0/1", 90), [probe], Given.Now));
        Assert.Equal(Verdict.Pass, LiveVerdict.OfPod(Glance("Running", "1/1", 90), [probe, sandbox], Given.Now).Verdict);
    }

    [Fact]
    public void The_column_and_pod_sandbox_agree_on_a_pod_without_an_address()
    {
        string warning = Some.Warning("Pod", "web-1", "FailedCreatePodSandBox", "not enough IPs available");
        string pod = Some.Pod("web-1", ip: "", ready: false, state: "{'waiting':{'reason':'ContainerCreating'}}", status: "{'phase':'Pending'}");
        Given given = new Given().List(Needs.Pods("shop"), pod).List(Needs.Warnings("shop"), warning);

        Assert.Equal(Verdict.Fail, given.Judge(new PodSandboxCheck(), Subject.Pod("shop", "web-1")).Verdict);
        Assert.Equal(Verdict.Fail, LiveVerdict.OfPod(Glance("ContainerCreating", "0/1", 3600, ip: ""), [Event(warning)], Given.Now).Verdict);
    }

    [Fact]
    public void A_pod_that_ends_is_not_judged_until_it_is_long_overdue()
    {
        PodGlance pod = Glance("Running", "0/1", 3600);

        Assert.Equal(Verdict.NotApplicable, LiveVerdict.OfPod(pod with { Deleting = Given.Now.AddSeconds(20) }, [], Given.Now).Verdict);
        Assert.Equal(new LiveJudgement(Verdict.Warn, "terminating, 10 min overdue"), LiveVerdict.OfPod(pod with { Deleting = Given.Now.AddMinutes(-10) }, [], Given.Now));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_column_and_node_ready_agree(bool ready)
    {
        string json = Some.Node("node-a", ready: ready);
        Assert.True(Node.TryParse(Encoding.UTF8.GetBytes(json), out Node? node, out _));
        Finding full = new Given().List(Needs.Nodes(), json).List(Needs.NodeLeases()).Judge(new NodeReadyCheck(), Subject.Node("node-a"));

        LiveJudgement live = LiveVerdict.OfNode(node, null, null);
        Assert.Equal(full.Verdict, live.Verdict);
        Assert.Equal(ready, live.Reason.Length == 0);
    }

    [Fact]
    public void Reasons_fit_the_column()
    {
        string name = new('x', 60);
        Assert.True(LiveVerdict.OfPod(Glance(name, "0/1", 3600), [], Given.Now).Reason.Length <= 40);
        Assert.True(LiveVerdict.OfService(Service(Some.Service("web", ports: $"{name}:80>{name}")), [Slice(Some.Slice("web", "web-1@node-a=10.244.0.5", ""))]).Reason.Length <= 40);
    }

    private static PodGlance Glance(string status, string ready, double age, string ip = "10.244.0.5") =>
        new() { Namespace = "shop", Name = "web-1", Status = status, Ready = ready, Ip = ip, Created = Given.Now.AddSeconds(-age) };

    private static Service Service(string json) => Evidence.Service.TryParse(Encoding.UTF8.GetBytes(json), out Service? s, out string? why) ? s : throw new ArgumentException(why);

    private static EndpointSlice Slice(string json) => EndpointSlice.TryParse(Encoding.UTF8.GetBytes(json), out EndpointSlice? s, out string? why) ? s : throw new ArgumentException(why);

    private static KubeEvent Event(string json) => KubeEvent.TryParse(Encoding.UTF8.GetBytes(json), out KubeEvent? e, out string? why) ? e : throw new ArgumentException(why);
}
