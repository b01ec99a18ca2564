using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Evidence.Tests;

public sealed class ParserTests
{
    [Fact]
    public void A_pod_of_a_real_server_is_read_with_its_ports_probes_and_states()
    {
        Pod crash = Capture<Pod>(Needs.Pods(null)).Find("demo", "crash")!;
        Pod notReady = Capture<Pod>(Needs.Pods(null)).Find("demo", "web-notready")!;
        Pod web = Capture<Pod>(Needs.Pods(null)).InNamespace("demo").First(p => p.Name.StartsWith("web-77", StringComparison.Ordinal));

        Assert.Equal("CrashLoopBackOff", crash.Containers[0].Status!.State.Reason);
        Assert.Equal(ContainerPhase.Waiting, crash.Containers[0].Status!.State.Phase);
        Assert.True(crash.Containers[0].Status!.RestartCount > 0);
        Assert.False(notReady.IsReady);
        Assert.NotNull(notReady.Containers[0].Readiness);
        Assert.Equal(new ContainerPort("http", 8080, "TCP", 0, ""), Assert.Single(web.Containers[0].Ports));
        Assert.Equal("ReplicaSet", web.Meta.Controller!.Kind);
        Assert.Equal("web", web.Meta.Labels["app"]);
        Assert.Single(web.Ips);
        Assert.True(web.IsReady);
    }

    [Fact]
    public void Services_and_their_slices_of_a_real_server_are_read()
    {
        Service nodePort = Capture<Service>(Needs.Services(null)).Find("demo", "web-np")!;
        Service headless = Capture<Service>(Needs.Services(null)).Find("demo", "web-headless")!;
        ObjectList<EndpointSlice> slices = Capture<EndpointSlice>(Needs.EndpointSlices(null));
        EndpointSlice web = slices.Items.First(s => s.ServiceName == "web");
        EndpointSlice empty = slices.Items.First(s => s.ServiceName == "web-nomatch");

        Assert.Equal(30080, nodePort.Ports[0].NodePort);
        Assert.Equal("http 80/TCP", nodePort.Ports[0].ToString());
        Assert.True(headless.IsHeadless);
        Assert.Equal(3, web.Endpoints.Count(e => e.Ready));
        Assert.Equal("Pod", web.Endpoints[0].TargetKind);
        Assert.True(web.IsControllerMade);

        // "endpoints": null, "ports": null is how the server writes it.
        Assert.Empty(empty.Endpoints);
        Assert.Empty(empty.Ports);
    }

    [Fact]
    public void Nodes_leases_events_and_workloads_of_a_real_server_are_read()
    {
        Node node = Capture<Node>(Needs.Nodes()).Find("", "node1")!;
        Lease lease = Capture<Lease>(Needs.NodeLeases()).Find("kube-node-lease", "node1")!;
        KubeEvent warning = Capture<KubeEvent>(Needs.Warnings(null)).Items.First(e => e.Reason == "Unhealthy");
        Workload web = Capture<Workload>(Needs.Deployments(null)).Find("demo", "web")!;

        Assert.True(node.IsReady);
        Assert.Equal("10.244.0.0/24", Assert.Single(node.PodCidrs));
        Assert.StartsWith("v1.33", node.KubeletVersion, StringComparison.Ordinal);
        Assert.Equal(10250, node.KubeletPort);
        Assert.Equal(40, lease.DurationSeconds);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 49, 46, TimeSpan.Zero), lease.Renewed!.Value.AddTicks(-(lease.Renewed.Value.Ticks % TimeSpan.TicksPerSecond)));
        Assert.True(warning.IsWarning);
        Assert.Equal("Pod", warning.Regarding.Kind);
        Assert.NotNull(warning.Last);
        Assert.Equal((3, "web"), (web.Desired, web.PodLabels["app"]));
    }

    [Fact]
    public void The_two_shapes_of_an_event_are_read_as_the_same()
    {
        ObjectList<KubeEvent> core = Capture<KubeEvent>(new ListNeed("", "v1", "events"));
        ObjectList<KubeEvent> grouped = Capture<KubeEvent>(new ListNeed("events.k8s.io", "v1", "events"));

        foreach (KubeEvent e in core.Items)
        {
            if (grouped.Find(e.Namespace, e.Name) is { } same)
            {
                Assert.Equal((e.Type, e.Reason, e.Message, e.Count, e.Regarding), (same.Type, same.Reason, same.Message, same.Count, same.Regarding));
            }
        }

        Assert.Contains(core.Items, e => grouped.Find(e.Namespace, e.Name) is not null);
    }

    [Fact]
    public void Bytes_kept_are_the_object_without_managedFields()
    {
        foreach (Pod pod in Capture<Pod>(Needs.Pods(null)).Items)
        {
            using JsonDocument document = JsonDocument.Parse(pod.Raw);
            JsonElement metadata = document.RootElement.GetProperty("metadata");
            Assert.False(metadata.TryGetProperty("managedFields", out _));
            Assert.Equal(pod.Name, metadata.GetProperty("name").GetString());
            Assert.True(document.RootElement.TryGetProperty("spec", out _));
        }
    }

    [Theory]
    [InlineData("""{"metadata":{"managedFields":[{"a":1}],"name":"x"}}""")]
    [InlineData("""{"metadata":{"name":"x","managedFields":[{"a":1}]}}""")]
    [InlineData("""{"metadata":{"name":"x" , "managedFields" : [] , "uid":"u"}}""")]
    public void ManagedFields_are_cut_out_wherever_they_stand(string json)
    {
        Assert.True(Pod.TryParse(Encoding.UTF8.GetBytes(json), out Pod? pod, out _, keepRaw: true));
        using JsonDocument document = JsonDocument.Parse(pod.Raw);
        Assert.False(document.RootElement.GetProperty("metadata").TryGetProperty("managedFields", out _));
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("{", "no valid JSON")]
    [InlineData("[]", "no metadata.name")]
    [InlineData("null", "no metadata.name")]
    [InlineData("""{"metadata":{"name":7}}""", null)]
    [InlineData("""{"metadata":{"name":"\ud800"}}""", "no valid Unicode")]
    [InlineData("""{"metadata":null,"spec":null}""", "no metadata.name")]
    public void What_is_no_object_comes_back_with_a_reason(string json, string? reason)
    {
        bool parsed = Pod.TryParse(Encoding.UTF8.GetBytes(json), out Pod? pod, out string? why);

        Assert.Equal(reason is null, parsed);
        Assert.Equal(parsed, pod is not null);
        Assert.Contains(reason ?? "", why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_the_wrong_type_are_passed_over()
    {
        string json = """
            {"metadata":{"name":"x","labels":["a"],"ownerReferences":{"a":[1]},"creationTimestamp":{"deep":[[]]}},
             "spec":{"containers":{"name":"c"},"nodeName":["n"],"hostNetwork":"yes"},
             "status":{"conditions":[[],7,{"type":"Ready","status":"True"}],"podIPs":["1.2.3.4"],"podIP":"1.2.3.4"}}
            """;
        Assert.True(Pod.TryParse(Encoding.UTF8.GetBytes(json), out Pod? pod, out _));

        Assert.Empty(pod.Containers);
        Assert.Equal("", pod.NodeName);
        Assert.True(pod.IsReady);
        Assert.Empty(pod.Meta.Labels);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        string[] pieces = ["{", "}", "[", "]", ":", ",", "\"metadata\"", "\"name\"", "\"spec\"", "\"status\"", "\"conditions\"", "\"x\"", "1", "null", "\"\\ud800\"", "\u00ff", "\"managedFields\"", "1e999", " "];
        Gen<byte[]> soup = Gen.ArrayOf(Gen.Elements(pieces)).Select(p => Encoding.UTF8.GetBytes(string.Concat(p)));
        Gen<byte[]> noise = Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i));
        Gen<byte[]> cut = Gen.Choose(0, 4000).Select(n => CutCapture(n));
        Prop.ForAll(Gen.OneOf(soup, noise, cut).ToArbitrary(), bytes =>
        {
            _ = Pod.TryParse(bytes, out _, out _, keepRaw: true);
            _ = Service.TryParse(bytes, out _, out _);
            _ = EndpointSlice.TryParse(bytes, out _, out _);
            _ = Node.TryParse(bytes, out _, out _);
            _ = KubeEvent.TryParse(bytes, out _, out _);
            _ = Workload.TryParse(bytes, "DaemonSet", out _, out _);
            _ = WebhookConfiguration.TryParse(bytes, mutating: true, out _, out _);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_list_with_items_that_are_none_keeps_the_others_and_says_which()
    {
        IListBuilder builder = ListBuilders.For(Needs.Pods(null), keepRaw: false);
        builder.Add("""{"metadata":{"name":"a","namespace":"n"}}"""u8);
        builder.Add("[]"u8);
        builder.Add("nonsense"u8);
        var list = (ObjectList<Pod>)builder.Build();

        Assert.Equal("a", Assert.Single(list.Items).Name);
        Assert.Equal(2, list.NotUnderstood.Count);
        Assert.StartsWith("item 1: ", list.NotUnderstood[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_without_a_record_keep_their_metadata_and_text()
    {
        IListBuilder builder = ListBuilders.For(new ListNeed("example.com", "v1", "widgets"), keepRaw: true);
        builder.Add("""{"kind":"Widget","metadata":{"name":"w"},"spec":{"size":3}}"""u8);

        OtherObject widget = Assert.Single(((ObjectList<OtherObject>)builder.Build()).Items);
        Assert.Equal(("Widget", "w"), (widget.Kind, widget.Name));
        Assert.Contains("\"size\":3", Encoding.UTF8.GetString(widget.Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_repeat_are_one_string()
    {
        StringPool pool = new();
        Assert.Same(pool.Get("app.kubernetes.io/name"u8), pool.Get("app.kubernetes.io/name"u8));
        Assert.Equal("Grüße", pool.Get("Grüße"u8));
        Prop.ForAll<string>(s => s is null || pool.Get(Encoding.UTF8.GetBytes(s)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s))).QuickCheckThrowOnFailure();
    }

    private static byte[] CutCapture(int length)
    {
        byte[] all = File.ReadAllBytes(CaptureFiles.Api("v1.pods.json"));
        int start = all.AsSpan().IndexOf("{\"metadata\":{\"name\""u8);
        return all[start..(start + length)];
    }

    private static ObjectList<T> Capture<T>(ListNeed need)
        where T : ApiObject => (ObjectList<T>)CaptureFiles.List(need);
}
