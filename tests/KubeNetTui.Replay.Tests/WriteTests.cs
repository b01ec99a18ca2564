using System.Text.Json;

namespace KubeNetTui.Replay.Tests;

public sealed class WriteTests
{
    private const string Pods = "/api/v1/namespaces/demo/pods";
    private const string Web = "/apis/apps/v1/namespaces/demo/deployments/web";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    [Fact]
    public async Task A_created_object_gets_its_identity_from_the_server()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var pod = await cluster.SendAsync(HttpMethod.Post, Pods,
            """{"metadata":{"generateName":"job-","uid":"mine","resourceVersion":"7"},"spec":{"containers":[]}}""", 201);

        Assert.Matches("^job-[a-z0-9]{5}$", pod.Name());
        Assert.True(Guid.TryParse(pod.Text("metadata", "uid"), out _));
        Assert.NotNull(pod.Time("metadata", "creationTimestamp"));
        Assert.NotEqual("7", pod.Text("metadata", "resourceVersion"));
        Assert.Equal("Pending", pod.Text("status", "phase"));
        Assert.Equal(pod.GetRawText(), (await cluster.GetAsync($"{Pods}/{pod.Name()}")).GetRawText());
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"client"},"spec":{}}""", 409, "AlreadyExists", "pods \"client\" already exists")]
    [InlineData("""{"metadata":{}}""", 422, "Invalid", "Required value: name or generateName is required")]
    [InlineData("""{"metadata":{"name":"Not_A_Name"}}""", 422, "Invalid", "RFC 1123")]
    [InlineData("""{"kind":"Service","metadata":{"name":"x"}}""", 400, "BadRequest", "does not match the expected kind")]
    [InlineData("""{"metadata":{"name":"x","namespace":"default"}}""", 400, "BadRequest", "does not match the namespace sent on the request")]
    [InlineData("""{"metadata":""", 400, "BadRequest", "unrecognized")]
    [InlineData("[]", 400, "BadRequest", "no object")]
    public async Task What_can_not_be_created_is_refused(string body, int code, string reason, string message)
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var answer = await cluster.SendAsync(HttpMethod.Post, Pods, body, code);

        Assert.Equal(reason, answer.Text("reason"));
        Assert.Contains(message, answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_created_in_a_namespace_that_is_not_there()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var answer = await cluster.SendAsync(HttpMethod.Post, "/api/v1/namespaces/nope/pods", CaptureCluster.Pod("x", "nope"), 404);

        Assert.Equal("namespaces \"nope\" not found", answer.Text("message"));
    }

    [Fact]
    public async Task An_update_of_an_old_version_conflicts()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var old = (await cluster.GetAsync($"{Pods}/client")).GetRawText();
        var updated = await cluster.SendAsync(HttpMethod.Put, $"{Pods}/client", old.Replace("\"restartPolicy\":", "\"x\":1,\"restartPolicy\":", StringComparison.Ordinal), 200);

        var answer = await cluster.SendAsync(HttpMethod.Put, $"{Pods}/client", old.Replace("\"restartPolicy\":", "\"x\":2,\"restartPolicy\":", StringComparison.Ordinal), 409);

        Assert.Equal(1, updated.Number("spec", "x"));
        Assert.Equal("Conflict", answer.Text("reason"));
        Assert.Contains("the object has been modified", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_makes_no_new_version()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        var before = await cluster.GetAsync(Web);

        var after = await cluster.SendAsync(HttpMethod.Patch, Web, """{"spec":{"replicas":3}}""", 200, Merge);

        Assert.Equal(before.Text("metadata", "resourceVersion"), after.Text("metadata", "resourceVersion"));
    }

    [Fact]
    public async Task A_strategic_patch_merges_containers_by_name_and_a_merge_patch_replaces_them()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        const string Patch = """{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s:1"}]}}}}""";

        var both = await cluster.SendAsync(HttpMethod.Patch, Web, Patch, 200, Strategic);
        var one = await cluster.SendAsync(HttpMethod.Patch, Web, Patch, 200, Merge);

        Assert.Equal(["web", "side"], Names(both));
        Assert.Equal(["side"], Names(one));
        Assert.Equal(3, one.Number("metadata", "generation"));

        static List<string> Names(JsonElement item) =>
            [.. item.Items("spec", "template", "spec", "containers").Select(container => container.Text("name"))];
    }

    [Fact]
    public async Task A_strategic_patch_deletes_by_directive_and_keeps_the_order_that_is_asked_for()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var item = await cluster.SendAsync(HttpMethod.Patch, Web, """
            {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],
            "containers":[{"name":"a","image":"a"},{"name":"b","image":"b"},{"name":"web","$patch":"delete"}]}}}}
            """, 200, Strategic);

        Assert.Equal(["b", "a"], item.Items("spec", "template", "spec", "containers").Select(container => container.Text("name")));
    }

    [Fact]
    public async Task A_json_patch_is_done_wholly_or_not_at_all()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        await cluster.SendAsync(HttpMethod.Patch, Web, """
            [{"op":"replace","path":"/spec/replicas","value":9},{"op":"test","path":"/metadata/name","value":"other"}]
            """, 422, "application/json-patch+json");
        var untouched = await cluster.GetAsync(Web);
        var patched = await cluster.SendAsync(HttpMethod.Patch, Web, """
            [{"op":"add","path":"/metadata/labels","value":{"a~b/c":"1"}},{"op":"copy","from":"/metadata/labels/a~0b~1c","path":"/metadata/labels/d"}]
            """, 200, "application/json-patch+json");

        Assert.Equal(3, untouched.Number("spec", "replicas"));
        Assert.Equal("1", patched.Text("metadata", "labels", "d"));
    }

    [Fact]
    public async Task Apply_creates_then_takes_out_what_its_manager_no_longer_names()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        const string Path = "/api/v1/namespaces/demo/configmaps/applied?fieldManager=me";
        const string Apply = "application/apply-patch+yaml";

        await cluster.SendAsync(HttpMethod.Patch, Path, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {a: '1', b: '2'}\n", 201, Apply);
        await cluster.SendAsync(HttpMethod.Patch, "/api/v1/namespaces/demo/configmaps/applied", """{"data":{"c":"3"}}""", 200, Merge);
        var item = await cluster.SendAsync(HttpMethod.Patch, Path, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {a: '9'}\n", 200, Apply);

        Assert.Equal("""{"a":"9","c":"3"}""", item.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_dry_run_answers_and_changes_nothing()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var created = await cluster.SendAsync(HttpMethod.Post, Pods + "?dryRun=All", CaptureCluster.Pod("ghost"), 201);
        await cluster.SendAsync(HttpMethod.Delete, Pods + "/client?dryRun=All", "", 200);

        Assert.Equal("ghost", created.Name());
        await cluster.GetAsync(Pods + "/ghost", expect: 404);
        await cluster.GetAsync(Pods + "/client");
    }

    [Fact]
    public async Task Status_and_spec_are_changed_by_their_own_paths_alone()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        const string Patch = """{"spec":{"replicas":7},"status":{"readyReplicas":1}}""";

        var status = await cluster.SendAsync(HttpMethod.Patch, Web + "/status", Patch, 200, Merge);
        var spec = await cluster.SendAsync(HttpMethod.Patch, Web, """{"spec":{"replicas":7},"status":{"readyReplicas":2}}""", 200, Merge);

        Assert.Equal((3, 1), (status.Number("spec", "replicas"), status.Number("status", "readyReplicas")));
        Assert.Equal((7, 1), (spec.Number("spec", "replicas"), spec.Number("status", "readyReplicas")));
    }

    [Fact]
    public async Task Scale_reads_and_sets_replicas()
    {
        await using var cluster = await CaptureCluster.StartAsync();

        var before = await cluster.GetAsync(Web + "/scale");
        var after = await cluster.SendAsync(HttpMethod.Patch, Web + "/scale", """{"spec":{"replicas":5}}""", 200, Merge);

        Assert.Equal(("Scale", 3L, "app=web"), (before.Text("kind"), before.Number("spec", "replicas"), before.Text("status", "selector")));
        Assert.Equal(5, after.Number("spec", "replicas"));
        Assert.Equal(5, (await cluster.GetAsync(Web)).Number("spec", "replicas"));
    }

    [Fact]
    public async Task Deleting_a_deployment_takes_what_it_owns_unless_that_is_to_be_orphaned()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        await using var other = await CaptureCluster.StartAsync();

        await cluster.SendAsync(HttpMethod.Delete, Web, "", 200);
        await other.SendAsync(HttpMethod.Delete, Web, """{"propagationPolicy":"Orphan"}""", 200);

        Assert.Equal(0, (await cluster.GetAsync(Pods + "?labelSelector=pod-template-hash%3D77b8c5bd8c")).Count("items"));
        Assert.Equal(3, (await other.GetAsync(Pods + "?labelSelector=app%3Dweb,pod-template-hash%3D77b8c5bd8c")).Count("items"));
    }

    [Fact]
    public async Task A_finalizer_holds_an_object_until_it_is_taken_away()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Patch, Pods + "/client", """{"metadata":{"finalizers":["example.com/hold"]}}""", 200, Merge);

        var held = await cluster.SendAsync(HttpMethod.Delete, Pods + "/client", "", 200);
        await cluster.GetAsync(Pods + "/client");
        await cluster.SendAsync(HttpMethod.Patch, Pods + "/client", """{"metadata":{"finalizers":null}}""", 200, Merge);

        Assert.NotNull(held.Time("metadata", "deletionTimestamp"));
        await cluster.GetAsync(Pods + "/client", expect: 404);
    }

    [Fact]
    public async Task An_eviction_obeys_the_disruption_budget()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Post, "/apis/policy/v1/namespaces/demo/poddisruptionbudgets",
            """{"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}}}}""", 201);
        const string Eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"x"}}""";

        var refused = await cluster.SendAsync(HttpMethod.Post, Pods + "/web-notready/eviction", Eviction, 429);
        await cluster.SendAsync(HttpMethod.Post, Pods + "/client/eviction", Eviction, 201);

        Assert.Contains("disruption budget", refused.Text("message"), StringComparison.Ordinal);
        await cluster.GetAsync(Pods + "/client", expect: 404);
    }

    [Fact]
    public async Task A_definition_that_is_created_makes_its_kind_served_with_its_columns()
    {
        await using var cluster = await CaptureCluster.StartAsync();
        await cluster.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},
            "versions":[{"name":"v1","served":true,"storage":true,"additionalPrinterColumns":[
            {"name":"Size","type":"integer","jsonPath":".spec.size"},
            {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"}]}]}}
            """, 201);
        await cluster.SendAsync(HttpMethod.Post, "/apis/example.com/v1/namespaces/demo/widgets",
            """{"metadata":{"name":"w"},"spec":{"size":3},"status":{"conditions":[{"type":"Old","status":"No"},{"type":"Ready","status":"True"}]}}""", 201);

        var table = await cluster.GetAsync("/apis/example.com/v1/widgets", CaptureCluster.Table);
        var groups = await cluster.GetAsync("/apis");

        Assert.Equal("""["w",3,"True"]""", table.GetProperty("rows")[0].GetProperty("cells").GetRawText());
        Assert.Contains("example.com", groups.Items("groups").Select(group => group.Text("name")));
    }
}
