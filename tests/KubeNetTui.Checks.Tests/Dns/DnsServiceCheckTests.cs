using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class DnsServiceCheckTests
{
    private const string Both = "[{'name':'dns','port':53,'protocol':'UDP'},{'name':'dns-tcp','port':53,'protocol':'TCP'}]";

    [Fact]
    public void Set_up_properly_it_passes_and_says_what_kubelets_give() =>
        Assert.Contains("The kubelets give pods 10.96.0.10.", Judge(kubelet: "10.96.0.10").Details);

    [Fact]
    public void Without_the_kubelets_configuration_it_passes_and_says_that_it_was_not_compared() =>
        Assert.Contains("Not compared", Assert.Single(Judge().Details));

    [Fact]
    public void Another_address_in_the_kubelets_fails()
    {
        var finding = Judge(kubelet: "10.0.0.10");
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("the kubelets give pods nameserver 10.0.0.10, but kube-system/kube-dns is 10.96.0.10", finding.Title);
    }

    [Fact]
    public void NodeLocal_DNSCache_is_right() =>
        Assert.Equal(Verdict.Pass, Judge(kubelet: "169.254.20.10").Verdict);

    [Fact]
    public void No_ready_endpoint_means_no_names()
    {
        var finding = Judge(ready: false);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("no name is resolved", finding.Title);
    }

    [Theory]
    [InlineData("[{'name':'dns','port':53,'protocol':'UDP'}]", Verdict.Warn, "no port 53/TCP")]
    [InlineData("[{'name':'dns-tcp','port':53,'protocol':'TCP'}]", Verdict.Fail, "no port 53/UDP")]
    public void Both_protocols_are_needed(string ports, Verdict verdict, string words)
    {
        var finding = Judge(ports: ports);
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(words, finding.Title);
    }

    [Fact]
    public void Pods_without_a_service_fail()
    {
        var finding = new Given().List(Needs.Services("kube-system")).List(Needs.EndpointSlices("kube-system"))
            .List(Needs.Pods("kube-system"), "{'metadata':{'name':'c','namespace':'kube-system','labels':{'k8s-app':'kube-dns'}},'spec':{},'status':{'phase':'Running'}}")
            .Judge(new DnsServiceCheck(), Subject.Cluster);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("no service kube-dns", finding.Title);
    }

    [Fact]
    public void A_service_of_another_name_is_found_by_its_label()
    {
        var finding = Judge(name: "cluster-dns");
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("kube-system/cluster-dns", finding.Title);
    }

    [Fact]
    public void A_refused_list_is_unknown() =>
        Assert.Equal(Verdict.Unknown, new Given().Refused(Needs.Services("kube-system")).Judge(new DnsServiceCheck(), Subject.Cluster).Verdict);

    private static Finding Judge(string name = "kube-dns", string ports = Both, bool ready = true, string? kubelet = null)
    {
        var slice = ports.Replace("'protocol'", "'x':0,'protocol'", StringComparison.Ordinal);
        var given = new Given()
            .List(Needs.Services("kube-system"), "{'metadata':{'name':'" + name + "','namespace':'kube-system','labels':{'k8s-app':'kube-dns'}},'spec':{'clusterIP':'10.96.0.10','clusterIPs':['10.96.0.10'],"
                + "'selector':{'k8s-app':'kube-dns'},'ports':" + ports + "}}")
            .List(Needs.EndpointSlices("kube-system"), "{'metadata':{'name':'s','namespace':'kube-system','labels':{'kubernetes.io/service-name':'" + name + "'}},'addressType':'IPv4','ports':" + slice
                + ",'endpoints':[{'addresses':['10.244.0.3'],'conditions':{'ready':" + (ready ? "true" : "false") + "}}]}")
            .List(Needs.Pods("kube-system"));
        given.List(Needs.ConfigMap("kube-system", "kubelet-config"), kubelet is null ? [] :
            ["{'metadata':{'name':'kubelet-config','namespace':'kube-system'},'data':{'kubelet':'apiVersion: kubelet.config.k8s.io/v1beta1\\nclusterDNS:\\n- " + kubelet + "\\nclusterDomain: cluster.local\\n'}}"]);
        return given.Judge(new DnsServiceCheck(), Subject.Cluster);
    }
}
