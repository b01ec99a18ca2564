using KubeNetTui.Evidence;

namespace KubeNetTui.Checks.Tests;

public sealed class ServiceEndpointsCheckTests
{
    private static readonly Subject Web = Subject.Service("shop", "web");

    [Fact]
    public void A_service_whose_pods_are_ready_passes()
    {
        Finding finding = Judge(Shop(Some.Service("web"), [Some.Pod("web-1")], [Some.Slice("web", "web-1@node-a=10.244.0.5")]));

        Assert.Equal((Verdict.Pass, "1 ready endpoint for port http 80/TCP"), (finding.Verdict, finding.Title));
    }

    [Fact]
    public void A_selector_that_matches_nothing_names_the_nearest_pods_and_the_label_that_differs()
    {
        Finding finding = Judge(Shop(
            Some.Service("web", "app=cart,tier=back"),
            [Some.Pod("cart-1", "app=cart,tier=backend", owner: "cart-7f"), Some.Pod("cart-2", "app=cart,tier=backend", owner: "cart-7f"), Some.Pod("mail-1", "app=mail,tier=front")], []));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("selector app=cart,tier=back matches no pod in namespace shop; 2 pods (shop/cart-1, shop/cart-2) have tier=backend", finding.Title);
        Assert.Contains("\"selector\":{\"tier\":\"backend\"}", finding.RemedyCommand, StringComparison.Ordinal);
        Assert.Equal(["tier: back"], Marked(finding.Exhibits[0]).Where(l => l.StartsWith("tier", StringComparison.Ordinal)));
        Assert.Contains("tier: backend", Marked(finding.Exhibits[1]));
    }

    [Fact]
    public void Pods_that_share_nothing_with_the_selector_are_not_called_near()
    {
        Finding finding = Judge(Shop(Some.Service("web", "app=web"), [Some.Pod("db-1", "app=postgres")], []));

        Assert.Equal("selector app=web matches no pod in namespace shop; none of its 1 pod comes near", finding.Title);
    }

    [Fact]
    public void A_value_that_stands_under_another_label_is_near()
    {
        Finding finding = Judge(Shop(Some.Service("web", "app=web"), [Some.Pod("web-1", "app.kubernetes.io/name=web")], []));

        Assert.EndsWith("shop/web-1 has app.kubernetes.io/name=web", finding.Title, StringComparison.Ordinal);
        Assert.Contains("\"app\":null,\"app.kubernetes.io/name\":\"web\"", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_where_the_selector_would_match_is_named_when_its_pods_are_known()
    {
        Given given = new Given()
            .List(Needs.Services(null), Some.Service("web")).List(Needs.EndpointSlices(null)).List(Needs.Warnings(null))
            .List(Needs.Pods(null), Some.Pod("web-1", ns: "shop-old"), Some.Pod("db-1", "app=postgres"));

        Assert.EndsWith("; it would match in namespace shop-old (1 pod)", Judge(given).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_scaled_to_0_is_the_cause_when_its_pods_would_match()
    {
        Given given = Shop(Some.Service("web"), [], []).List(Needs.Deployments("shop"), Some.Workload("web", 0, "app=web,v=1")).List(Needs.StatefulSets("shop"));
        Finding finding = Judge(given);

        Assert.Equal("no pods: Deployment shop/web, whose pods selector app=web matches, is scaled to 0", finding.Title);
        Assert.Equal("kubectl scale deployment -n shop web --replicas=1", finding.RemedyCommand);
    }

    [Fact]
    public void A_deployment_that_can_t_make_its_pods_is_the_cause_with_the_event()
    {
        Given given = Shop(Some.Service("web"), [], [], Some.Warning("ReplicaSet", "web-77b8", "FailedCreate", "exceeded quota: pods"))
            .List(Needs.Deployments("shop"), Some.Workload("web", 3, "app=web"));
        Finding finding = Judge(given);

        Assert.Contains("wants 3 pods", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Exhibits, e => e.Lines.Any(l => l.Contains("exceeded quota", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_failing_readiness_probe_is_named_with_its_answer()
    {
        string pod = Some.Pod("web-1", ready: false, container: "{'readinessProbe':{'httpGet':{'path':'/ready','port':'http'}}}");
        Finding finding = Judge(Shop(
            Some.Service("web"), [pod], [Some.Slice("web", "web-1@node-a=10.244.0.5!")],
            Some.Warning("Pod", "web-1", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Equal("its only pod shop/web-1 is not Ready: readiness probe HTTP GET :http/ready of container main answers 503", finding.Title);
        Assert.Contains("503", Marked(finding.Exhibits[0])[0], StringComparison.Ordinal);
        Assert.Contains("ready: false", Marked(finding.Exhibits[^1]));
        Assert.Equal("kubectl get --raw '/api/v1/namespaces/shop/pods/web-1:8080/proxy/ready'", finding.RemedyCommand);
    }

    [Theory]
    [InlineData("{'waiting':{'reason':'CrashLoopBackOff'}}", "container main is in CrashLoopBackOff, ended 3 times, the last time with OOMKilled (exit code 137)")]
    [InlineData("{'waiting':{'reason':'ImagePullBackOff','message':'no such image'}}", "container main is in ImagePullBackOff")]
    [InlineData("{'terminated':{'reason':'Error','exitCode':2}}", "container main has ended with exit code 2")]
    public void A_container_that_does_not_run_is_named_with_its_state(string state, string expected)
    {
        string pod = Some.Pod("web-1", ready: false, state: state, status:
            $"{{'containerStatuses':[{{'name':'main','ready':false,'restartCount':3,'state':{state},'lastState':{{'terminated':{{'reason':'OOMKilled','exitCode':137}}}}}}]}}");

        Assert.Contains(expected, Judge(Shop(Some.Service("web"), [pod], [Some.Slice("web", "web-1@node-a=10.244.0.5!")])).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_readiness_gate_that_nobody_sets_is_the_cause()
    {
        string pod = Some.Pod("web-1", ready: false, status: "{'containerStatuses':[{'name':'main','ready':true,'restartCount':0,'state':{'running':{}}}]}", more: "{'spec':{'readinessGates':[{'conditionType':'lb/attached'}]}}");

        Assert.Contains("readiness gate lb/attached is not set", Judge(Shop(Some.Service("web"), [pod], [Some.Slice("web", "web-1@node-a=10.244.0.5!")])).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_started_just_now_make_a_warning_only()
    {
        Finding finding = Judge(Shop(Some.Service("web"), [Some.Pod("web-1", ready: false, age: 5)], [Some.Slice("web", "web-1@node-a=10.244.0.5!")]));

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("started just now", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_port_name_that_no_container_has_is_named_with_the_names_there_are()
    {
        Finding finding = Judge(Shop(Some.Service("web", ports: "http:80>http"), [Some.Pod("web-1", ports: "web:8080")], [Some.Slice("web", "web-1@node-a=10.244.0.5", ports: "")]));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("targetPort \"http\"", finding.Title, StringComparison.Ordinal);
        Assert.Contains("\"web\" (8080/TCP)", finding.Title, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"web\"", finding.RemedyCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_port_name_with_the_other_protocol_is_told_as_such()
    {
        Finding finding = Judge(Shop(Some.Service("web", ports: "dns:53>dns/UDP"), [Some.Pod("web-1", ports: "dns:53")], [Some.Slice("web", "web-1@node-a=10.244.0.5", ports: "")]));

        Assert.Equal("targetPort \"dns\" is UDP in the service, and TCP in shop/web-1", finding.Title);
    }

    [Fact]
    public void Of_two_ports_only_the_one_without_endpoints_fails()
    {
        Finding finding = Judge(Shop(Some.Service("web", ports: "http:80>8080 admin:81>admin"), [Some.Pod("web-1")], [Some.Slice("web", "web-1@node-a=10.244.0.5")]));

        Assert.Contains("targetPort \"admin\" of port admin 81/TCP", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_selector_and_slices_nobody_fills_the_service()
    {
        Assert.Equal(Verdict.Fail, Judge(Shop(Some.Service("web", selector: null), [], []).List(Needs.Nodes())).Verdict);
        Assert.Equal(Verdict.Warn, Judge(Shop(Some.Service("web", selector: null, more: "{'clusterIPs':['None']}"), [], []).List(Needs.Nodes())).Verdict);
    }

    [Fact]
    public void A_hand_made_slice_to_an_address_outside_the_cluster_is_legitimate()
    {
        Given given = Shop(Some.Service("web", selector: null), [], [Some.Slice("web", "=192.0.2.7", handMade: true)]).List(Needs.Nodes(), Some.Node("node-a", "10.244.0.0/24"));

        Assert.Equal(Verdict.Pass, Judge(given).Verdict);
    }

    [Fact]
    public void A_hand_made_slice_to_a_pod_address_that_no_pod_has_is_a_warning()
    {
        Given given = new Given()
            .List(Needs.Services(null), Some.Service("web", selector: null)).List(Needs.EndpointSlices(null), Some.Slice("web", "=10.244.0.99", handMade: true))
            .List(Needs.Pods(null), Some.Pod("other")).List(Needs.Warnings(null)).List(Needs.Nodes(), Some.Node("node-a", "10.244.0.0/24"));

        Finding finding = Judge(given);
        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.Contains("10.244.0.99", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hand_made_slice_with_another_port_name_serves_nobody()
    {
        Finding finding = Judge(Shop(Some.Service("web", selector: null), [], [Some.Slice("web", "=192.0.2.7", ports: "web:8080", handMade: true)]).List(Needs.Nodes()));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("no EndpointSlice has a port named \"http\"", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("~", Verdict.Warn)]
    [InlineData("-", Verdict.Fail)]
    public void Only_terminating_endpoints_warn_while_they_serve_and_fail_after(string mark, Verdict expected)
    {
        string pod = Some.Pod("web-1", more: $"{{'metadata':{{'deletionTimestamp':'{Given.Ago(-20)}'}}}}");
        Finding finding = Judge(Shop(Some.Service("web"), [pod], [Some.Slice("web", "web-1@node-a=10.244.0.5" + mark)]));

        Assert.Equal(expected, finding.Verdict);
        Assert.StartsWith("only terminating endpoints", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, Verdict.Warn)]
    [InlineData(300, Verdict.Fail)]
    public void Slices_without_pods_that_are_ready_lag_behind_after_a_while(double age, Verdict expected)
    {
        Assert.Equal(expected, Judge(Shop(Some.Service("web"), [Some.Pod("web-1", age: age)], [Some.Slice("web", "")])).Verdict);
    }

    [Fact]
    public void Endpoints_of_pods_that_are_no_more_are_found()
    {
        Finding finding = Judge(Shop(Some.Service("web"), [], [Some.Slice("web", "web-9@node-a=10.244.0.9")]));

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("of a pod that is no more: web-9 (10.244.0.9)", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_with_neither_the_ports_nor_the_pods_of_the_service_are_judged_by_the_selector()
    {
        Finding finding = Judge(Shop(Some.Service("web"), [Some.Pod("db-1", "app=postgres")], [Some.Slice("web", "web-9@node-a=10.244.0.9", ports: "")]));

        Assert.StartsWith("selector app=web matches no pod", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_have_ended_serve_nobody()
    {
        Finding finding = Judge(Shop(Some.Service("web"), [Some.Pod("job-1", ready: false, status: "{'phase':'Succeeded'}")], []));

        Assert.Contains("matches only pods that have ended: shop/job-1 (Succeeded)", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_completed_pod_beside_a_ready_one_is_no_fault() =>
        Assert.Equal(Verdict.Pass, Judge(Shop(
            Some.Service("web"), [Some.Pod("web-1"), Some.Pod("job-1", ready: false, status: "{'phase':'Succeeded'}")], [Some.Slice("web", "web-1@node-a=10.244.0.5")])).Verdict);

    [Fact]
    public void Some_pods_not_ready_is_a_warning()
    {
        Finding finding = Judge(Shop(Some.Service("web"), [Some.Pod("web-1"), Some.Pod("web-2", ready: false)], [Some.Slice("web", "web-1@node-a=10.244.0.5 web-2@node-a=10.244.0.6!")]));

        Assert.Equal(Verdict.Warn, finding.Verdict);
        Assert.StartsWith("1 of 2 endpoints not ready: shop/web-2", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_ready_pods_are_published_on_purpose_with_publishNotReadyAddresses() =>
        Assert.Equal(Verdict.Pass, Judge(Shop(
            Some.Service("web", more: "{'publishNotReadyAddresses':true}"), [Some.Pod("web-1", ready: false)], [Some.Slice("web", "web-1@node-a=10.244.0.5")])).Verdict);

    [Fact]
    public void A_headless_service_needs_no_ports() =>
        Assert.Equal(Verdict.Pass, Judge(Shop(
            Some.Service("web", ports: "", more: "{'clusterIPs':['None']}"), [Some.Pod("web-1")], [Some.Slice("web", "web-1@node-a=10.244.0.5", ports: "")])).Verdict);

    [Fact]
    public void An_external_name_has_no_endpoints() =>
        Assert.Equal(Verdict.NotApplicable, Judge(Shop(Some.Service("web", selector: null, more: "{'type':'ExternalName','externalName':'db.example.com'}"), [], [])).Verdict);

    [Fact]
    public void Without_the_right_to_list_pods_the_fault_is_told_and_the_cause_is_not_guessed()
    {
        Given given = new Given().List(Needs.Services("shop"), Some.Service("web")).List(Needs.EndpointSlices("shop"), Some.Slice("web", "")).Refused(Needs.Pods("shop"));
        Finding finding = Judge(given);

        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("403", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_right_to_list_services_or_slices_the_answer_is_unknown()
    {
        Assert.Equal(Verdict.Unknown, Judge(new Given().Refused(Needs.Services("shop"))).Verdict);
        Assert.Equal(Verdict.Unknown, Judge(new Given().List(Needs.Services("shop"), Some.Service("web")).Refused(Needs.EndpointSlices("shop"))).Verdict);
        Assert.Equal(Verdict.Unknown, Judge(Shop(Some.Service("other"), [], [])).Verdict);
    }

    private static Finding Judge(Given given) => given.Judge(new ServiceEndpointsCheck(), Web);

    private static Given Shop(string service, string[] pods, string[] slices, params string[] warnings) =>
        new Given().List(Needs.Services("shop"), service).List(Needs.Pods("shop"), pods).List(Needs.EndpointSlices("shop"), slices).List(Needs.Warnings("shop"), warnings);

    private static List<string> Marked(Exhibit exhibit) => [.. exhibit.Deciding.Select(i => exhibit.Lines[i].Trim())];
}
