using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceLoadBalancerCheckTests
{
    private const string Address = "{'loadBalancer':{'ingress':[{'ip':'203.0.113.30'}]}}";

    [Fact]
    public void Other_types_ask_for_none() =>
        Assert.Equal(Verdict.NotApplicable, new Given().List(Needs.Services("shop"), Some.Service("web")).Judge(new ServiceLoadBalancerCheck(), Subject.Service("shop", "web")).Verdict);

    [Fact]
    public void An_address_given_passes_and_says_what_is_not_known()
    {
        Finding finding = Judge(status: Address);

        Assert.Equal((Verdict.Pass, "has 203.0.113.30"), (finding.Verdict, finding.Title));
        Assert.Contains(finding.Details, d => d.Contains("takes a probe", StringComparison.Ordinal));
    }

    // The messages are from the documentation and issue threads of cloud-provider-azure, AWS and MetalLB.
    [Theory]
    [InlineData("Error syncing load balancer: failed to ensure load balancer: PublicIPCountLimitReached: Cannot create more than 10 public IP addresses", "a quota of the cloud is used up")]
    [InlineData("Error syncing load balancer: AuthorizationFailed: The client does not have authorization to perform action", "the cluster's identity may not do it in the cloud")]
    [InlineData("Failed to allocate IP for \"shop/web\": no available IPs", "the pool has no address for it")]
    [InlineData("could not find any suitable subnets for creating the ELB", "no subnet fits")]
    public void Pending_with_an_event_fails_by_its_cause(string message, string cause)
    {
        Finding finding = Judge(warnings: Some.Warning("Service", "web", message.StartsWith("Failed", StringComparison.Ordinal) ? "AllocationFailed" : "SyncLoadBalancerFailed", message));

        Assert.Equal((Verdict.Fail, $"no external address: {cause}"), (finding.Verdict, finding.Title));
        Assert.Contains(finding.Exhibits[0].Lines, l => l.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Pending_for_a_minute_is_work_in_progress() => Assert.Contains("no error so far", Judge(age: 60).Title, StringComparison.Ordinal);

    [Fact]
    public void Pending_without_an_event_says_that_no_controller_answers()
    {
        Finding finding = Judge(age: 3600);

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("a load balancer controller does not seem to run", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Pending_without_the_right_to_read_events_is_unknown()
    {
        Given given = new Given().List(Needs.Services("shop"), Some.Service("web", more: "{'type':'LoadBalancer'}")).Refused(Needs.Warnings("shop"));

        Assert.Equal(Verdict.Unknown, given.Judge(new ServiceLoadBalancerCheck(), Subject.Service("shop", "web")).Verdict);
    }

    [Theory]
    [InlineData(300, Verdict.Warn)]
    [InlineData(7200, Verdict.Pass)]
    public void An_update_that_failed_matters_while_it_is_recent(double ago, Verdict expected) =>
        Assert.Equal(expected, Judge(status: Address, warnings: Some.Warning("Service", "web", "UpdateLoadBalancerFailed", "quota exceeded", ago: ago)).Verdict);

    [Fact]
    public void Another_address_than_asked_for_is_told() =>
        Assert.Equal("asks for 203.0.113.1, and has 203.0.113.30", Judge(status: Address, spec: "{'type':'LoadBalancer','loadBalancerIP':'203.0.113.1'}").Title);

    private static Finding Judge(string status = "{}", double age = 86400, string spec = "{'type':'LoadBalancer'}", params string[] warnings) =>
        new Given().List(Needs.Services("shop"), Some.Service("web", more: spec, status: status, age: age)).List(Needs.Warnings("shop"), warnings)
            .Judge(new ServiceLoadBalancerCheck(), Subject.Service("shop", "web"));
}
