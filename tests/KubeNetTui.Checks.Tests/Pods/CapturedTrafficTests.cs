namespace KubeNetTui.Checks.Tests;

/// <summary>The checks of services, pods and DNS on what a real cluster showed; nobody probed when it was captured.</summary>
public sealed class CapturedTrafficTests
{
    [Fact]
    public async Task Pods_of_the_capture_have_their_veth_routes_names_and_sockets()
    {
        var findings = await new Captures("k8s-1.33-iptables").CheckAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal("eth0 ↔ veth58c88630 on node2, on bridge cni0; both up, MTU 1400", Title(findings, "pod.interface", "client"));
        Assert.Equal("out by default via 10.244.1.1 dev eth0 (STALE); back by 10.244.1.0/24 dev cni0", Title(findings, "pod.routes", "client"));
        Assert.Equal("asks 10.96.0.10, searches demo.svc.cluster.local, svc.cluster.local, cluster.local, ndots 5", Title(findings, "pod.dns-config", "client"));
        Assert.Equal("its endpoint listens on 53/UDP, 53/TCP, 9153/TCP", Title(findings, "service.listening", "kube-dns"));
        Assert.Equal("its endpoint listens on 10250/TCP", Title(findings, "service.listening", "metrics-server"));
        Assert.Equal(
            "kube-system/coredns may list endpointslices.discovery.k8s.io in the whole cluster, list services in the whole cluster, list namespaces in the whole cluster",
            Title(findings, "pod.rbac", "coredns-5bcd87f5f9-hbgml"));
    }

    [Theory]
    [InlineData("k8s-1.33-iptables")]
    [InlineData("faults/forward-drop")]
    [InlineData("faults/hairpin-off")]
    [InlineData("faults/kube-proxy-stopped")]
    [InlineData("faults/port-10250-dropped")]
    public async Task The_wrong_target_port_is_found_by_its_sockets_and_no_other_fault_is_taken_for_one_of_traffic(string capture)
    {
        var findings = await new Captures(capture).CheckAllAsync(TestContext.Current.CancellationToken);

        Assert.EndsWith("nobody listens on 9999/TCP, but on 8080", Title(findings, "service.listening", "web-badport"), StringComparison.Ordinal);
        string[] ids = ["pod.interface", "pod.routes", "pod.dns-config", "pod.network-policy", "pod.connections", "pod.rbac", "pod.listening", "service.network-policy", "dns.corefile"];
        Assert.DoesNotContain(findings, f => f.Verdict == Verdict.Fail && ids.Contains(f.CheckId));
    }

    [Fact]
    public async Task What_was_not_probed_is_unknown_and_says_what_to_type()
    {
        var findings = await new Captures("k8s-1.33-iptables").CheckAllAsync(TestContext.Current.CancellationToken);
        string[] ids = ["service.pod-reach", "service.vip-reach", "service.dns-name", "pod.dns-lookup", "pod.egress", "pod.api-server"];
        var missing = findings.Where(f => ids.Contains(f.CheckId) && f.Subject.Name is "web" or "client").Where(f => f.Verdict != Verdict.NotApplicable && ids.Contains(f.CheckId)).ToList();

        Assert.Equal(6, missing.Select(f => f.CheckId).Distinct().Count());
        Assert.All(missing, f => Assert.Equal(Verdict.Unknown, f.Verdict));
        Assert.All(missing, f => Assert.Contains(f.Details, d => d.StartsWith("By hand, from ", StringComparison.Ordinal)));
    }

    private static string Title(IReadOnlyList<Finding> findings, string check, string name) => Assert.Single(findings, f => f.CheckId == check && f.Subject.Name == name).Title;
}
