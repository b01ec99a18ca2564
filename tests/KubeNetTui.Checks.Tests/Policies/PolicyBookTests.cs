using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class PolicyBookTests
{
    private static readonly Pod Web = Pod(Some.Pod("web-1", "app=web", "10.244.0.5", ports: "http:8080"));
    private static readonly Pod Client = Pod(Some.Pod("client", "app=client,tier=back", "10.244.0.6"));
    private static readonly Pod Elsewhere = Pod(Some.Pod("client", "app=client", "10.244.1.6", ns: "ops", node: "node-b"));
    private static readonly KnownLabels Shop = new(new LabelSet([new("kubernetes.io/metadata.name", "shop")]), true);
    private static readonly KnownLabels Ops = new(new LabelSet([new("kubernetes.io/metadata.name", "ops"), new("team", "ops")]), true);

    [Fact]
    public void A_pod_that_no_policy_selects_is_open()
    {
        Assert.Equal(PolicyOutcome.Allowed, Ingress("{'podSelector':{'matchLabels':{'app':'other'}},'ingress':[]}", Client, Shop));
    }

    [Fact]
    public void A_policy_of_another_namespace_selects_nothing_here()
    {
        var policy = Policy("{'podSelector':{}}", ns: "ops");

        Assert.Equal(PolicyOutcome.Allowed, new PolicyBook([policy], true).Ask(Web, PolicyDirection.Ingress, PolicyEnd.Of(Client, Shop), "TCP", 8080).Outcome);
    }

    [Theory]
    [InlineData("{'podSelector':{},'policyTypes':['Ingress']}", true, false)]
    [InlineData("{'podSelector':{}}", true, false)]
    [InlineData("{'podSelector':{},'egress':[]}", true, false)]
    [InlineData("{'podSelector':{},'egress':[{}]}", true, true)]
    [InlineData("{'podSelector':{},'policyTypes':['Egress']}", false, true)]
    [InlineData("{'podSelector':{},'policyTypes':['Ingress','Egress']}", true, true)]
    public void Policy_types_that_are_not_given_mean_ingress_and_egress_where_it_has_rules(string spec, bool ingress, bool egress)
    {
        PolicyBook book = new([Policy(spec)], true);

        Assert.Equal(ingress, book.Isolating(Web, PolicyDirection.Ingress).Count == 1);
        Assert.Equal(egress, book.Isolating(Web, PolicyDirection.Egress).Count == 1);
    }

    [Theory]
    [InlineData("[]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'podSelector':{}}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'podSelector':{'matchLabels':{'tier':'back'}}}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'podSelector':{'matchLabels':{'tier':'front'}}}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'from':[{'podSelector':{'matchExpressions':[{'key':'tier','operator':'In','values':['front','back']}]}}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'podSelector':{'matchExpressions':[{'key':'tier','operator':'DoesNotExist'}]}}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'from':[{'podSelector':{'matchExpressions':[{'key':'x','operator':'NotIn','values':['y']}]}}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'podSelector':{'matchExpressions':[{'key':'tier','operator':'Like','values':['b']}]}}]}]", nameof(PolicyOutcome.Unknown))]
    [InlineData("[{'ports':[{'port':8080}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'ports':[{'port':80}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'ports':[{'port':8080,'protocol':'UDP'}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'ports':[{'port':'http'}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'ports':[{'port':'web'}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'ports':[{'port':8000,'endPort':8080}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'ports':[{'port':8000,'endPort':8079}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'ports':[{'protocol':'TCP'}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'ipBlock':{'cidr':'10.244.0.0/16'}}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'ipBlock':{'cidr':'10.244.0.0/16','except':['10.244.0.6/32']}}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'from':[{'ipBlock':{'cidr':'10.244.7.9/16'}}]}]", nameof(PolicyOutcome.Allowed))]
    [InlineData("[{'from':[{'ipBlock':{'cidr':'nonsense'}}]}]", nameof(PolicyOutcome.Unknown))]
    [InlineData("[{'from':[{'namespaceSelector':{'matchLabels':{'team':'ops'}}}]}]", nameof(PolicyOutcome.Denied))]
    [InlineData("[{'from':[{}]}]", nameof(PolicyOutcome.Denied))]
    public void Ingress_is_let_in_by_what_any_rule_allows(string rules, string expected)
    {
        Assert.Equal(expected, Ingress($"{{'podSelector':{{'matchLabels':{{'app':'web'}}}},'ingress':{rules}}}", Client, Shop).ToString());
    }

    [Theory]
    [InlineData("{'podSelector':{}}", nameof(PolicyOutcome.Denied))]
    [InlineData("{'namespaceSelector':{}}", nameof(PolicyOutcome.Allowed))]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'ops'}}}", nameof(PolicyOutcome.Allowed))]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'ops'}},'podSelector':{'matchLabels':{'app':'client'}}}", nameof(PolicyOutcome.Allowed))]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'ops'}},'podSelector':{'matchLabels':{'app':'web'}}}", nameof(PolicyOutcome.Denied))]
    public void Without_a_namespace_selector_only_pods_of_the_policys_own_namespace_are_meant(string peer, string expected)
    {
        Assert.Equal(expected, Ingress($"{{'podSelector':{{}},'ingress':[{{'from':[{peer}]}}]}}", Elsewhere, Ops).ToString());
    }

    [Fact]
    public void Of_a_namespace_that_may_not_be_read_only_its_name_decides()
    {
        KnownLabels byName = new(new LabelSet([new("kubernetes.io/metadata.name", "ops")]), false);

        Assert.Equal(PolicyOutcome.Allowed, Ingress(Rule("{'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'ops'}}}"), Elsewhere, byName));
        Assert.Equal(PolicyOutcome.Denied, Ingress(Rule("{'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'x','team':'ops'}}}"), Elsewhere, byName));
        Assert.Equal(PolicyOutcome.Unknown, Ingress(Rule("{'namespaceSelector':{'matchLabels':{'team':'ops'}}}"), Elsewhere, byName));
    }

    [Fact]
    public void Policies_add_up_and_none_takes_away()
    {
        PolicyBook book = new([Policy("{'podSelector':{},'ingress':[]}", "deny"), Policy(Rule("{'podSelector':{}}"), "allow")], true);
        var answer = book.Ask(Web, PolicyDirection.Ingress, PolicyEnd.Of(Client, Shop), "TCP", 8080);

        Assert.Equal(PolicyOutcome.Allowed, answer.Outcome);
        Assert.Equal("allow", Assert.Single(answer.By).Name);
    }

    [Fact]
    public void What_is_denied_names_all_policies_that_could_allow_it()
    {
        PolicyBook book = new([Policy("{'podSelector':{},'ingress':[]}", "deny"), Policy("{'podSelector':{},'ingress':[{'ports':[{'port':1}]}]}", "one")], true);
        var answer = book.Ask(Web, PolicyDirection.Ingress, PolicyEnd.Of(Client, Shop), "TCP", 8080);

        Assert.Equal("deny, one isolate its ingress, and no rule allows shop/client on 8080/TCP", answer.Why);
    }

    [Fact]
    public void The_pods_own_node_is_always_let_in_and_another_one_only_by_its_address()
    {
        PolicyBook book = new([Policy("{'podSelector':{},'ingress':[{'from':[{'podSelector':{}}]}]}")], true);
        PolicyBook byAddress = new([Policy("{'podSelector':{},'ingress':[{'from':[{'ipBlock':{'cidr':'172.18.0.0/24'}}]}]}")], true);

        Assert.Equal(PolicyOutcome.Allowed, book.Ask(Web, PolicyDirection.Ingress, EndOf("node-a", "172.18.0.2"), "TCP", 8080).Outcome);
        Assert.Equal(PolicyOutcome.Denied, book.Ask(Web, PolicyDirection.Ingress, EndOf("node-b", "172.18.0.3"), "TCP", 8080).Outcome);
        Assert.Equal(PolicyOutcome.Allowed, byAddress.Ask(Web, PolicyDirection.Ingress, EndOf("node-b", "172.18.0.3"), "TCP", 8080).Outcome);
    }

    [Fact]
    public void Host_network_pods_are_not_isolated_and_selectors_may_or_may_not_mean_them()
    {
        var host = Pod(Some.Pod("agent", "app=client,tier=back", "172.18.0.3", node: "node-b", more: "{'spec':{'hostNetwork':true}}"));
        PolicyBook book = new([Policy(Rule("{'podSelector':{'matchLabels':{'tier':'back'}}}"))], true);

        Assert.Empty(book.Isolating(host, PolicyDirection.Ingress));
        Assert.Equal(PolicyOutcome.Unknown, book.Ask(Web, PolicyDirection.Ingress, PolicyEnd.Of(host, Shop), "TCP", 8080).Outcome);
    }

    [Theory]
    [InlineData(true, nameof(PolicyOutcome.Allowed))]
    [InlineData(false, nameof(PolicyOutcome.Denied))]
    [InlineData(null, nameof(PolicyOutcome.Unknown))]
    public void Whether_an_ip_block_means_pods_is_up_to_who_enforces_it(bool? blocksMeanPods, string expected)
    {
        PolicyBook book = new([Policy(Rule("{'ipBlock':{'cidr':'0.0.0.0/0'}}"))], blocksMeanPods);

        Assert.Equal(expected, book.Ask(Web, PolicyDirection.Ingress, PolicyEnd.Of(Client, Shop), "TCP", 8080).Outcome.ToString());
        Assert.Equal(PolicyOutcome.Allowed, book.Ask(Web, PolicyDirection.Ingress, PolicyEnd.OfAddress("203.0.113.9"), "TCP", 8080).Outcome);
    }

    [Fact]
    public void An_egress_port_by_name_is_looked_up_in_the_pod_that_is_reached()
    {
        PolicyBook book = new([Policy("{'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'port':'http'}]}]}")], true);

        Assert.Equal(PolicyOutcome.Allowed, book.Ask(Client, PolicyDirection.Egress, PolicyEnd.Of(Web, Shop), "TCP", 8080).Outcome);
        Assert.Equal(PolicyOutcome.Denied, book.Ask(Client, PolicyDirection.Egress, PolicyEnd.Of(Web, Shop), "TCP", 9090).Outcome);
        Assert.Equal(PolicyOutcome.Denied, book.Ask(Client, PolicyDirection.Egress, PolicyEnd.OfAddress("203.0.113.9"), "TCP", 8080).Outcome);
    }

    [Fact]
    public void A_block_holds_an_address_as_bits_say()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            var bits = random.Next(0, 33);
            var network = (uint)random.NextInt64(0, 1L << 32);
            var address = random.Next(2) == 0 ? network ^ (uint)random.Next(0, 256) : (uint)random.NextInt64(0, 1L << 32);
            var mask = bits == 0 ? 0u : uint.MaxValue << (32 - bits);
            IpBlock block = new($"{Text(network)}/{bits}", []);
            Assert.Equal((network & mask) == (address & mask), PolicyBook.Holds(block, [IPAddress.Parse(Text(address))]));
            Assert.False(PolicyBook.Holds(block with { Except = [block.Cidr] }, [IPAddress.Parse(Text(address))]));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static string Text(uint ip) => $"{ip >> 24}.{(ip >> 16) & 255}.{(ip >> 8) & 255}.{ip & 255}";

    private static PolicyEnd EndOf(string node, string ip) => new($"node {node}", [IPAddress.Parse(ip)], null, null, node);

    private static string Rule(string peer) => $"{{'podSelector':{{}},'ingress':[{{'from':[{peer}]}}]}}";

    private static PolicyOutcome Ingress(string spec, Pod from, KnownLabels ns) =>
        new PolicyBook([Policy(spec)], true).Ask(Web, PolicyDirection.Ingress, PolicyEnd.Of(from, ns), "TCP", 8080).Outcome;

    private static NetworkPolicy Policy(string spec, string name = "p", string ns = "shop")
    {
        var json = $"{{'metadata':{{'name':'{name}','namespace':'{ns}'}},'spec':{spec}}}".Replace('\'', '"');
        Assert.True(NetworkPolicy.TryParse(Encoding.UTF8.GetBytes(json), out var policy, out var why), why);
        return policy;
    }

    private static Pod Pod(string json)
    {
        Assert.True(Evidence.Pod.TryParse(Encoding.UTF8.GetBytes(json), out var pod, out var why), why);
        return pod;
    }
}
