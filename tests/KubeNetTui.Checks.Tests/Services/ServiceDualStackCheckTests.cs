using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceDualStackCheckTests
{
    private const string Both = "{'ipFamilies':['IPv4','IPv6'],'ipFamilyPolicy':'RequireDualStack','clusterIPs':['10.96.0.50','fd00:96::50']}";

    [Fact]
    public void One_family_that_is_served_has_nothing_to_judge() =>
        Assert.Equal(Verdict.NotApplicable, Judge("{}", Some.Slice("web", "web-1@node-a=10.244.0.5")).Verdict);

    [Fact]
    public void Both_families_served_alike_pass() =>
        Assert.Equal((Verdict.Pass, "both families are served: IPv4 1, IPv6 1 ready endpoints"), Answer(Judge(
            Both, Some.Slice("web", "web-1@node-a=10.244.0.5"), Some.Slice("web", "web-1@node-a=fd00:10::5", type: "IPv6"))));

    [Fact]
    public void A_family_that_no_pod_has_fails_with_the_pod_s_addresses()
    {
        Finding finding = Judge(Both, Some.Slice("web", "web-1@node-a=10.244.0.5"), Some.Slice("web", "", type: "IPv6"));

        Assert.Equal((Verdict.Fail, "promises IPv6, and no endpoint has an address of that family; pod shop/web-1 has only 10.244.0.5"), Answer(finding));
    }

    [Fact]
    public void A_single_family_that_the_pods_have_not_fails() =>
        Assert.Equal(Verdict.Fail, Judge("{'ipFamilies':['IPv6'],'clusterIPs':['fd00:96::50']}", Some.Slice("web", "web-1@node-a=10.244.0.5")).Verdict);

    [Fact]
    public void Without_a_selector_a_missing_family_is_a_warning() =>
        Assert.Equal(Verdict.Warn, Judge(Both.Replace("{'ipFamilies'", "{'selector':null,'ipFamilies'", StringComparison.Ordinal), Some.Slice("web", "=192.0.2.7", handMade: true)).Verdict);

    [Fact]
    public void Fewer_endpoints_in_one_family_is_a_warning() =>
        Assert.Equal(Verdict.Warn, Judge(Both, Some.Slice("web", "web-1@node-a=10.244.0.5 web-2@node-a=10.244.0.6"), Some.Slice("web", "web-1@node-a=fd00:10::5", type: "IPv6")).Verdict);

    [Fact]
    public void A_family_without_its_virtual_IP_is_a_warning() =>
        Assert.Equal(Verdict.Warn, Judge("{'ipFamilies':['IPv4','IPv6']}", Some.Slice("web", "web-1@node-a=10.244.0.5"), Some.Slice("web", "web-1@node-a=fd00:10::5", type: "IPv6")).Verdict);

    [Fact]
    public void Without_any_ready_endpoint_the_family_is_not_the_cause() => Assert.Equal(Verdict.NotApplicable, Judge(Both).Verdict);

    private static (Verdict, string) Answer(Finding finding) => (finding.Verdict, finding.Title);

    private static Finding Judge(string spec, params string[] slices) =>
        new Given().List(Needs.Services("shop"), Some.Service("web", more: spec)).List(Needs.EndpointSlices("shop"), slices).List(Needs.Pods("shop"), Some.Pod("web-1"))
            .Judge(new ServiceDualStackCheck(), Subject.Service("shop", "web"));
}
