using System.Text;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kinds;
using KubeNetTui.Kubernetes;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Kinds;

/// <summary>Kinds of network plugins. The objects are made up after the plugins' own definitions (Calico 3.29, Cilium 1.16, Azure CNS 1.6).</summary>
public sealed class PluginKindsTests
{
    private static readonly string[] Verbs = ["get", "list", "watch"];

    [Fact]
    public async Task A_pool_of_Calico_adds_up_its_blocks_and_leads_to_them()
    {
        var cluster = Cluster(
            ("crd.projectcalico.org", "v1", "ippools", "IPPool", false), ("crd.projectcalico.org", "v1", "ipamblocks", "IPAMBlock", false));
        cluster.Items["ippools"] =
        [
            """{"metadata":{"name":"default-ipv4","uid":"p1"},"spec":{"cidr":"10.244.0.0/24","blockSize":26,"vxlanMode":"CrossSubnet","ipipMode":"Never","natOutgoing":true,"nodeSelector":"all()"}}""",
            """{"metadata":{"name":"old","uid":"p2"},"spec":{"cidr":"10.9.0.0/16","disabled":true}}""",
        ];
        cluster.Items["ipamblocks"] =
        [
            """{"metadata":{"name":"10-244-0-0-26","uid":"b1"},"spec":{"cidr":"10.244.0.0/26","affinity":"host:node-a","allocations":[0,null,1,null]}}""",
            """{"metadata":{"name":"10-244-0-64-26","uid":"b2"},"spec":{"cidr":"10.244.0.64/26","affinity":"host:node-b","allocations":[0,null,null,null]}}""",
            """{"metadata":{"name":"10-9-0-0-26","uid":"b3"},"spec":{"cidr":"10.9.0.0/26","allocations":[null]}}""",
        ];
        await using var person = new Person(cluster);
        await person.Command("ippools.crd.projectcalico.org").Until("default-ipv4");
        Assert.Matches(@"default-ipv4 .* 10\.244\.0\.0/24 +254 +3 +2 +VXLAN CrossSubnet +yes +all\(\) +active", person.Line("default-ipv4"));
        Assert.Matches(@"old .* 10\.9\.0\.0/16 +65534 +0 +1 +<none> +no +all\(\) +disabled", person.Line("old "));

        cluster.Objects["/apis/crd.projectcalico.org/v1/ippools/default-ipv4"] = cluster.Items["ippools"][0];
        await person.Press("enter").Until("ipamblocks(default-ipv4)");
        Assert.Matches(@"10-244-0-0-26 +10\.244\.0\.0/26 +node-a +2/4 +2 +active", person.Line("10-244-0-0-26"));
        Assert.DoesNotContain("10-9-0-0-26", person.Screen);
    }

    [Theory]
    [InlineData(false, 10L, 254L, Verdict.Pass)]
    [InlineData(false, 245L, 254L, Verdict.Warn)]
    [InlineData(false, 254L, 254L, Verdict.Fail)]
    [InlineData(false, null, 254L, Verdict.Unknown)]
    [InlineData(true, 254L, 254L, Verdict.NotApplicable)]
    [InlineData(false, 10L, 0L, Verdict.NotApplicable)]
    public void A_pool_is_judged_by_how_full_it_is(bool disabled, long? used, long size, Verdict verdict)
    {
        var judged = new CalicoPoolKind("crd.projectcalico.org").Judge(new CalicoPool(null, disabled, used, size), null!, default);
        Assert.Equal(size == 0 ? Verdict.Pass : verdict, judged.Verdict);
    }

    [Fact]
    public void Kinds_of_Cilium_are_read_with_their_states()
    {
        var endpoint = Read(new CiliumEndpointKind(), """
            {"metadata":{"name":"web-1","namespace":"shop","annotations":{"a":"b"}},
             "status":{"id":7,"identity":{"id":48861,"labels":["k8s:app=web"]},"state":"ready","policy":{"ingress":{"enforcing":true},"egress":{"enforcing":false}},
             "networking":{"addressing":[{"ipv4":"10.0.1.200"}],"node":"172.18.0.3"}}}
            """);
        Assert.Equal(["web-1", "ready", "48861", "limited", "open", "10.0.1.200", "172.18.0.3", ""], endpoint.Cells);
        Assert.Equal(Verdict.Pass, new CiliumEndpointKind().Judge(endpoint.Source, null!, default).Verdict);
        Assert.Empty(endpoint.Meta.Annotations);

        var waiting = Read(new CiliumEndpointKind(), """{"metadata":{"name":"web-2"},"status":{"state":"waiting-for-identity"}}""");
        Assert.Equal((Verdict.Warn, "waiting-for-identity"), Pair(new CiliumEndpointKind().Judge(waiting.Source, null!, default)));

        var node = Read(new CiliumNodeKind(), """
            {"metadata":{"name":"node-a"},"spec":{"addresses":[{"type":"InternalIP","ip":"172.18.0.3"},{"type":"CiliumInternalIP","ip":"10.0.1.5"}],
             "ipam":{"podCIDRs":["10.0.1.0/24"]}},"status":{"ipam":{}}}
            """);
        Assert.Equal(["node-a", "172.18.0.3", "10.0.1.5", "10.0.1.0/24", "<not told>", ""], node.Cells);

        var identity = Read(new CiliumIdentityKind(), """
            {"metadata":{"name":"48861"},"security-labels":{"k8s:app":"web","k8s:io.kubernetes.pod.namespace":"shop","k8s:io.cilium.k8s.policy.serviceaccount":"default"}}
            """);
        Assert.Equal(["48861", "shop", "default", "app=web", ""], identity.Cells);
    }

    [Fact]
    public void A_node_of_Azure_CNI_that_waits_for_addresses_is_marked()
    {
        var kind = new NodeNetworkConfigKind();
        var waiting = Read(kind, """
            {"metadata":{"name":"aks-1","namespace":"kube-system"},"spec":{"requestedIPCount":32,"ipsNotInUse":["a"]},
             "status":{"assignedIPCount":16,"status":"Updating","networkContainers":[{"assignmentMode":"dynamic","subnetName":"pods","subnetAddressSpace":"10.241.0.0/16","primaryIP":"10.241.0.4"}]}}
            """);
        Assert.Equal(["aks-1", "32", "16", "1", "pods", "10.241.0.0/16", "10.241.0.4", "dynamic", "Updating", ""], waiting.Cells);
        Assert.Equal((Verdict.Warn, "waits for 16 addresses"), Pair(kind.Judge(waiting.Source, null!, default)));

        var full = Read(kind, """{"metadata":{"name":"aks-2"},"status":{"networkContainers":[{"status":"NCUpdateSubnetFullError"}]}}""");
        Assert.Equal((Verdict.Fail, "the subnet is full"), Pair(kind.Judge(full.Source, null!, default)));

        var block = Read(kind, """{"metadata":{"name":"aks-3"},"spec":{"requestedIPCount":8},"status":{"status":"Updated","networkContainers":[{"assignmentMode":"static","status":"NCUpdateSuccess"}]}}""");
        Assert.Equal(Verdict.Pass, kind.Judge(block.Source, null!, default).Verdict);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_object_however_odd_makes_a_kind_throw(string group, string plural)
    {
        var kind = NetworkKinds.All.Single(k => k.Group == group && k.Plural == plural);
        string[] odd =
        [
            "", "{", "[]", "null", """{"metadata":{"name":7}}""", """{"metadata":{"name":"x"},"spec":[],"status":"up","webhooks":{}}""",
            """{"metadata":{"name":"x"},"spec":{"rules":[{"http":{"paths":[{}]}},7],"listeners":[7],"cidrs":"a","cidr":"b","parentRef":3,"podSelector":[],"ingress":[{"from":[{}]}],"allocations":{}},"status":{"listeners":[{}],"parents":[{}],"networkContainers":[7]},"endpoints":[{}],"webhooks":[{}]}""",
        ];
        foreach (var json in odd)
        {
            var item = kind.Read(Encoding.UTF8.GetBytes(json), new Evidence.StringPool());
            if (item is not null)
            {
                Assert.Equal(kind.Columns.Count, item.Cells.Length);
                Assert.NotNull(kind.BackendsOf(item.Source));
            }
        }
    }

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (var kind in NetworkKinds.All)
            {
                all.Add(kind.Group, kind.Plural);
            }

            return all;
        }
    }

    private static KindItem Read(NetworkKind kind, string json) => kind.Read(Encoding.UTF8.GetBytes(json), new Evidence.StringPool())!;

    private static (Verdict, string) Pair(LiveJudgement judged) => (judged.Verdict, judged.Reason);

    private static FakeCluster Cluster(params (string Group, string Version, string Plural, string Kind, bool Namespaced)[] kinds)
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.MoreKinds.AddRange(kinds.Select(k => new ApiResource(k.Group, k.Version, k.Plural, k.Kind.ToLowerInvariant(), k.Kind, k.Namespaced, [], Verbs, [])));
        return cluster;
    }
}
