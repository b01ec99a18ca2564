using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

/// <summary>Who reaches what in the demo: each story as a packet would meet it.</summary>
public sealed class ShopProbesTests
{
    private readonly Shop _shop = new();

    [Theory]
    [InlineData("web", "reached")]
    [InlineData("catalog", "reached")]
    [InlineData("cart", "refused")] // no endpoints: REJECT
    [InlineData("pay", "refused")] // none ready: REJECT
    [InlineData("search", "refused")] // a port without a number: REJECT
    [InlineData("legacy", "reached")]
    [InlineData("mail", "refused")] // listens on 127.0.0.1
    public void A_service_answers_a_node_as_its_story_says(string service, string outcome)
    {
        var spec = _shop.Find("services", "shop", service)["spec"]!;
        var (ip, port) = ((string)spec["clusterIP"]!, (int)spec["ports"]![0]!["port"]!);

        // A third of catalog's connections end on node-c, where they are dropped: both nodes together show what the service does.
        var outcomes = ((string[])["node-a", "node-b"]).Select(n => Word(_shop.Bundle.ProbeFromNode(n, new ProbeQuestion("tcp", ip, port, "")))).ToList();

        Assert.Contains(outcome, outcomes);
        Assert.All(outcomes, o => Assert.True(o == outcome || o == "timedout", o));
    }

    [Fact]
    public void Pods_of_node_c_are_reached_from_node_c_itself_and_from_nowhere_else()
    {
        var pod = _shop.PodsOf("catalog").Single(p => (string?)p["spec"]!["nodeName"] == "node-c");
        var ip = (string)pod["status"]!["podIP"]!;

        Assert.StartsWith("reached ", _shop.Bundle.ProbeFromNode("node-c", new ProbeQuestion("tcp", ip, 8080, "")), StringComparison.Ordinal);
        Assert.StartsWith("timedout ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("tcp", ip, 8080, "")), StringComparison.Ordinal);
        Assert.StartsWith("timedout ", FromPod("catalog", "node-a", "tcp", ip, 8080), StringComparison.Ordinal);
        Assert.StartsWith("timedout ", FromPod("catalog", "node-c", "tcp", "10.96.0.1", 443), StringComparison.Ordinal);
        Assert.StartsWith("reached ", FromPod("catalog", "node-c", "tcp", "127.0.0.1", 8080), StringComparison.Ordinal);
        Assert.StartsWith("reached ", FromPod("catalog", "node-c", "tcp", "10.10.0.13", 10250), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stock", "node-a", "timedout")]
    [InlineData("web", "node-a", "reached")]
    [InlineData("catalog", "node-c", "reached")] // to itself through its service: the mark passes FORWARD
    public void A_pod_that_calls_its_own_service_meets_itself_and_hairpin_decides(string app, string node, string outcome)
    {
        var ip = (string)_shop.Find("services", "shop", app)["spec"]!["clusterIP"]!;

        Assert.Equal(outcome, Word(FromPod(app, node, "tcp", ip, 80)));
        Assert.Equal("reached", Word(FromPod(app, node, "tcp", (string)Pod(app, node)["status"]!["podIP"]!, 8080)));
    }

    [Fact]
    public void Mail_takes_connections_from_its_own_pod_alone()
    {
        var ip = (string)Pod("mail", "node-b")["status"]!["podIP"]!;

        Assert.StartsWith("reached ", FromPod("mail", "node-b", "tcp", "127.0.0.1", 2525), StringComparison.Ordinal);
        Assert.StartsWith("refused ", FromPod("catalog", "node-b", "tcp", ip, 2525), StringComparison.Ordinal);
        Assert.StartsWith("refused ", _shop.Bundle.ProbeFromNode("node-b", new ProbeQuestion("tcp", ip, 2525, "")), StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_stop_what_they_do_not_name()
    {
        Assert.StartsWith("timedout ", FromPod("feed", "node-a", "dns", "10.96.0.10", 53, "prices.example.org A"), StringComparison.Ordinal);
        Assert.StartsWith("namefailed ", FromPod("feed", "node-a", "https", "prices.example.org", 443, "/"), StringComparison.Ordinal);
        Assert.StartsWith("reached ", FromPod("feed", "node-a", "tcp", "198.51.100.7", 443), StringComparison.Ordinal);
        Assert.StartsWith("timedout ", FromPod("feed", "node-a", "tcp", "198.51.100.7", 80), StringComparison.Ordinal);
        var db = (string)_shop.Find("pods", "shop", "db-0")["status"]!["podIP"]!;
        Assert.StartsWith("reached ", FromPod("catalog", "node-a", "tcp", db, 5432), StringComparison.Ordinal);
        Assert.StartsWith("timedout ", FromPod("web", "node-a", "tcp", db, 5432), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web.shop.svc.cluster.local A", "NOERROR 10.96.12.10")]
    [InlineData("web.shop.svc.cluster.local AAAA", "NOERROR")]
    [InlineData("kubernetes.default.svc.cluster.local A", "NOERROR 10.96.0.1")]
    [InlineData("nosuch.shop.svc.cluster.local A", "NXDOMAIN")]
    [InlineData("kubernetes.default A", "NXDOMAIN")]
    public void The_clusters_dns_answers_from_the_services(string query, string answer)
    {
        var line = FromPod("catalog", "node-a", "dns", "10.96.0.10", 53, query);

        Assert.Matches(@"^reached \d+ dig " + System.Text.RegularExpressions.Regex.Escape(answer) + "\n$", line);
    }

    [Fact]
    public void Headless_services_have_their_pods_external_names_a_target_and_the_replica_in_a_loop_refuses()
    {
        var db = Words(FromPod("catalog", "node-a", "dns", "10.96.0.10", 53, "db.shop.svc.cluster.local A"))[4..];
        Assert.Equal(_shop.PodsOf("db").Select(p => (string)p["status"]!["podIP"]!).Order(StringComparer.Ordinal), db);
        Assert.Contains(" NOERROR billing.example.com. 192.0.2.", FromPod("catalog", "node-a", "dns", "10.96.0.10", 53, "billing.shop.svc.cluster.local A"), StringComparison.Ordinal);
        var replicas = _shop.List("pods").Where(p => (string?)p["metadata"]!["labels"]?["k8s-app"] == "kube-dns")
            .ToDictionary(p => (string)p["spec"]!["nodeName"]!, p => (string)p["status"]!["podIP"]!);
        Assert.StartsWith("refused ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("dns", replicas["node-a"], 53, "kubernetes.io A")), StringComparison.Ordinal);
        Assert.Contains(" NOERROR ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("dnstcp", replicas["node-b"], 53, "kubernetes.io A")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "10.96.12.10", 80, "/", "HTTP/1.1 200 OK")]
    [InlineData("https", "10.96.0.1", 443, "/livez", "HTTP/1.1 200 OK")]
    [InlineData("https", "10.96.0.1", 443, "/api", "HTTP/1.1 403 Forbidden")]
    [InlineData("http", "10.96.0.1", 443, "/", "HTTP/1.0 400 Bad Request")]
    [InlineData("https", "10.10.0.11", 10250, "/healthz", "HTTP/1.1 401 Unauthorized")]
    [InlineData("http", "10.10.0.11", 10256, "/healthz", "HTTP/1.1 200 OK")]
    public void A_get_is_answered_with_the_servers_status_line(string kind, string host, int port, string path, string status) =>
        Assert.Contains(" " + status, FromPod("web", "node-a", kind, host, port, path), StringComparison.Ordinal);

    [Fact]
    public void Pings_larger_than_the_mtu_do_not_fit_and_a_services_address_answers_none()
    {
        Assert.StartsWith("reached ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("ping", "10.10.0.13", 1472, "")), StringComparison.Ordinal);
        Assert.StartsWith("unreachable ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("ping", "10.10.0.13", 1473, "")), StringComparison.Ordinal);
        Assert.StartsWith("timedout ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("ping", "10.96.0.1", 56, "")), StringComparison.Ordinal);
    }

    [Fact]
    public void Node_bs_full_table_makes_some_connections_slow_and_loses_a_few_the_same_ones_each_time()
    {
        var lines = Enumerable.Range(0, 200).Select(i => Words(_shop.Bundle.ProbeFromNode("node-b", new ProbeQuestion("tcp", $"198.51.100.{i}", 443, "")))).ToList();

        Assert.InRange(lines.Count(w => w[0] == "timedout"), 1, 30);
        Assert.InRange(lines.Count(w => w[0] == "reached" && int.Parse(w[1], System.Globalization.CultureInfo.InvariantCulture) > 1000), 10, 90);
        Assert.All(Enumerable.Range(0, 200), i => Assert.StartsWith("reached ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("tcp", $"198.51.100.{i}", 443, "")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mending_with_kubectl_mends_what_probes_meet_and_a_created_pod_answers_a_script_with_them()
    {
        await using var demo = await ReplayServer.StartAsync(_shop.Bundle, new ReplayOptions { Runtime = _shop.Bundle.CreateRuntime(TimeProvider.System) }, TestContext.Current.CancellationToken);
        await using var life = DemoLife.Paused(_shop.Bundle, demo.Store, null, new DemoLifeOptions());
        Assert.StartsWith("refused ", _shop.Bundle.ProbeFromNode("node-a", new ProbeQuestion("tcp", "10.96.12.11", 80, "")), StringComparison.Ordinal);

        demo.Store.Modify("services", "shop", "cart", s => s["spec"]!["selector"] = new JsonObject { ["app"] = "cart" });
        life.Step();

        var outcomes = ((string[])["node-a", "node-b"]).Select(n => Word(_shop.Bundle.ProbeFromNode(n, new ProbeQuestion("tcp", "10.96.12.11", 80, ""))));
        Assert.DoesNotContain("refused", outcomes);
    }

    [Fact]
    public async Task A_port_forward_to_a_dns_replica_is_answered_over_tcp()
    {
        var pod = _shop.List("pods").Single(p => (string?)p["metadata"]!["labels"]?["k8s-app"] == "kube-dns" && (string?)p["spec"]!["nodeName"] == "node-b");
        var runtime = _shop.Bundle.CreateRuntime(TimeProvider.System);
        await using var stream = await runtime.ConnectAsync("kube-system", (string)pod["metadata"]!["name"]!, 53, TestContext.Current.CancellationToken);
        byte[] question =
        [
            0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, .. "web"u8, 4, .. "shop"u8, 3, .. "svc"u8, 7, .. "cluster"u8, 5, .. "local"u8, 0, 0, 1, 0, 1,
        ];

        await stream.WriteAsync((byte[])[0, (byte)question.Length, .. question], TestContext.Current.CancellationToken);
        var answer = new byte[2 + question.Length + 16];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);

        Assert.Equal([0x12, 0x34, 0x85, 0x80, 0, 1, 0, 1], answer[2..10]);
        Assert.Equal([10, 96, 12, 10], answer[^4..]);
        var loop = _shop.List("pods").Single(p => (string?)p["metadata"]!["labels"]?["k8s-app"] == "kube-dns" && (string?)p["spec"]!["nodeName"] == "node-a");
        await Assert.ThrowsAsync<IOException>(() => runtime.ConnectAsync("kube-system", (string)loop["metadata"]!["name"]!, 53, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("catalog", "node-c", 8080, "/", "HTTP/1.1 200 OK")] // past node-c's FORWARD
    [InlineData("pay", "node-b", 8080, "/ready", "HTTP/1.1 503 Service Unavailable")]
    [InlineData("mail", "node-b", 2525, "/", "")] // over loopback, where it listens; it speaks no HTTP
    public async Task A_port_forward_to_what_listens_in_a_pod_is_answered_as_its_server_would(string app, string node, int port, string path, string status)
    {
        var runtime = _shop.Bundle.CreateRuntime(TimeProvider.System);
        await using var stream = await runtime.ConnectAsync("shop", (string)Pod(app, node)["metadata"]!["name"]!, port, TestContext.Current.CancellationToken);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {app}\r\n\r\n"), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.Split("\r\n")[0]);
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002")] // a TLS handshake
    [InlineData("GET\r\n\r\n")]
    public async Task A_port_forward_ends_what_is_no_request(string sent)
    {
        var runtime = _shop.Bundle.CreateRuntime(TimeProvider.System);
        await using var stream = await runtime.ConnectAsync("shop", (string)Pod("web", "node-a")["metadata"]!["name"]!, 8080, TestContext.Current.CancellationToken);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent), TestContext.Current.CancellationToken);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_port_forward_to_a_port_on_which_nobody_listens_is_refused()
    {
        var runtime = _shop.Bundle.CreateRuntime(TimeProvider.System);
        var refused = await Assert.ThrowsAsync<IOException>(
            () => runtime.ConnectAsync("shop", (string)Pod("web", "node-a")["metadata"]!["name"]!, 8081, TestContext.Current.CancellationToken));
        Assert.Contains("connection refused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_running_pod_has_every_section_that_pods_have()
    {
        foreach (var pod in _shop.List("pods").Where(p => (string?)p["status"]!["phase"] == "Running"))
        {
            var (ns, name) = ((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!);
            Assert.All(ShopPodSections.Names, section => Assert.True(_shop.Bundle.PodSection(ns, name, section) is not null, $"{ns}/{name} {section}"));
        }
    }

    [Fact]
    public void Node_bs_range_is_used_up_and_its_kernel_says_that_the_table_is_full()
    {
        var config = _shop.Node("node-b", "cni-config");
        var store = _shop.Node("node-b", "cni-ipam").Split('\n').Where(l => l.EndsWith(":eth0", StringComparison.Ordinal)).Select(l => l.Split('/', ':')[2]).ToList();
        var end = JsonNode.Parse(config[config.IndexOf('{', StringComparison.Ordinal)..])!["plugins"]![0]!["ipam"]!["ranges"]![0]![0]!["rangeEnd"]!;

        Assert.Equal(store[^1], (string?)end);
        Assert.Contains("nf_conntrack: table full, dropping packet", _shop.Node("node-b", "kernel-log"), StringComparison.Ordinal);
        Assert.Equal("", _shop.Node("node-a", "kernel-log"));
        Assert.Matches("^total 257163 0\n(?s:.*)\nend\n$", _shop.Node("node-b", "conntrack-summary"));
        Assert.Equal(6, _shop.Node("node-a", "pod-pids").Split('\n')[0].Split(' ').Length + 1);
    }

    private string FromPod(string app, string node, string kind, string host, int port, string query = "") =>
        _shop.Bundle.ProbeFromPod("shop", (string)Pod(app, node)["metadata"]!["name"]!, new ProbeQuestion(kind, host, port, query))!;

    private JsonObject Pod(string app, string node) => _shop.PodsOf(app).First(p => (string?)p["spec"]!["nodeName"] == node);

    private static string Word(string? line) => Words(line)[0];

    private static string[] Words(string? line) => line!.TrimEnd('\n').Split(' ');
}
