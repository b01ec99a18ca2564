using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;
using KubeNetTui.Tests.Screens;

namespace KubeNetTui.Tests.Moving;

/// <summary>Where a person goes after the colon, and how back.</summary>
public sealed class PlacesTests
{
    private static readonly ApiFailure Forbidden = new(
        RequestStep.Permission, 403, "Forbidden", "pods is forbidden: User \"jane\" cannot list resource \"pods\" in the namespace \"pay\"", "");

    [Fact]
    public async Task The_last_place_is_a_key_and_a_command_away_and_so_is_this_one()
    {
        await using var person = new Person();
        person.Command("services kube-system").Command("pods shop");

        Assert.Contains("services(kube-system)", person.Press("-").Screen, StringComparison.Ordinal);
        Assert.Contains("pods(shop)", person.Command("-").Screen, StringComparison.Ordinal);
        Assert.Contains("services(kube-system)", person.Press("-").Screen, StringComparison.Ordinal);
        Assert.Contains("pods(shop)", person.Press("]").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_first_place_there_is_no_last_one()
    {
        await using var person = new Person();
        Assert.Contains("nothing was open before", person.Press("-").StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_namespaces_are_one_list_with_their_column_and_one_that_is_refused_is_named()
    {
        var cluster = new ManyNamespaces(Shop.Make(new FakeTime().Now));
        cluster.Refused["pay"] = Forbidden;
        await using var person = new Person(connector: cluster);

        var screen = person.Command("po shop,kube-system,pay").Screen;

        Assert.Contains("pods(shop,kube-system,pay)", screen, StringComparison.Ordinal);
        Assert.Contains("coredns-1", screen, StringComparison.Ordinal);
        Assert.Contains("web-10", screen, StringComparison.Ordinal);
        Assert.Matches(@"kube-system\s+coredns-1", screen);
        Assert.Contains("✗ pay is not among them: pods is forbidden: User \"jane\"", screen, StringComparison.Ordinal);
        Assert.Contains("● live · 4 pods", screen, StringComparison.Ordinal);
        Assert.Contains("shop,kube-system,pay", person.Line("Namespace"), StringComparison.Ordinal);

        cluster.Inner.Tables["pods"].Set([Shop.Pod("kube-system", "coredns-2", "1/1", "Running", "0", person.Time.Now)]);
        Assert.Contains("coredns-2", person.Wait(TimeSpan.FromSeconds(1)).Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("web-10", person.Screen, StringComparison.Ordinal);

        person.Command("svc");
        Assert.Contains("services(shop,kube-system,pay)", person.Screen, StringComparison.Ordinal);
        Assert.Contains("pods(shop,kube-system,pay)", person.Press("[").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_said_and_gets_no_key()
    {
        await using var person = new Person();
        Assert.Contains("there is no namespace shopp; did you mean \"shop\"?", person.Command("po shopp").StatusLine, StringComparison.Ordinal);
        Assert.DoesNotContain("shopp", person.Workspace.Slots.Slots);
    }

    [Fact]
    public async Task Where_all_of_several_are_refused_the_page_says_so_and_asks_for_another()
    {
        var cluster = new ManyNamespaces(Shop.Make(new FakeTime().Now));
        cluster.Refused["pay"] = cluster.Refused["ops"] = Forbidden;
        await using var person = new Person(connector: cluster);

        Assert.Contains("The list of pods can't be read", person.Command("po pay,ops").Screen, StringComparison.Ordinal);
        Assert.Contains("pods(shop)", person.Press("enter").Type("shop").Press("enter").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_and_text_filter_together_and_esc_takes_both_away()
    {
        var cluster = new FakeCluster();
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name"),
        [
            FakeCluster.Row("web-1", ("app", "web")), FakeCluster.Row("web-2", ("app", "web")), FakeCluster.Row("pay-1", ("app", "pay")),
        ]);
        await using var person = new Person(cluster);

        Assert.Contains("1 of 3 /-l app in (web) /-2", person.Command("po -l 'app in (web)' /-2").Screen, StringComparison.Ordinal);
        Assert.Contains("2 of 3", person.Command("po app=web").Screen, StringComparison.Ordinal);
        Assert.Contains("pay-1", person.Press("esc").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_of_the_list_namespaces_and_contexts_are_suggested()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["pods"] = new FakeTable(Shop.Columns("Name"), [FakeCluster.Row("web-1", ("app", "web"), ("tier", "front"))]);
        await using var person = new Person(cluster);

        Assert.Contains("app=web", person.Press(":").Type("po -l ap").Screen, StringComparison.Ordinal);
        Assert.Contains("app=web,tier=front", person.Press("esc", ":").Type("po app=web,t").Screen, StringComparison.Ordinal);
        Assert.Contains("shop,kube-system", person.Press("esc", ":").Type("po shop,k").Screen, StringComparison.Ordinal);
        Assert.Contains("@prod", person.Press("esc", ":").Type("po @p").Screen, StringComparison.Ordinal);
        Assert.Contains("kube-system", person.Press("esc", ":").Type("svc app=x kube").Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_understood_after_a_kind_is_said_and_the_screen_stays()
    {
        await using var person = new Person();
        person.Command("svc shop");

        Assert.Contains(":pods -z: \"-z\" is not understood; after a kind: NAMESPACE", person.Command("po -z").StatusLine, StringComparison.Ordinal);
        Assert.Contains("services(shop)", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_context_keeps_kind_and_filter_and_the_namespace_where_it_is_there()
    {
        var (demo, prod) = (Shop.Make(new FakeTime().Now), Shop.Make(new FakeTime().Now));
        prod.Objects["/api/v1/namespaces/kube-system"] = "{}";
        await using var person = new Person(connector: new TwoClusters(demo, prod));

        person.Command("svc kube-system /dns").Command("ctx prod");
        Assert.Equal("prod", person.Workspace.Session.Client.Settings.ContextName);
        Assert.Contains("services(kube-system)", person.Screen, StringComparison.Ordinal);
        Assert.Contains("/dns", person.Screen, StringComparison.Ordinal);

        person.Command("po pay @demo");
        Assert.Equal("demo", person.Workspace.Session.Client.Settings.ContextName);
        Assert.Contains("pods(pay)", person.Screen, StringComparison.Ordinal);

        await person.Command("ctx -").Until("pods(shop)");
        Assert.Contains("prod has no namespace pay: this is shop", person.StatusLine, StringComparison.Ordinal);
        Assert.DoesNotContain("pay", person.Workspace.Slots.Slots);
    }

    [Fact]
    public async Task The_first_list_of_another_context_does_not_wait_for_its_kinds()
    {
        var prod = new SlowDiscovery(Shop.Make(new FakeTime().Now));
        await using var person = new Person(connector: new TwoClusters(Shop.Make(new FakeTime().Now), prod));

        person.Command("svc @prod");

        Assert.Null(person.Workspace.Session.Catalog);
        Assert.Contains("cart", person.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_list_of_namespaces_asks_for_one_and_remembers_it()
    {
        var cluster = Shop.Make(new FakeTime().Now);
        cluster.Tables["namespaces"].Become(LiveState.Refused, Forbidden);
        cluster.Tables["namespaces"].Set([]);
        await using var person = new Person(cluster);

        var screen = person.Command("ns").Screen;
        Assert.Contains("You may not list namespaces here, but you may know one", screen, StringComparison.Ordinal);
        Assert.Contains("namespace:", person.StatusLine, StringComparison.Ordinal);
        Assert.Contains("\"Pay\" can't be a namespace", person.Type("Pay").StatusLine, StringComparison.Ordinal);

        person.Press("ctrl-u").Type("kube-system").Press("enter");
        Assert.Contains("pods(kube-system)", person.Screen, StringComparison.Ordinal);
        Assert.Contains("kube-system", person.Workspace.Slots.Slots);
        Assert.Contains("namespace: kube-system", person.Command("ns").Press("up").StatusLine, StringComparison.Ordinal);
    }

    /// <summary>A cluster that refuses the tables of some namespaces.</summary>
    private sealed class ManyNamespaces(FakeCluster inner) : FakeFeeds(inner), IConnector
    {
        public Dictionary<string, ApiFailure> Refused { get; } = [];

        public Task<Session> ConnectAsync(string? context, CancellationToken cancellation) => Task.FromResult(SessionOf(context ?? "demo", this));

        public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>([]);

        public override ITableFeed Table(ApiResource resource, ListQuery query)
        {
            if (query.Namespace is null || !Refused.TryGetValue(query.Namespace, out var failure))
            {
                return base.Table(resource, query);
            }

            var refused = new FakeCluster();
            refused.Tables[resource.Plural] = new FakeTable([], []);
            refused.Tables[resource.Plural].Become(LiveState.Refused, failure);
            return refused.Table(resource, query);
        }
    }
}

/// <summary>What a made-up cluster gives, for a test to change some of it.</summary>
internal abstract class FakeFeeds(FakeCluster inner) : IClusterFeeds
{
    public FakeCluster Inner => inner;

    public virtual ITableFeed Table(ApiResource resource, ListQuery query) => inner.Table(resource, query);

    public IListFeed<T> List<T>(string path, ListQuery query, ObjectParser<T> parse) where T : class => inner.List(path, query, parse);

    public Task<ReadOnlyMemory<byte>> GetAsync(string path, CancellationToken cancellation) => inner.GetAsync(path, cancellation);

    public virtual Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation) => inner.DiscoverAsync(cancellation);

    public IVerdictSource Verdicts(string? ns, TimeProvider time, Action changed) => inner.Verdicts(ns, time, changed);

    public ISidePane VerifyPane(IWorkspace workspace) => inner.VerifyPane(workspace);

    public static Session SessionOf(string context, IClusterFeeds feeds) => new(new ApiClient(new ConnectionSettings
    {
        Server = new Uri("https://127.0.0.1:6443"), ContextName = context, ClusterName = context, UserName = "jane", DefaultNamespace = "shop",
    })) { Feeds = feeds };
}

/// <summary>A cluster whose kinds are not told for as long as the test runs.</summary>
internal sealed class SlowDiscovery(FakeCluster inner) : FakeFeeds(inner)
{
    public override Task<ApiCatalog> DiscoverAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation).ContinueWith<ApiCatalog>(
        _ => throw new OperationCanceledException(cancellation), TaskScheduler.Default);
}

/// <summary>Contexts demo and prod, a cluster each.</summary>
internal sealed class TwoClusters(IClusterFeeds demo, IClusterFeeds prod) : IConnector
{
    public Task<Session> ConnectAsync(string? context, CancellationToken cancellation) => context is null or "demo" or "prod"
        ? Task.FromResult(FakeFeeds.SessionOf(context ?? "demo", context == "prod" ? prod : demo))
        : throw new KubeConfigException($"there is no context \"{context}\" in the kubeconfig; there are demo, prod");

    public Task<IReadOnlyList<KubeContext>> ContextsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KubeContext>>(
    [
        new KubeContext("demo", "demo", "jane", "shop", "https://127.0.0.1:6443", true, null),
        new KubeContext("prod", "prod", "jane", "shop", "https://127.0.0.1:6443", false, null),
    ]);
}
