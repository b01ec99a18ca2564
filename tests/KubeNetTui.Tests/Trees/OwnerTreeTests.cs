using KubeNetTui.Checks;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Tests.Screens;
using KubeNetTui.Trees;

namespace KubeNetTui.Tests.Trees;

public sealed class OwnerTreeTests
{
    private const string WebPod =
        """
        {"metadata":{"namespace":"shop","name":"web-a1","uid":"u1"},"spec":{"nodeName":"node-a","serviceAccountName":"default",
         "containers":[{"name":"web","image":"registry.example/shop/web:2.8@sha256:11","ports":[{"containerPort":8080,"name":"http"}],
           "envFrom":[{"configMapRef":{"name":"web-config"}}],"env":[{"name":"KEY","valueFrom":{"secretKeyRef":{"name":"api-key","key":"k"}}},{"name":"B","valueFrom":{"configMapKeyRef":{"name":"maybe","key":"k","optional":true}}}]}],
         "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"web-data"}},{"name":"t","projected":{"sources":[{"configMap":{"name":"kube-root-ca.crt"}}]}}]},
         "status":{"containerStatuses":[{"name":"web","ready":true,"restartCount":2,"state":{"running":{}}}]}}
        """;

    [Fact]
    public async Task A_deployment_leads_to_its_replicaset_its_pods_their_containers_and_what_those_need()
    {
        await using var person = Open("xray deploy");
        Assert.Contains("! warn     1 of 2 ready · 1/2 ready · 2 pods, 1 fails · 1 older replicaset", person.Line("deploy web"));
        Assert.Contains("└─▾ rs web-a", person.Line("rs web-a"));
        Assert.Contains("needs secret api-key, which is missing · Running 1/1 · restarts 2 (1h ago) · 10.244.0.3 · on node-a", person.Line("pod web-a1"));
        Assert.Contains("✓ pass     web:2.8 · ports 8080/http · 2 restarts", person.Line("container web"));
        Assert.Contains("✓ pass     environment", person.Line("cm web-config"));
        Assert.Contains("✗ missing  there is no such secret · environment", person.Line("secret api-key  "));
        Assert.Contains("–          not there, and optional · environment", person.Line("cm maybe"));
        Assert.Contains("? unknown  volume claims are not read · volume data", person.Line("pvc web-data"));
        Assert.Contains("✓ pass     runs as", person.Line("sa default"));
        Assert.DoesNotContain("kube-root-ca.crt", person.Screen);
        Assert.DoesNotContain("rs web-old", person.Screen);
        Assert.Contains("● live · 1 deployments · 2 pods", person.StatusLine);
    }

    [Fact]
    public async Task The_keys_of_a_container_are_the_pods_with_its_own_log()
    {
        await using var person = Open("xray deploy");
        person.Press("j", "j", "j");
        Assert.Equal("web", ((TreeScreen)person.Workspace.Stack.Top).Model.Selected!.Container);
        Assert.Equal("web-a1", person.Selected);
        person.Press("l");
        Assert.Contains("web-a1", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task A_service_has_the_pods_that_its_selector_takes_and_a_node_those_that_run_there()
    {
        await using var person = Open("xray svc");
        Assert.Contains("2 pods", person.Line("svc web"));
        Assert.Contains("pod web-a1", person.Screen);
        person.Command("xray no");
        Assert.Contains("2 pods", person.Line("node node-a"));
        Assert.Contains("pod shop/web-a1", person.Screen);
        Assert.Contains("containers and what they need are read for one", person.Screen);
    }

    [Fact]
    public async Task A_kind_that_makes_no_pods_says_which_do()
    {
        await using var person = Open("xray cm");
        Assert.Contains("configmaps own no pods; :xray takes deployments", person.Screen);
        person.Command("xray nonsense");
        Assert.Contains("there is no kind \"nonsense\"", person.Screen);
        person.Command("xray net");
        Assert.Equal("tree(shop)", person.Workspace.Stack.Top.Title);
    }

    [Fact]
    public async Task The_tree_about_one_deployment_is_a_key_in_its_list()
    {
        await using var person = Open("deploy");
        person.Press("m").Wait(TimeSpan.FromSeconds(1));
        Assert.Equal("xray deployments(web)", person.Workspace.Stack.Top.Title);
        Assert.Contains("container web", person.Screen);
    }

    private static Person Open(string command)
    {
        var now = new FakeTime().Now;
        var cluster = Shop.Make(now);
        cluster.Tables["deployments"] = new FakeTable(Shop.Columns("Name", "Ready", "Up-to-date", "Available", "Age"), [FakeCluster.Row("shop", "web", "d1", now, "web", "1/2", "2", "1", "2d")]);
        cluster.Tables["replicasets"] = new FakeTable(Shop.Columns("Name", "Desired", "Current", "Ready", "Age"),
            [Owned("web-a", "r1", "Deployment/web", "web-a", "2", "2", "1", "2d"), Owned("web-old", "r0", "Deployment/web", "web-old", "0", "0", "0", "9d")]);
        cluster.Tables["services"] = new FakeTable(Shop.Columns("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector"),
            [FakeCluster.Row("shop", "web", "s1", now, "web", "ClusterIP", "10.96.0.10", "<none>", "80/TCP", "2d", "app=web")]);
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name", "Ready", "Status", "Restarts", "Age", "IP", "Node"),
        [
            Owned("web-a1", "u1", "ReplicaSet/web-a", "web-a1", "1/1", "Running", "2 (1h ago)", "2d", "10.244.0.3", "node-a"),
            Owned("web-a2", "u2", "ReplicaSet/web-a", "web-a2", "0/1", "Running", "0", "2d", "10.244.0.4", "node-a"),
        ]);
        cluster.Tables["configmaps"] = Names("web-config", "kube-root-ca.crt");
        cluster.Tables["secrets"] = Names();
        cluster.Tables["serviceaccounts"] = Names("default");
        cluster.Tables["persistentvolumeclaims"] = Names();
        cluster.Tables["persistentvolumeclaims"].Become(LiveState.Refused, new ApiFailure(RequestStep.Permission, 403, "Forbidden", "claims are forbidden", ""));
        cluster.Live["pods"] = new FakeObjects(WebPod);
        cluster.VerdictsByName["web-a2"] = new VerdictCell(Verdict.Fail, "readiness probe 503");
        var person = new Person(cluster, command: command);
        return person.Wait(TimeSpan.FromSeconds(1)).Wait(TimeSpan.FromSeconds(1));
    }

    private static FakeTable Names(params string[] names) => new(Shop.Columns("Name"), [.. names.Select(n => FakeCluster.Row("shop", n, n, new FakeTime().Now, n))]);

    private static TableRow Owned(string name, string uid, string controller, params string[] cells) => new()
    {
        Uid = uid, Namespace = "shop", Name = name, ResourceVersion = "1", Created = new FakeTime().Now.AddHours(-5), Deleting = null,
        Labels = [KeyValuePair.Create("app", "web")], Controller = controller, Cells = cells,
    };
}
