using System.Text.Json.Nodes;
using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Tests.Acting;

/// <summary>Plans sent to the demo, and what the server has afterwards.</summary>
public sealed class PlansTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private ReplayServer _server = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ReplayServer.StartAsync(ShopBundle.Create(DateTimeOffset.UtcNow), new ReplayOptions(), TestContext.Current.CancellationToken);
        _client = new ApiClient(new ConnectionSettings { Server = _server.Url, ContextName = "shop", Credentials = new CredentialSettings { Token = _server.Token } });
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_deployment_is_scaled_and_the_question_shows_the_request_and_kubectls_words()
    {
        Selection web = Of(WellKnownKinds.Deployments, "web");
        ActionPlan plan = WorkloadPlans.Scale([web], " 5 ", 3);

        Assert.Equal("""PATCH /apis/apps/v1/namespaces/shop/deployments/web/scale {"spec":{"replicas":5}}""", plan.Requests[0].Text);
        Assert.Equal("kubectl scale deployment.apps/web -n shop --replicas=5", plan.Requests[0].Kubectl);
        Assert.False(plan.IsDestructive);
        Assert.True(WorkloadPlans.Scale([web], "0", 3).IsDestructive);
        Assert.Throws<PlanException>(() => WorkloadPlans.Scale([web], "many", 3));

        Assert.Null(await SendAsync(plan));
        Assert.Equal(5, (int?)(await GetAsync(web))["spec"]!["replicas"]);
    }

    [Fact]
    public async Task A_restart_marks_the_template_as_kubectl_does()
    {
        Selection web = Of(WellKnownKinds.Deployments, "web");

        Assert.Null(await SendAsync(WorkloadPlans.Restart([web], Now)));
        Assert.Equal("2026-01-31T12:00:00Z", (string?)(await GetAsync(web))["spec"]!["template"]!["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"]);
    }

    [Fact]
    public async Task An_image_is_set_for_one_container_and_the_others_stay()
    {
        Selection web = Of(WellKnownKinds.Deployments, "web");
        JsonArray before = (JsonArray)(await GetAsync(web))["spec"]!["template"]!["spec"]!["containers"]!;
        string name = (string)before[0]!["name"]!;

        Assert.Null(await SendAsync(WorkloadPlans.SetImage([web], name, "example.org/web:2", isInit: false)));
        JsonArray after = (JsonArray)(await GetAsync(web))["spec"]!["template"]!["spec"]!["containers"]!;
        Assert.Equal(before.Count, after.Count);
        Assert.Equal("example.org/web:2", (string?)after.Single(c => (string?)c!["name"] == name)!["image"]);
        Assert.Throws<PlanException>(() => WorkloadPlans.SetImage([web], name, " ", isInit: false));
    }

    [Fact]
    public async Task Labels_are_set_and_taken_away_on_all_that_are_marked()
    {
        Selection[] services = [Of(WellKnownKinds.Services, "web"), Of(WellKnownKinds.Services, "cart")];

        Assert.Null(await SendAsync(ObjectPlans.SetMetadata(services, "labels", "team=net, app-")));
        foreach (Selection service in services)
        {
            JsonNode labels = (await GetAsync(service))["metadata"]!["labels"]!;
            Assert.Equal("net", (string?)labels["team"]);
            Assert.Null(labels["app"]);
        }

        Assert.Throws<PlanException>(() => ObjectPlans.SetMetadata(services, "labels", "=x"));
        Assert.Throws<PlanException>(() => ObjectPlans.SetMetadata(services, "labels", "  "));
    }

    [Fact]
    public async Task A_pod_that_was_replaced_meanwhile_is_not_deleted()
    {
        JsonNode pod = await AnyPodAsync();
        Selection wrong = Of(WellKnownKinds.Pods, (string)pod["metadata"]!["name"]!, "00000000-0000-0000-0000-000000000000");

        Assert.Contains("was replaced by another object", await SendAsync(ObjectPlans.Delete([wrong], "Background")), StringComparison.Ordinal);
        Selection right = wrong with { Uid = (string)pod["metadata"]!["uid"]! };
        Assert.Null(await SendAsync(ObjectPlans.Delete([right], "Background")));
        Assert.Contains("is gone meanwhile", await SendAsync(ObjectPlans.Kill([right])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_are_cordoned_and_uncordoned()
    {
        Selection node = new(WellKnownKinds.Nodes, "", "node-a", "");

        Assert.Null(await SendAsync(NodePlans.Cordon([node], cordon: true)));
        Assert.True((bool?)(await GetAsync(node))["spec"]!["unschedulable"]);
        Assert.Null(await SendAsync(NodePlans.Cordon([node], cordon: false)));
        Assert.NotEqual(true, (bool?)(await GetAsync(node))["spec"]!["unschedulable"]);
    }

    [Fact]
    public async Task A_CronJob_is_suspended_and_triggered()
    {
        Selection report = await FirstAsync(WellKnownKinds.CronJobs);

        Assert.Null(await SendAsync(WorkloadPlans.Suspend([report], suspend: true)));
        JsonNode cronJob = await GetAsync(report);
        Assert.True((bool?)cronJob["spec"]!["suspend"]);

        ActionPlan trigger = WorkloadPlans.Trigger(report, cronJob, Now);
        Assert.Null(await SendAsync(trigger));
        Selection job = new(WellKnownKinds.Jobs, report.Namespace, (string)trigger.Requests[0].Body!["metadata"]!["name"]!, "");
        JsonNode made = await GetAsync(job);
        Assert.Equal(report.Name, (string?)made["metadata"]!["ownerReferences"]![0]!["name"]);
        Assert.Equal("manual", (string?)made["metadata"]!["annotations"]!["cronjob.kubernetes.io/instantiate"]);
        Assert.True(job.Name.Length <= 63);
    }

    [Fact]
    public async Task A_deployment_goes_back_to_the_template_that_an_older_ReplicaSet_keeps()
    {
        Selection web = Of(WellKnownKinds.Deployments, "web");
        JsonNode deployment = await GetAsync(web);
        string uid = (string)deployment["metadata"]!["uid"]!;
        JsonNode template = deployment["spec"]!["template"]!.DeepClone();
        template["spec"]!["containers"]![0]!["image"] = "example.org/web:0";
        template["metadata"]!["labels"]!["pod-template-hash"] = "abc";
        JsonNode[] sets =
        [
            Set("web-old", "3", template), Set("web-new", "12", deployment["spec"]!["template"]!.DeepClone()),
            JsonNode.Parse("""{"metadata":{"name":"other","ownerReferences":[{"uid":"x"}],"annotations":{"deployment.kubernetes.io/revision":"99"}}}""")!,
        ];

        IReadOnlyList<Revision> revisions = Rollback.Revisions(sets, uid);
        Assert.Equal([(12L, true), (3L, false)], revisions.Select(r => (r.Number, r.IsCurrent)));
        Assert.Null(await SendAsync(Rollback.Plan(web, revisions[1])));
        JsonNode after = (await GetAsync(web))["spec"]!["template"]!;
        Assert.Equal("example.org/web:0", (string?)after["spec"]!["containers"]![0]!["image"]);
        Assert.Null(after["metadata"]!["labels"]!["pod-template-hash"]);

        JsonNode Set(string name, string revision, JsonNode kept) => new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name, ["annotations"] = new JsonObject { ["deployment.kubernetes.io/revision"] = revision },
                ["ownerReferences"] = new JsonArray((JsonNode)new JsonObject { ["uid"] = uid }),
            },
            ["spec"] = new JsonObject { ["template"] = kept },
        };
    }

    [Fact]
    public async Task A_drain_leaves_what_a_DaemonSet_would_bring_back_and_says_what_would_be_lost()
    {
        RawAnswer pods = await _client.GetAsync("/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-a", TestContext.Current.CancellationToken);
        IReadOnlyList<DrainPod> plan = Drain.Plan(((JsonArray)JsonNode.Parse(pods.Body.Span)!["items"]!).OfType<JsonNode>());

        Assert.Contains(plan, p => p.Fate == DrainFate.DaemonSet && p.Name.StartsWith("kube-proxy", StringComparison.Ordinal));
        DrainPod first = plan.First(p => p.Fate is DrainFate.Evict or DrainFate.LocalData);
        PlannedRequest eviction = Drain.Eviction(first);
        Assert.Null(await SendAsync(ActionPlan.Of("evict", "", "", eviction)));
    }

    [Fact]
    public void A_rule_allows_by_verb_group_resource_and_name()
    {
        IReadOnlyList<KubeNetTui.Acting.AccessRule> rules = Rights.Read("""
            {"status":{"incomplete":false,"nonResourceRules":[],"resourceRules":[
              {"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]},
              {"verbs":["patch"],"apiGroups":["apps"],"resources":["*/scale"]},
              {"verbs":["delete"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["mine"]}]}}
            """u8)!;

        Assert.True(Any("list", "", "pods", ""));
        Assert.False(Any("delete", "", "pods", "web-1"));
        Assert.True(Any("patch", "apps", "deployments/scale", "web"));
        Assert.False(Any("patch", "apps", "deployments", "web"));
        Assert.True(Any("delete", "", "configmaps", "mine"));
        Assert.False(Any("delete", "", "configmaps", "other"));
        Assert.Null(Rights.Read("""{"status":{"incomplete":true,"resourceRules":[]}}"""u8));
        Assert.Null(Rights.Read("rubbish"u8));

        bool Any(string verb, string group, string resource, string name) => rules.Any(r => r.Allows(verb, group, resource, name));
    }

    private static Selection Of(ApiResource kind, string name, string uid = "") => new(kind, "shop", name, uid);

    private async Task<Selection> FirstAsync(ApiResource kind)
    {
        RawAnswer list = await _client.GetAsync(kind.Path(), TestContext.Current.CancellationToken);
        JsonNode meta = JsonNode.Parse(list.Body.Span)!["items"]![0]!["metadata"]!;
        return new Selection(kind, (string)meta["namespace"]!, (string)meta["name"]!, (string)meta["uid"]!);
    }

    private async Task<JsonNode> AnyPodAsync()
    {
        RawAnswer list = await _client.GetAsync(WellKnownKinds.Pods.Path("shop"), TestContext.Current.CancellationToken);
        return JsonNode.Parse(list.Body.Span)!["items"]![0]!;
    }

    private async Task<JsonNode> GetAsync(Selection target) =>
        JsonNode.Parse((await _client.GetAsync(PlannedRequest.PathOf(target), TestContext.Current.CancellationToken)).Body.Span)!;

    /// <returns>The first problem; null: all was done.</returns>
    private async Task<string?> SendAsync(ActionPlan plan) =>
        (await ActionRun.SendAsync(_client, plan, TestContext.Current.CancellationToken)).Select(r => r.Problem).FirstOrDefault(p => p is not null);
}
