using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Replay;
using KubeNetTui.Screens;
using KubeNetTui.Tests.CommandLine;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Reading;

/// <summary>What happened around an object: events of it and of its relatives.</summary>
public sealed class TimelineTests(ServedShop shop) : IClassFixture<ServedShop>
{
    [Fact]
    public async Task From_a_deployment_one_sees_what_happened_to_its_pods_and_Enter_goes_to_the_one_an_event_is_about()
    {
        await using var person = await OpenAsync("deploy", "pay");
        await person.Press("E").Until("Unhealthy");
        await person.Until("replicaset pay-");

        Assert.Equal("events(deployment shop/pay)", person.Workspace.Stack.Top.Title);
        Assert.Matches("with replicaset pay-[a-z0-9]+, 2 pods", person.Screen);
        Assert.Contains("service pay", person.Screen);
        Assert.Matches(@"Warning\s+Unhealthy\s+pod/pay-.*statuscode: 503", person.Line("Unhealthy"));
        await person.Press("/").Type("Unhealthy").Press("enter", "enter").Until("describe pod shop/pay-");
    }

    [Fact]
    public async Task From_a_pods_description_its_story_is_one_key_away_with_owner_node_and_service()
    {
        await using var person = await OpenAsync("po", "pay-");
        await person.Press("d").Until("Services that select it");
        await person.Press("E").Until("deployment pay");

        Assert.Matches("node node-[a-c]", person.Screen);
        Assert.Contains("service pay", person.Screen);
        Assert.Contains("endpointslice pay-", person.Screen);
    }

    [Fact]
    public async Task Events_of_other_objects_are_not_among_them_and_a_new_one_comes_at_the_end()
    {
        await using var person = await OpenAsync("svc", "web");
        await person.Press("E").Until("replicaset web-");
        Assert.DoesNotContain("pay-", person.Screen);

        var pod = shop.Server.Store.Names("pods").First(n => n.Namespace == "shop" && n.Name.StartsWith("web-", StringComparison.Ordinal)).Name;
        await using ApiClient client = new(Settings(shop.Server));
        var body = $$$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"told-by-a-test","namespace":"shop"},"type":"Warning","reason":"ToldByATest","message":"a new thing",
             "involvedObject":{"kind":"Pod","namespace":"shop","name":"{{{pod}}}"},"count":1,"firstTimestamp":"2036-01-01T00:00:00Z","lastTimestamp":"2036-01-01T00:00:00Z"}
            """;
        await client.SendAsync(HttpMethod.Post, "/api/v1/namespaces/shop/events", System.Text.Encoding.UTF8.GetBytes(body), "application/json", TestContext.Current.CancellationToken);

        await person.Until("ToldByATest");
        Assert.Equal(pod, person.Selected);
        Assert.Equal("Warning", ((ListScreen)person.Workspace.Stack.Top).Model.Rows[^1].Row.Cells[2]);
    }

    [Theory]
    [InlineData("ReplicaSet", "web-5d8f", "web-5d8f-x7k2p", true)]
    [InlineData("ReplicaSet", "web-5d8f", "web-5d8f-other-x7k2p", false)]
    [InlineData("ReplicaSet", "web", "webshop-x7k2p", false)]
    [InlineData("StatefulSet", "db", "db-12", true)]
    [InlineData("StatefulSet", "db", "db-x7k2p", false)]
    public void Events_of_pods_that_are_gone_are_told_by_the_name_of_what_made_them(string kind, string maker, string pod, bool belongs)
    {
        Kinship kinship = new([new Kin(kind, "shop", maker)], [new Kin(kind, "shop", maker)], []);
        Assert.Equal(belongs, kinship.Has(new ObjectRef("Pod", "shop", pod, "", "")));
        Assert.False(kinship.Has(new ObjectRef("Pod", "other", pod, "", "")));
    }

    [Fact]
    public async Task What_may_not_be_read_of_the_relatives_is_said_and_the_rest_is_there()
    {
        FakeTime time = new();
        var cluster = Shop.Make(time.Now);
        cluster.Lists["/api/v1/namespaces/shop/events"] =
        [
            Event("Pod", "web-2", "Killing", "2026-05-04T11:00:00Z", 1), Event("Pod", "web-2", "BackOff", "2026-05-04T11:59:00Z", 7), Event("Pod", "other", "Pulled", "2026-05-04T11:59:00Z", 1),
        ];
        cluster.Lists["/api/v1/namespaces/default/events"] = [];
        await using Person person = new(cluster);
        await person.Press("/").Type("web-2").Press("enter", "E").Until("pods/web-2 is not there");

        Assert.Contains("(×7) about web-2", person.Line("BackOff"));
        Assert.DoesNotContain("Pulled", person.Screen);
        Assert.True(person.Screen.IndexOf("Killing", StringComparison.Ordinal) < person.Screen.IndexOf("BackOff", StringComparison.Ordinal));
    }

    private static string Event(string kind, string name, string reason, string at, int count) => $$"""
        {"kind":"Event","metadata":{"name":"{{name}}.{{reason}}","namespace":"shop","uid":"{{reason}}"},"type":"Normal","reason":"{{reason}}","message":"about {{name}}","count":{{count}},
         "involvedObject":{"kind":"{{kind}}","namespace":"shop","name":"{{name}}"},"lastTimestamp":"{{at}}"}
        """;

    private async Task<Person> OpenAsync(string command, string filter)
    {
        Person person = new(connector: new ServedConnector(shop.Server), command: command + " shop");
        await person.Until("live");
        await person.Until(filter);
        return person.Press("/").Type(filter).Press("enter");
    }

    private static ConnectionSettings Settings(ReplayServer server) => new()
    {
        Server = server.Url, ContextName = "shop", ClusterName = "shop", UserName = "tester", DefaultNamespace = "shop", Credentials = new CredentialSettings { Token = server.Token },
    };

    private sealed class ServedConnector(ReplayServer server) : IConnector
    {
        public Task<Session> ConnectAsync(string? context, CancellationToken cancellation) => Task.FromResult(new Session(new ApiClient(Settings(server))));

        public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>([]);
    }
}
