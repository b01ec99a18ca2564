using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

/// <summary>Policies, slices, leases, service addresses and webhooks in the verdict column.</summary>
public sealed class NetworkVerdictTests
{
    private static readonly DateTimeOffset Now = Given.Now;

    private static readonly PodGroup[] Pods = [new(Labels("app=feed"), 2), new(Labels("app=web"), 3)];

    private const string Dns = "{'ports':[{'protocol':'UDP','port':53},{'protocol':'TCP','port':53}]}";

    [Theory]
    [InlineData("'podSelector':{'matchLabels':{'app':'feed'}},'policyTypes':['Egress'],'egress':[{'ports':[{'port':443}]}]", Verdict.Warn, "no rule lets DNS out of 2 pods")]
    [InlineData("'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'port':443}]}]", Verdict.Warn, "no rule lets DNS out of 5 pods")]
    [InlineData("'podSelector':{},'policyTypes':['Egress'],'egress':[]", Verdict.Pass, "")]
    [InlineData("'podSelector':{},'policyTypes':['Egress'],'egress':[{}]", Verdict.Pass, "")]
    [InlineData("'podSelector':{},'egress':[{'ports':[{'protocol':'UDP','port':50,'endPort':60},{'port':50,'endPort':60}]}]", Verdict.Pass, "")]
    [InlineData("'podSelector':{},'egress':[{'ports':[{'protocol':'UDP','port':53}]}]", Verdict.Warn, "no rule lets DNS out of 5 pods")]
    [InlineData("'podSelector':{},'policyTypes':['Ingress'],'ingress':[{'ports':[{'port':443}]}]", Verdict.Pass, "")]
    [InlineData("'podSelector':{'matchLabels':{'app':'gone'}},'policyTypes':['Egress'],'egress':[{'ports':[{'port':443}]}]", Verdict.NotApplicable, "selects no pod")]
    public void A_policy_that_forgets_DNS_warns(string spec, Verdict verdict, string reason)
    {
        var policy = Policy("p", spec);
        Assert.Equal((verdict, reason), Pair(PolicyVerdict.Of(policy, [policy], Pods)));
    }

    [Fact]
    public void What_another_policy_of_the_same_pods_lets_out_counts()
    {
        var feed = Policy("feed", "'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'port':443}]}]");
        var web = Policy("dns", $"'podSelector':{{'matchLabels':{{'app':'web'}}}},'policyTypes':['Egress'],'egress':[{Dns}]");
        Assert.Equal((Verdict.Warn, "no rule lets DNS out of 2 pods"), Pair(PolicyVerdict.Of(feed, [feed, web], Pods)));
        var all = Policy("dns-all", $"'podSelector':{{}},'policyTypes':['Egress'],'egress':[{Dns}]");
        Assert.Equal(Verdict.Pass, PolicyVerdict.Of(feed, [feed, all], Pods).Verdict);
        Assert.Equal(Verdict.Unknown, PolicyVerdict.Of(feed, [feed], null).Verdict);
    }

    [Theory]
    [InlineData("a@n=10.0.0.1 b@n=10.0.0.2", "http:8080", Verdict.Pass, "")]
    [InlineData("a@n=10.0.0.1 b@n=10.0.0.2!", "http:8080", Verdict.Warn, "1 of 2 endpoints not ready")]
    [InlineData("a@n=10.0.0.1!", "http:8080", Verdict.Fail, "0 of 1 endpoints ready")]
    [InlineData("a@n=10.0.0.1~", "http:8080", Verdict.Warn, "only terminating endpoints")]
    [InlineData("a@n=10.0.0.1", "", Verdict.Fail, "no ports: no pod has 8080")]
    [InlineData("", "http:8080", Verdict.Fail, "no endpoints")]
    public void A_slice_is_judged_by_its_endpoints(string endpoints, string ports, Verdict verdict, string reason) =>
        Assert.Equal((verdict, reason), Pair(EndpointSliceVerdict.Of(Slice("web", endpoints, ports), new Around().With("web", ""))));

    [Fact]
    public void A_slice_of_no_service_serves_nobody_and_an_empty_one_beside_a_full_one_is_no_fault()
    {
        Assert.Equal("there is no service gone", EndpointSliceVerdict.Of(Slice("gone", "a@n=10.0.0.1", "http:8080"), new Around()).Reason);
        Assert.Equal("no service named: it serves nobody", EndpointSliceVerdict.Of(Slice("gone", "a@n=10.0.0.1", "http:8080") with { Service = "" }, new Around()).Reason);
        Assert.Equal(Verdict.NotApplicable, EndpointSliceVerdict.Of(Slice("web", "", "http:8080"), new Around().With("web", "a@n=10.0.0.1")).Verdict);
        Assert.Equal(Verdict.Pass, EndpointSliceVerdict.Of(Slice("web", "a@n=10.0.0.1", ""), new Around().Unread("services")).Verdict);
    }

    [Theory]
    [InlineData("kube-node-lease", 40, 5, 0, Verdict.Pass, "")]
    [InlineData("kube-node-lease", 40, 300, 2, Verdict.Fail, "no heartbeat for 5 min")]
    [InlineData("kube-system", 15, 300, 2, Verdict.Warn, "stale: not renewed for 5 min")]
    [InlineData("kube-system", 15, 50, 2, Verdict.Pass, "")]
    [InlineData("kube-system", 15, 300, 300, Verdict.Pass, "")]
    [InlineData("kube-system", 15, 86400, 86400, Verdict.Warn, "not renewed for 24 h")]
    [InlineData("kube-system", 3600, 4000, 2, Verdict.Pass, "")]
    [InlineData("kube-system", 0, 86400, 2, Verdict.NotApplicable, "")]
    public void A_lease_is_late_by_comparison_with_the_newest_of_all(string ns, int duration, int age, int newest, Verdict verdict, string reason)
    {
        var lease = Lease(ns, "holder", duration, Now.AddSeconds(-age));
        Assert.Equal((verdict, reason), Pair(LeaseVerdict.Of(lease, Now.AddSeconds(-newest), Now)));
    }

    [Fact]
    public void A_lease_that_was_given_back_is_not_judged() =>
        Assert.Equal(Verdict.NotApplicable, LeaseVerdict.Of(Lease("a", "", 15, Now.AddDays(-1)), Now, Now).Verdict);

    [Theory]
    [InlineData(10L, Verdict.Pass)]
    [InlineData(230L, Verdict.Warn)]
    [InlineData(254L, Verdict.Fail)]
    [InlineData(null, Verdict.Unknown)]
    public void A_range_of_service_addresses_is_judged_by_how_full_it_is(long? used, Verdict verdict)
    {
        Assert.True(ServiceCidr.TryParse(Around.Bytes("{'metadata':{'name':'r'},'spec':{'cidrs':['10.96.0.0/24']},'status':{'conditions':[{'type':'Ready','status':'True'}]}}"), out var range, out _));
        Assert.Equal(verdict, ServiceCidrVerdict.Of(range, used, 254).Verdict);
        Assert.Equal(used is null ? Verdict.Unknown : Verdict.Pass, ServiceCidrVerdict.Of(range, used, 0).Verdict);
    }

    [Theory]
    [InlineData("10.96.0.50", 3600, Verdict.Pass, "")]
    [InlineData("10.96.0.51", 3600, Verdict.Warn, "conflict: web has 10.96.0.50")]
    [InlineData("10.96.0.51", 30, Verdict.NotApplicable, "")]
    public void An_address_is_compared_with_what_its_service_has(string address, int age, Verdict verdict, string reason) =>
        Assert.Equal((verdict, reason), Pair(IpAddressVerdict.Of(Claim(address, "web", age), new Around().With("web", "").WithRange("10.96.0.0/24"), Now)));

    [Fact]
    public void An_address_without_a_service_is_leaked_and_one_in_no_range_is_said()
    {
        Assert.Equal("leaked: no service shop/gone", IpAddressVerdict.Of(Claim("10.96.0.9", "gone", 3600), new Around(), Now).Reason);
        Assert.Equal(Verdict.Unknown, IpAddressVerdict.Of(Claim("10.96.0.9", "gone", 3600), new Around().Unread("services"), Now).Verdict);
        Assert.Equal("in no ServiceCIDR", IpAddressVerdict.Of(Claim("10.96.0.50", "web", 3600), new Around().With("web", "").WithRange("10.97.0.0/24"), Now).Reason);
    }

    [Theory]
    [InlineData("'service':{'namespace':'shop','name':'web','port':80}", "Fail", "[{'operations':['CREATE'],'resources':['pods']}]", Verdict.Pass, "")]
    [InlineData("'service':{'namespace':'shop','name':'gone'}", "Fail", "[{'operations':['CREATE'],'resources':['pods']}]", Verdict.Fail, "service gone is missing")]
    [InlineData("'service':{'namespace':'shop','name':'gone'}", "Ignore", "[{'operations':['CREATE'],'resources':['pods']}]", Verdict.Warn, "service gone is missing")]
    [InlineData("'url':'https://hooks.example/v'", "Fail", "[{'operations':['CREATE'],'resources':['pods']}]", Verdict.NotApplicable, "")]
    [InlineData("'service':{'namespace':'shop','name':'gone'}", "Fail", "[]", Verdict.NotApplicable, "")]
    public void A_webhook_is_judged_by_the_service_it_calls(string client, string policy, string rules, Verdict verdict, string reason)
    {
        Assert.True(WebhookConfiguration.TryParse(
            Around.Bytes($"{{'metadata':{{'name':'w'}},'webhooks':[{{'name':'v.example','clientConfig':{{{client}}},'failurePolicy':'{policy}','rules':{rules}}}]}}"), false, out var value, out _));
        Assert.Equal((verdict, reason), Pair(WebhookVerdict.Of(value, new Around().With("web", "a@n=10.0.0.1"))));
    }

    [Fact]
    public void The_worst_of_several_says_how_many_more_are_as_bad()
    {
        LiveJudgement[] all = [new(Verdict.Pass, ""), LiveJudgements.Of(Verdict.Fail, "service a is missing"), LiveJudgements.Of(Verdict.Warn, "b"), LiveJudgements.Of(Verdict.Fail, "service c is missing"), LiveJudgements.Of(Verdict.Fail, "service c is missing")];
        Assert.Equal((Verdict.Fail, "service a is missing (+1)"), Pair(LiveJudgements.Worst(all)));
        Assert.Equal(40, LiveJudgements.Worst([LiveJudgements.Of(Verdict.Fail, new string('x', 90)), LiveJudgements.Of(Verdict.Fail, "y")]).Reason.Length);
    }

    private static (Verdict, string) Pair(LiveJudgement judged) => (judged.Verdict, judged.Reason);

    private static LabelSet Labels(string pair) => new([KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])]);

    private static NetworkPolicy Policy(string name, string spec)
    {
        Assert.True(NetworkPolicy.TryParse(Around.Bytes($"{{'metadata':{{'name':'{name}','namespace':'shop'}},'spec':{{{spec}}}}}"), out var policy, out var why), why);
        return policy;
    }

    private static SliceCounts Slice(string service, string endpoints, string ports)
    {
        Assert.True(EndpointSlice.TryParse(System.Text.Encoding.UTF8.GetBytes(Some.Slice(service, endpoints, ports)), out var slice, out _));
        return SliceCounts.Of(slice);
    }

    private static Lease Lease(string ns, string holder, int duration, DateTimeOffset renewed)
    {
        Assert.True(Evidence.Lease.TryParse(
            Around.Bytes($"{{'metadata':{{'name':'l','namespace':'{ns}'}},'spec':{{'holderIdentity':'{holder}','leaseDurationSeconds':{duration},'renewTime':'{renewed:O}'}}}}"), out var lease, out _));
        return lease;
    }

    private static IpAddressClaim Claim(string address, string service, int age)
    {
        Assert.True(IpAddressClaim.TryParse(
            Around.Bytes($"{{'metadata':{{'name':'{address}','creationTimestamp':'{Now.AddSeconds(-age):O}'}},'spec':{{'parentRef':{{'resource':'services','namespace':'shop','name':'{service}'}}}}}}"), out var claim, out _));
        return claim;
    }
}
