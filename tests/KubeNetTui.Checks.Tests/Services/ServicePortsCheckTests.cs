using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServicePortsCheckTests
{
    [Theory]
    [InlineData("http:80>8080", "http:8080")]
    [InlineData("http:80>http", "http:8080")]
    [InlineData("dns:53/UDP dns-tcp:53", "dns:53/UDP dns-tcp:53")]
    public void Ports_that_the_pods_declare_pass(string ports, string declared) =>
        Assert.Equal(Verdict.Pass, Judge(ports, declared).Verdict);

    [Fact]
    public void Pods_that_declare_nothing_are_no_fault()
    {
        Finding finding = Judge("http:80>8080", "");

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("declare no ports", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_that_no_container_declares_is_a_warning_because_declaring_is_documentation()
    {
        Finding finding = Judge("http:80>9999", "http:8080");

        Assert.Equal((Verdict.Warn, "targetPort 9999 of port http 80/TCP is declared by no container; they declare 8080/TCP"), (finding.Verdict, finding.Title));
        Assert.Contains(finding.Exhibits[0].Deciding, i => finding.Exhibits[0].Lines[i].Trim() == "targetPort: 9999");
    }

    [Fact]
    public void UDP_sent_to_a_port_declared_as_TCP_is_told()
    {
        Finding finding = Judge("syslog:514/UDP", "syslog:514");

        Assert.Equal((Verdict.Warn, "port syslog 514/UDP sends UDP to 514, which the containers declare as TCP"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void A_name_that_no_pod_has_is_left_to_service_endpoints_which_fails_for_it()
    {
        Given given = Shop(Some.Service("web", ports: "http:80>http"), Some.Pod("web-1", ports: "web:8080")).List(Needs.EndpointSlices("shop"), Some.Slice("web", "web-1@node-a=10.244.0.5", ports: ""));

        Finding ports = given.Judge(new ServicePortsCheck(), Subject.Service("shop", "web"));
        Finding endpoints = given.Judge(new ServiceEndpointsCheck(), Subject.Service("shop", "web"));

        Assert.Equal((Verdict.NotApplicable, "targetPort \"http\" of port http 80/TCP is in no pod: service.endpoints says what the pods have instead"), (ports.Verdict, ports.Title));
        Assert.Equal(Verdict.Fail, endpoints.Verdict);
        Assert.Contains("\"web\"", endpoints.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_a_name_that_no_pod_has_the_other_ports_are_judged_all_the_same()
    {
        Finding passed = Judge("http:80>http metrics:90>9090", "metrics:9090");
        Finding warned = Judge("http:80>http metrics:90>9999", "metrics:9090");

        Assert.Equal((Verdict.Pass, "metrics 90/TCP to 9090: as its pods declare"), (passed.Verdict, passed.Title));
        Assert.Contains(passed.Details, d => d.Contains("\"http\" of port http 80/TCP is in no pod", StringComparison.Ordinal));
        Assert.StartsWith("targetPort 9999 of port metrics 90/TCP is declared by no container", warned.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void While_no_pod_is_Ready_the_wrong_name_that_waits_behind_is_told_here()
    {
        Finding finding = Shop(Some.Service("web", ports: "http:80>http"), Some.Pod("web-1", ready: false, ports: "web:8080")).Judge(new ServicePortsCheck(), Subject.Service("shop", "web"));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("\"web\"", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_without_the_name_that_others_have_are_named()
    {
        Given given = Shop(Some.Service("web", ports: "http:80>http"), Some.Pod("web-1"), Some.Pod("web-2", ports: "other:8080"));

        Finding finding = given.Judge(new ServicePortsCheck(), Subject.Service("shop", "web"));
        Assert.Equal((Verdict.Warn, "1 of 2 pods have no port named \"http\" and get no traffic of port http 80/TCP: shop/web-2"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void An_application_protocol_over_TCP_on_a_UDP_port_is_a_slip()
    {
        Given given = Shop(Some.Service("web", more: "{'ports':[{'name':'q','port':443,'protocol':'UDP','targetPort':443,'appProtocol':'https'}]}"), Some.Pod("web-1", ports: "q:443/UDP"));

        Assert.Equal(Verdict.Warn, given.Judge(new ServicePortsCheck(), Subject.Service("shop", "web")).Verdict);
    }

    [Fact]
    public void Two_ports_to_one_target_pass_and_are_told()
    {
        Finding finding = Judge("http:80>8080 alt:81>8080", "http:8080");

        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains(finding.Details, d => d.Contains("same targetPort 8080", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_pods_or_selector_there_is_nothing_to_hold_the_ports_against()
    {
        Subject web = Subject.Service("shop", "web");
        Assert.Equal(Verdict.NotApplicable, Shop(Some.Service("web")).Judge(new ServicePortsCheck(), web).Verdict);
        Assert.Equal(Verdict.NotApplicable, Shop(Some.Service("web", selector: null)).Judge(new ServicePortsCheck(), web).Verdict);
        Assert.Equal(Verdict.Unknown, new Given().List(Needs.Services("shop"), Some.Service("web")).Refused(Needs.Pods("shop")).Judge(new ServicePortsCheck(), web).Verdict);
    }

    [Fact]
    public void The_port_of_an_init_container_that_has_ended_is_no_port_of_the_pod()
    {
        string pod = Some.Pod("web-1", ports: "other:9090", more: "{'spec':{'initContainers':[{'name':'i','ports':[{'name':'http','containerPort':8080}]}]}}");

        Finding finding = Shop(Some.Service("web", ports: "http:80>http"), pod).Judge(new ServicePortsCheck(), Subject.Service("shop", "web"));

        Assert.Equal(Verdict.NotApplicable, finding.Verdict);
        Assert.Contains("\"http\" of port http 80/TCP is in no pod", finding.Title, StringComparison.Ordinal);
    }

    private static Finding Judge(string ports, string declared) =>
        Shop(Some.Service("web", ports: ports), Some.Pod("web-1", ports: declared)).Judge(new ServicePortsCheck(), Subject.Service("shop", "web"));

    private static Given Shop(string service, params string[] pods) => new Given().List(Needs.Services("shop"), service).List(Needs.Pods("shop"), pods);
}
