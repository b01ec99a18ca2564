using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ApiWebhooksCheckTests
{
    private const string Ready = "[{'addresses':['10.1.0.9'],'conditions':{'ready':true}}]";

    [Fact]
    public void A_webhook_whose_service_is_ready_passes() =>
        Assert.Equal(Verdict.Pass, Judge(Hook("Fail"), Service(443), Slice(Ready)).Verdict);

    [Fact]
    public void A_webhook_without_a_ready_endpoint_blocks_and_says_what()
    {
        var finding = Judge(Hook("Fail"), Service(443), Slice("[{'addresses':['10.1.0.9'],'conditions':{'ready':false}}]"));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("webhook v.example.com blocks CREATE pods: its service ops/hook:443 has no ready endpoint", finding.Title);
        var lines = finding.Exhibits[0].Deciding.Select(i => finding.Exhibits[0].Lines[i].Trim()).ToList();
        Assert.Contains("failurePolicy: Fail", lines);
    }

    [Fact]
    public void A_webhook_that_may_be_ignored_only_warns() =>
        Assert.Equal(Verdict.Warn, Judge(Hook("Ignore"), Service(443), Slice("[]")).Verdict);

    [Fact]
    public void A_service_that_is_gone_is_named() =>
        Assert.Contains("ops/hook:443 does not exist", Judge(Hook("Fail"), null, null).Title);

    [Fact]
    public void A_port_that_the_service_has_not_is_named() =>
        Assert.Contains("no port 443, only 8443/TCP", Judge(Hook("Fail"), Service(8443), Slice(Ready)).Title);

    [Fact]
    public void A_webhook_by_URL_is_not_judged() =>
        Assert.Equal(Verdict.NotApplicable, Judge(Hook("Fail").Replace("'service':{'namespace':'ops','name':'hook'}", "'url':'https://hooks.example/v'", StringComparison.Ordinal), null, null).Verdict);

    [Fact]
    public void A_webhook_without_rules_is_never_called() =>
        Assert.Equal(Verdict.NotApplicable, Judge(Hook("Fail").Replace("[{'operations':['CREATE'],'resources':['pods']}]", "[]", StringComparison.Ordinal), null, null).Verdict);

    [Fact]
    public void Configurations_that_may_not_be_read_are_unknown()
    {
        var findings = new Given().Refused(Needs.ValidatingWebhooks()).Refused(Needs.MutatingWebhooks()).JudgeAll(new ApiWebhooksCheck(), Subject.Cluster);
        Assert.All(findings, f => Assert.Equal(Verdict.Unknown, f.Verdict));
    }

    [Fact]
    public async Task The_services_namespace_is_read_only_when_a_webhook_names_it()
    {
        var given = Given(Hook("Fail"), Service(443), Slice(Ready));
        var findings = await new CheckEngine([new ApiWebhooksCheck()])
            .RunAsync([Subject.Cluster], given, Checks.Tests.Given.Now, cancellation: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Pass, Assert.Single(findings).Verdict);
        Assert.Equal([Needs.ValidatingWebhooks(), Needs.MutatingWebhooks(), Needs.Services("ops"), Needs.EndpointSlices("ops")], given.Asked);
    }

    private static string Hook(string policy) =>
        "{'metadata':{'name':'guard'},'webhooks':[{'name':'v.example.com','failurePolicy':'" + policy + "','timeoutSeconds':5,"
        + "'clientConfig':{'service':{'namespace':'ops','name':'hook'}},'rules':[{'operations':['CREATE'],'resources':['pods']}]}]}";

    private static string Service(int port) =>
        $"{{'metadata':{{'name':'hook','namespace':'ops'}},'spec':{{'selector':{{'app':'hook'}},'ports':[{{'port':{port},'targetPort':9443}}]}}}}";

    private static string Slice(string endpoints) =>
        "{'metadata':{'name':'hook-x','namespace':'ops','labels':{'kubernetes.io/service-name':'hook'}},'addressType':'IPv4',"
        + $"'endpoints':{endpoints},'ports':[{{'name':'','port':9443}}]}}";

    private static Given Given(string hook, string? service, string? slice) =>
        new Given().List(Needs.ValidatingWebhooks(), hook).List(Needs.MutatingWebhooks())
            .List(Needs.Services("ops"), service is null ? [] : [service]).List(Needs.EndpointSlices("ops"), slice is null ? [] : [slice]);

    private static Finding Judge(string hook, string? service, string? slice) => Given(hook, service, slice).Judge(new ApiWebhooksCheck(), Subject.Cluster);
}
