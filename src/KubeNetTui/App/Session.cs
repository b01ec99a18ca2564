using System.Text;
using System.Text.Json.Nodes;
using KubeNetTui.Acting;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Footprint;
using KubeNetTui.Forwarding;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>The connection to one cluster, and what is known of it. Replaced as a whole when the context changes.</summary>
internal sealed class Session(ApiClient client) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private NodeAccess? _nodes;
    private PortForwards? _forwards;

    public ApiClient Client { get; } = client;

    /// <summary>Where lists, objects and verdicts come from: the client, or something made up in a test.</summary>
    public IClusterFeeds Feeds { get; init; } = new ClusterFeeds(client);

    /// <summary>How nodes are asked.</summary>
    public NodeShellChoice Shells { get; init; } = new();

    /// <summary>Where what is made in the cluster is noted down.</summary>
    public FootprintFolder Footprint { get; init; } = FootprintFolder.Of(Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>What the cluster, its nodes and its pods say: the panes read through it. Made when somebody first asks.</summary>
    public IEvidenceSource Evidence
    {
        get => field ?? Nodes.Source;
        init;
    }

    /// <summary>By which shell a node is asked: <c>exec kube-system/kube-proxy-x</c>; null while it has not been asked.</summary>
    public Func<string, string?> WayTo
    {
        get => field ?? Nodes.WayTo;
        init;
    }

    /// <summary>Asks the person before a debug pod is made; null: the answer is no.</summary>
    public Func<DebugPodRequest, CancellationToken, ValueTask<bool>>? Consent
    {
        get => Nodes.Consent;
        set => Nodes.Consent = value;
    }

    private NodeAccess Nodes
    {
        get
        {
            lock (_lock)
            {
                return _nodes ??= new NodeAccess(Client, Shells, Footprint);
            }
        }
    }

    /// <summary>What the person may do here.</summary>
    public Rights Rights
    {
        get => field ??= new Rights(AskRightsAsync, Ending);
        init;
    }

    /// <summary>Ports forwarded from this machine; ended with the session.</summary>
    public PortForwards Forwards => _forwards ??= new PortForwards(this, KeptForwards);

    /// <summary>Where forwards are kept for the next start.</summary>
    public ForwardStore KeptForwards { get; init; } = ForwardStore.Of(Environment.GetEnvironmentVariable);

    /// <summary>Null until discovery has answered; the well-known kinds work before that.</summary>
    public ApiCatalog? Catalog { get; set; }

    /// <summary>As <c>/version</c> gives it, <c>v1.33.1</c>; "" until it is known.</summary>
    public string ServerVersion { get; set; } = "";

    /// <summary>The last run of each subject that was verified, to tell what changed since.</summary>
    public Verify.RunHistory Verified { get; } = new();

    /// <summary>Objects as their YAML was last shown, to tell what changed since.</summary>
    public Reading.SeenObjects Seen { get; } = new();

    /// <summary>The namespaces browsed; none: all.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [client.Settings.DefaultNamespace];

    /// <summary>The one browsed; null: all, or several.</summary>
    public string? Namespace => Namespaces is [var one] ? one : null;

    /// <summary><c>shop</c>, <c>shop,pay</c>, <c>all</c>.</summary>
    public string NamespacesText => Namespaces.Count == 0 ? "all" : string.Join(',', Namespaces);

    /// <summary>Cancelled when the session ends: for work that no screen owns.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>The kind of that name, before discovery has answered one of the well-known ones.</summary>
    public ApiResource? Find(string name) => Catalog?.Find(name) ?? (Catalog is null ? WellKnownKinds.Catalog.Find(name) : null);

    private async Task<ReadOnlyMemory<byte>> AskRightsAsync(string ns, CancellationToken cancellation)
    {
        JsonObject review = new()
        {
            ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SelfSubjectRulesReview", ["spec"] = new JsonObject { ["namespace"] = ns },
        };
        var answer = await Client.SendAsync(
            HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", Encoding.UTF8.GetBytes(review.ToJsonString()),
            "application/json", cancellation).ConfigureAwait(false);
        return answer.Body;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        if (_forwards is { } forwards)
        {
            await forwards.DisposeAsync().ConfigureAwait(false);
        }

        if (_nodes is { } nodes)
        {
            await nodes.DisposeAsync().ConfigureAwait(false);
        }

        await Client.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }
}
