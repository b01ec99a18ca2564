using KubeNetTui.Checks.Tests;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Panes;

public sealed class LookTests
{
    [Theory]
    [InlineData("iptables node1", "KUBE-SVC", "k8s-1.33-iptables", 200, 40)]
    [InlineData("iptables node1", "KUBE-SVC", "k8s-1.33-iptables", 80, 24)]
    [InlineData("iptables svc/demo/web", "KUBE-SEP", "k8s-1.33-iptables", 200, 40)]
    [InlineData("nft node1", "service-ips", "k8s-1.33-nftables", 200, 40)]
    [InlineData("nft svc/demo/web", "goto", "k8s-1.33-nftables", 200, 40)]
    [InlineData("ipvs node1", "IPVS", "k8s-1.33-iptables", 200, 40)]
    [InlineData("conntrack node1", "ESTABLISHED", "k8s-1.33-iptables", 200, 40)]
    [InlineData("conntrack node1", "ESTABLISHED", "k8s-1.33-iptables", 80, 24)]
    [InlineData("routes node1", "pods of", "k8s-1.33-iptables", 200, 40)]
    [InlineData("veths node1", "cni0", "k8s-1.33-iptables", 200, 40)]
    [InlineData("veths node1", "cni0", "k8s-1.33-iptables", 80, 24)]
    [InlineData("sysctl node1", "ip_forward", "k8s-1.33-iptables", 200, 40)]
    [InlineData("sockets node1", "10250", "k8s-1.33-iptables", 200, 40)]
    [InlineData("sockets svc/demo/web", "8080", "k8s-1.33-iptables", 200, 40)]
    [InlineData("dns node1", "corefile", "k8s-1.33-iptables", 200, 60)]
    [InlineData("ipam node1", "node1", "k8s-1.33-iptables", 200, 40)]
    [InlineData("compare", "kernel", "k8s-1.33-iptables", 200, 60)]
    public async Task Look(string command, string until, string capture, int width, int height)
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Evidence = new Captures(capture);
        await using var person = new Person(cluster, width, height);
        person.Command(command);
        await person.Until(until);
        TestContext.Current.TestOutputHelper!.WriteLine(":" + command + "\n" + person.Screen);
    }
}
