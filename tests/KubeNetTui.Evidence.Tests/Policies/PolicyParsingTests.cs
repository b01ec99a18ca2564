using System.Text;

namespace KubeNetTui.Evidence.Tests;

public sealed class PolicyParsingTests
{
    [Fact]
    public void A_policy_is_read_with_all_its_peers_and_ports()
    {
        const string Json = """
            {"metadata":{"name":"p","namespace":"shop"},"spec":{"podSelector":{"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]},
             "policyTypes":["Ingress","Egress"],
             "ingress":[{"from":[{"namespaceSelector":{},"podSelector":{"matchLabels":{"app":"x"}}},{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],
                         "ports":[{"port":"http"},{"protocol":"UDP","port":5000,"endPort":6000}]}],
             "egress":[{}]}}
            """;
        Assert.True(NetworkPolicy.TryParse(Encoding.UTF8.GetBytes(Json), out var policy, out _));

        Assert.Equal("tier in (a,b)", policy.PodSelector.ToString());
        var rule = Assert.Single(policy.Ingress);
        Assert.Equal(["pods app=x in all namespaces", "10.0.0.0/8 except 10.1.0.0/16"], rule.Peers.Select(p => p.ToString()));
        Assert.Equal(["http/TCP", "5000-6000/UDP"], rule.Ports.Select(p => p.ToString()));
        Assert.Empty(Assert.Single(policy.Egress).Peers);
        Assert.True(policy is { IsolatesIngress: true, IsolatesEgress: true });
    }

    [Theory]
    [InlineData("{\"metadata\":{\"name\":\"p\"},\"spec\":[]}")]
    [InlineData("{\"metadata\":{\"name\":\"p\"},\"spec\":{\"podSelector\":7,\"ingress\":{},\"egress\":[3,null,\"x\"]}}")]
    [InlineData("{\"metadata\":{\"name\":\"p\"},\"spec\":{\"ingress\":[{\"from\":[[]],\"ports\":[{\"port\":{}}]}]}}")]
    public void Values_of_other_types_than_expected_are_passed_over(string json)
    {
        Assert.True(NetworkPolicy.TryParse(Encoding.UTF8.GetBytes(json), out var policy, out _));
        Assert.Equal("p", policy.Name);
    }

    [Fact]
    public void The_captured_roles_let_coredns_list_what_it_watches()
    {
        var roles = (ObjectList<AccessRole>)CaptureFiles.List(Needs.ClusterRoles());
        var bindings = (ObjectList<AccessBinding>)CaptureFiles.List(Needs.ClusterRoleBindings());
        var bound = bindings.Items.Where(b => b.Subjects.Any(s => s.IsServiceAccount("kube-system", "coredns"))).Select(b => roles.Find("", b.RoleName)).OfType<AccessRole>().ToList();

        Assert.Contains(bound, r => r.Allows("list", "discovery.k8s.io", "endpointslices"));
        Assert.DoesNotContain(bound, r => r.Allows("delete", "", "pods"));
        Assert.Contains(roles.Items, r => r.Name == "cluster-admin" && r.Allows("delete", "anything", "at-all"));
    }

    [Theory]
    [InlineData("ServiceAccount", "shop", "web", true)]
    [InlineData("ServiceAccount", "ops", "web", false)]
    [InlineData("Group", "", "system:serviceaccounts", true)]
    [InlineData("Group", "", "system:serviceaccounts:shop", true)]
    [InlineData("Group", "", "system:serviceaccounts:ops", false)]
    [InlineData("Group", "", "system:authenticated", true)]
    [InlineData("User", "", "system:serviceaccount:shop:web", true)]
    [InlineData("User", "", "web", false)]
    public void A_binding_means_a_service_account_by_name_group_or_user(string kind, string ns, string name, bool expected)
    {
        Assert.Equal(expected, new AccessSubject(kind, ns, name).IsServiceAccount("shop", "web"));
    }

    [Fact]
    public void Rules_with_names_of_objects_allow_no_list_and_subresources_may_be_wildcards()
    {
        Assert.False(new AccessRule(["*"], [""], ["configmaps"], ["one"]).Allows("list", "", "configmaps"));
        Assert.True(new AccessRule(["get"], ["apps"], ["*/scale"], []).Allows("get", "apps", "deployments/scale"));
        Assert.False(new AccessRule(["get"], [""], ["pods"], []).Allows("get", "", "pods/log"));
    }
}
