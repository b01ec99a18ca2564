using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ApiKubernetesServiceCheckTests
{
    private const string Service =
        "{'metadata':{'name':'kubernetes','namespace':'default'},'spec':{'clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],'ports':[{'name':'https','port':443,'targetPort':6443}]}}";

    [Fact]
    public void Ready_endpoints_pass_and_are_named()
    {
        var finding = Judge(Service, Slice("[{'addresses':['10.0.0.5'],'conditions':{'ready':true}},{'addresses':['10.0.0.6'],'conditions':{'ready':true}}]"));
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("2 ready endpoints: 10.0.0.5, 10.0.0.6", finding.Title);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{'addresses':['10.0.0.5'],'conditions':{'ready':false}}]")]
    public void Without_a_ready_endpoint_pods_are_cut_off(string endpoints)
    {
        var finding = Judge(Service, Slice(endpoints));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("no ready endpoint", finding.Title);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_loopback_endpoint_fails_for_every_pod(string address)
    {
        var finding = Judge(Service, Slice($"[{{'addresses':['{address}'],'conditions':{{'ready':true}}}}]"));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("the pod itself", finding.Title);
    }

    [Fact]
    public void A_missing_service_fails() =>
        Assert.Contains("no service default/kubernetes", Judge(null, null).Title);

    [Fact]
    public void Slices_of_other_services_do_not_count() =>
        Assert.Equal(Verdict.Fail, Judge(Service, Slice("[{'addresses':['10.0.0.5']}]").Replace("'kubernetes'}", "'other'}", StringComparison.Ordinal)).Verdict);

    [Fact]
    public void A_refused_list_is_unknown_with_the_reason()
    {
        var finding = new Given().Refused(Needs.Services("default")).List(Needs.EndpointSlices("default")).Judge(new ApiKubernetesServiceCheck(), Subject.Cluster);
        Assert.Equal(Verdict.Unknown, finding.Verdict);
        Assert.Contains("403", finding.Details[0]);
    }

    private static string Slice(string endpoints) =>
        "{'metadata':{'name':'kubernetes','namespace':'default','labels':{'kubernetes.io/service-name':'kubernetes'}},'addressType':'IPv4',"
        + $"'endpoints':{endpoints},'ports':[{{'name':'https','port':6443}}]}}";

    private static Finding Judge(string? service, string? slice) =>
        new Given()
            .List(Needs.Services("default"), service is null ? [] : [service])
            .List(Needs.EndpointSlices("default"), slice is null ? [] : [slice])
            .Judge(new ApiKubernetesServiceCheck(), Subject.Cluster);
}
