using System.Text;
using KubeNetTui.App;
using KubeNetTui.Moving;
using KubeNetTui.Reading;

namespace KubeNetTui.Tests.Moving;

public sealed class UsesTests
{
    private const string Spec = """
        {"serviceAccountName":"web","imagePullSecrets":[{"name":"pull"}],
         "volumes":[{"name":"conf","configMap":{"name":"settings"}},{"name":"tls","secret":{"secretName":"cert"}},
                    {"name":"all","projected":{"sources":[{"configMap":{"name":"extra"}},{"secret":{"name":"token"}}]}},
                    {"name":"data","persistentVolumeClaim":{"claimName":"disk"}},{"name":"scratch","ephemeral":{}},
                    {"name":"vault","csi":{"nodePublishSecretRef":{"name":"login"}}}],
         "containers":[{"name":"web","envFrom":[{"configMapRef":{"name":"env"}},{"secretRef":{"name":"keys"}}],
                        "env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"settings","key":"a"}}},{"name":"B","valueFrom":{"secretKeyRef":{"name":"cert","key":"b"}}}],
                        "volumeMounts":[{"name":"conf","mountPath":"/etc/web"},{"name":"data","mountPath":"/data"}]}],
         "initContainers":[{"name":"prepare","env":[{"name":"C","valueFrom":{"configMapKeyRef":{"name":"settings","key":"c"}}},{"name":"D","valueFrom":{"configMapKeyRef":{"name":"settings","key":"d"}}}]}]}
        """;

    [Theory]
    [InlineData("ConfigMap", "settings", "volume conf at /etc/web; C of prepare (key c); D of prepare (key d); A of web (key a)")]
    [InlineData("ConfigMap", "extra", "volume all")]
    [InlineData("ConfigMap", "env", "environment of web")]
    [InlineData("ConfigMap", "cert", "")]
    [InlineData("Secret", "cert", "volume tls; B of web (key b)")]
    [InlineData("Secret", "token", "volume all")]
    [InlineData("Secret", "keys", "environment of web")]
    [InlineData("Secret", "pull", "pulls images")]
    [InlineData("Secret", "login", "volume vault")]
    [InlineData("PersistentVolumeClaim", "disk", "volume data at /data")]
    [InlineData("PersistentVolumeClaim", "web-1-scratch", "volume scratch")]
    [InlineData("PersistentVolumeClaim", "web-2-scratch", "")]
    [InlineData("ServiceAccount", "web", "runs as it")]
    [InlineData("ServiceAccount", "default", "")]
    [InlineData("Node", "web", "")]
    public void A_pods_specification_says_in_which_ways_it_uses_a_thing(string kind, string name, string how) =>
        Assert.Equal(how, string.Join("; ", PodSpecUses.Of(Fields.Parse(Encoding.UTF8.GetBytes(Spec)), kind, name, "web-1")));

    [Fact]
    public void A_pod_that_names_no_account_runs_as_the_default_one() =>
        Assert.Equal(["runs as it"], PodSpecUses.Of(Fields.Parse("{}"u8.ToArray()), "ServiceAccount", "default", "p"));

    [Fact]
    public void From_the_pod_over_its_service_and_a_route_to_the_gateway_and_nothing_else()
    {
        var found = UsesFeed.Joined(
        [
            Of("gateway", "edge"), Of("gateway", "other"),
            Of("httproute", "shop") with { Leads = ["service/shop/web"], Parents = ["gateway/shop/edge"] },
            Of("httproute", "pay") with { Leads = ["service/shop/pay"], Parents = ["gateway/shop/other"] },
            Of("service", "web") with { How = "selects it" }, Of("service", "pay"),
        ], "pod/shop/web-1");

        Assert.Equal(["service/shop/web: selects it", "httproute/shop/shop: by service web", "gateway/shop/edge: by httproute shop"], found.Select(f => $"{f.Use.Key}: {f.How}"));
    }

    [Fact]
    public void A_service_without_a_selector_is_found_by_the_slice_that_has_the_pod()
    {
        var found = UsesFeed.Joined(
        [
            Of("service", "manual"), Of("endpointslice", "manual-1") with { How = "has it as an endpoint, ready", Parents = ["service/shop/manual"] },
        ], "pod/shop/web-1");

        Assert.Contains(("service/shop/manual", "by endpointslice manual-1"), found.Select(f => (f.Use.Key, f.How)));
    }

    [Fact]
    public void Routes_that_lead_to_each_other_end()
    {
        var a = Of("httproute", "a") with { Leads = ["httproute/shop/b"], Parents = ["httproute/shop/b"] };
        var b = Of("httproute", "b") with { Leads = ["httproute/shop/a", "service/shop/web"], Parents = ["httproute/shop/a"] };

        Assert.Equal(2, UsesFeed.Joined([a, b], "service/shop/web").Count);
        Assert.Empty(UsesFeed.Joined([a, b], "service/shop/pay"));
    }

    private static Use Of(string singular, string name) =>
        new(WellKnownKinds.Services with { Singular = singular, Plural = singular + "s" }, "shop", name, $"{singular}-{name}", null, "");
}
