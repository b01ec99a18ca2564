using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>kube-proxy's nftables mode: on the rules of a real node (1.33), and on rules as proxier.go of 1.31 writes them, made up.</summary>
public sealed class NftServicePlaneTests
{
    private static IServiceDataPlane Plane(string? json = null, bool isV6 = false, bool isCut = false)
    {
        var store = new EvidenceStore(Captures.Now);
        var need = CommandReadings.NodeNeed("node1", "nft-json");
        var section = new Captures("k8s-1.33-nftables").Read(need);
        store.Add(json is null ? section : section with { Value = new CommandOutput(json, IsCut: isCut) });
        return new NftServicePlaneReader().Open("node1", isV6, store)!;
    }

    private static Frontend ClusterIp(string address, int port, string protocol = "tcp") => new(FrontendKind.ClusterIp, Ip.Parse(address), port, protocol);

    private static string Made(params string[] items) =>
        $$$"""
        {"nftables":[{"metainfo":{"version":"1.1.1"}},{"table":{"family":"ip","name":"kube-proxy","handle":1}},
        {"chain":{"family":"ip","table":"kube-proxy","name":"services"}},{"rule":{"family":"ip","table":"kube-proxy","chain":"services","expr":[{"accept":null}]}},
        {{{string.Join(',', items)}}}]}
        """;

    private static string Map(string name, string key, string verdict) =>
        $$$"""{"map":{"family":"ip","table":"kube-proxy","name":"{{{name}}}","type":["inet_proto"],"map":"verdict","elem":[[{"concat":[{{{key}}}]},{{{verdict}}}]]}}""";

    private static string Rule(string chain, string expr) => $$$"""{"rule":{"family":"ip","table":"kube-proxy","chain":"{{{chain}}}","expr":[{{{expr}}}]}}""";

    private static string Endpoint(string chain, string address) => Rule(chain,
        """{"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":"tcp"}},{"dnat":{"addr":"ADDRESS","port":8080}}""".Replace("ADDRESS", address, StringComparison.Ordinal));

    [Fact]
    public void A_cluster_address_has_its_endpoints_and_the_lines_that_say_so()
    {
        var plane = Plane();

        var web = plane.Find(ClusterIp("10.96.208.120", 80));

        Assert.True(plane.IsWhole);
        Assert.Equal("nftables", plane.Mode);
        Assert.Equal(ProgrammedKind.Endpoints, web.Kind);
        Assert.Equal(["10.244.0.8:8080", "10.244.0.9:8080", "10.244.1.8:8080"], web.Endpoints.Select(e => e.ToString()));
        var lines = plane.Output.Text.Split('\n');
        Assert.Equal(
            [
                "10.96.208.120 . tcp . 80 : goto service-AXK6CI2C-demo/web/tcp/http",
                "meta l4proto tcp dnat to 10.244.0.8:8080", "meta l4proto tcp dnat to 10.244.0.9:8080", "meta l4proto tcp dnat to 10.244.1.8:8080",
                "numgen random mod 3 vmap { 0 : goto endpoint-65PGQKNM-demo/web/tcp/http__10.244.0.8/8080, 1 : goto endpoint-UZKY4VD3-demo/web/tcp/http__10.244.0.9/8080, 2 : goto endpoint-R3HOPNEN-demo/web/tcp/http__10.244.1.8/8080 }",
            ],
            web.Lines.Select(l => lines[l].Trim().Split(" # handle")[0]));
    }

    [Fact]
    public void Udp_and_tcp_of_one_port_are_two_frontends()
    {
        Assert.Single(Plane().Find(ClusterIp("10.96.0.10", 53, "udp")).Endpoints);
        Assert.Single(Plane().Find(ClusterIp("10.96.0.10", 53)).Endpoints);
        Assert.Equal(ProgrammedKind.Missing, Plane().Find(ClusterIp("10.96.0.10", 9153, "udp")).Kind);
    }

    [Fact]
    public void A_service_without_endpoints_rejects()
    {
        var found = Plane().Find(ClusterIp("10.96.251.225", 80));

        Assert.Equal(ProgrammedKind.Rejects, found.Kind);
        Assert.Contains(found.Lines, l => Plane().Output.Text.Split('\n')[l].Contains("demo/web-nomatch:http", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_port_leads_through_its_external_chain_to_the_endpoints() =>
        Assert.Equal(3, Plane().Find(new(FrontendKind.NodePort, null, 30080, "tcp")).Endpoints.Count);

    [Fact]
    public void What_is_not_there_is_missing_and_the_other_family_has_a_table_of_its_own()
    {
        Assert.Equal(ProgrammedKind.Missing, Plane().Find(ClusterIp("10.96.1.1", 80)).Kind);
        Assert.Equal(ProgrammedKind.Missing, Plane(isV6: true).Find(new(FrontendKind.ClusterIp, Ip.Parse("fd00::1"), 80, "tcp", true)).Kind);
    }

    [Fact]
    public void A_node_of_another_mode_has_no_such_plane()
    {
        var store = new EvidenceStore(Captures.Now);
        store.Add(new Captures("k8s-1.33-nftables").Read(CommandReadings.NodeNeed("node1", "nft-json")) with { Value = new CommandOutput("""{"nftables":[{"metainfo":{}}]}""") });

        Assert.Null(new NftServicePlaneReader().Open("node1", false, store));
        Assert.Null(new NftServicePlaneReader().Open("node2", false, store));
    }

    [Fact]
    public void Policy_local_goes_by_what_comes_from_outside_not_by_the_short_cut_of_the_nodes_own_pods()
    {
        var plane = Plane(Made(
            Map("service-nodeports", "\"tcp\",30080", """{"goto":{"target":"external-A"}}"""),
            Rule("external-A", """{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"10.244.0.0","len":16}}}},{"goto":{"target":"service-A"}}"""),
            Rule("external-A", """{"match":{"op":"==","left":{"fib":{"result":"type","flags":["saddr"]}},"right":"local"}},{"jump":{"target":"mark-for-masquerade"}}"""),
            Rule("external-A", """{"match":{"op":"==","left":{"fib":{"result":"type","flags":["saddr"]}},"right":"local"}},{"goto":{"target":"service-A"}}"""),
            Rule("external-A", """{"goto":{"target":"local-A"}}"""),
            Rule("service-A", """{"vmap":{"key":{"numgen":{"mode":"random","mod":2,"offset":0}},"data":{"set":[[0,{"goto":{"target":"endpoint-1"}}],[1,{"goto":{"target":"endpoint-2"}}]]}}}"""),
            Rule("local-A", """{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"@affinity-1"}},{"goto":{"target":"endpoint-2"}}"""),
            Rule("local-A", """{"vmap":{"key":{"numgen":{"mode":"random","mod":1,"offset":0}},"data":{"set":[[0,{"goto":{"target":"endpoint-1"}}]]}}}"""),
            Endpoint("endpoint-1", "10.244.0.1"), Endpoint("endpoint-2", "10.244.1.1")));

        Assert.Equal("10.244.0.1:8080", Assert.Single(plane.Find(new(FrontendKind.NodePort, null, 30080, "tcp")).Endpoints).ToString());
        Assert.False(plane.IsWhole);
    }

    [Fact]
    public void A_node_without_a_local_endpoint_drops()
    {
        var plane = Plane(Made(Map("no-endpoint-nodeports", "\"tcp\",30080", """{"drop":null}""")));

        Assert.Equal(ProgrammedKind.Drops, plane.Find(new(FrontendKind.NodePort, null, 30080, "tcp")).Kind);
    }

    [Theory]
    [InlineData("""{"goto":{"target":"gone"}}""", "chain gone is not there")]
    [InlineData("""{"goto":{"target":"odd"}}""", "warp 9")]
    [InlineData("""{"goto":{"target":"circle"}}""", "chains lead on and on")]
    [InlineData("""{"goto":{"target":"half"}}""", "endpoint-9 is not there")]
    public void What_leads_nowhere_is_not_understood_rather_than_missing(string verdict, string why)
    {
        var plane = Plane(Made(
            Map("service-ips", "\"10.96.0.1\",\"tcp\",443", verdict), Rule("odd", """{"warp":9}"""), Rule("circle", """{"goto":{"target":"circle"}}"""),
            Rule("half", """{"vmap":{"key":{"numgen":{"mode":"random","mod":1,"offset":0}},"data":{"set":[[0,{"goto":{"target":"endpoint-9"}}]]}}}""")));

        var found = plane.Find(ClusterIp("10.96.0.1", 443));

        Assert.Equal(ProgrammedKind.NotUnderstood, found.Kind);
        Assert.Contains(why, found.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_that_was_cut_is_not_whole()
    {
        var json = File.ReadAllText(Path.Combine(Captures.Root(), "tests", "captures", "k8s-1.33-nftables", "nodes", "node1", "nft-json"));

        Assert.False(Plane(json[..(json.Length * 3 / 4)], isCut: true).IsWhole);
        Assert.False(Plane(json, isCut: true).IsWhole);
    }
}
