using System.Text.Json.Nodes;
using KubeNetTui.Kubernetes;
using KubeNetTui.Replay;

namespace KubeNetTui.Collect.Tests;

/// <summary>A small cluster served to one test: namespaces <c>shop</c> and <c>other</c>, a service with two endpoints, a node.</summary>
internal sealed class ReplayedCluster : IAsyncDisposable
{
    private ReplayedCluster(ReplayServer server) => Server = server;

    public ReplayServer Server { get; }

    public static async Task<ReplayedCluster> StartAsync(AccessPolicy? access = null, int extraPods = 0)
    {
        Bundle bundle = new() { Name = "small" };
        bundle.Add("namespaces", Object("v1", "Namespace", null, "shop"));
        bundle.Add("namespaces", Object("v1", "Namespace", null, "other"));
        bundle.Add("nodes", Object("v1", "Node", null, "node-a"));
        bundle.Add("services", Service("web", "app", "web"));
        bundle.Add("pods", Pod("shop", "web-1", "web"));
        bundle.Add("pods", Pod("shop", "web-2", "web"));
        bundle.Add("pods", Pod("other", "lone", "lone"));
        for (int i = 0; i < extraPods; i++)
        {
            bundle.Add("pods", Pod("other", $"extra-{i:0000}", "extra"));
        }

        bundle.Add("endpointslices.discovery.k8s.io", Slice());
        bundle.AddKind("events");
        bundle.AddKind("leases.coordination.k8s.io");
        bundle.AddLog("shop", "web-1", "web", "2026-01-01T00:00:00Z one\n2026-01-01T00:00:01Z two\n");
        return new ReplayedCluster(await ReplayServer.StartAsync(
            bundle, new ReplayOptions { Access = access ?? AccessPolicy.AllowAll }, TestContext.Current.CancellationToken));
    }

    public ApiClient Connect() => new(new ConnectionSettings
    {
        Server = Server.Url,
        ContextName = "small",
        Credentials = new CredentialSettings { Token = Server.Token },
        RequestTimeout = TimeSpan.FromSeconds(30),
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public static JsonObject Service(string name, string key, string value)
    {
        JsonObject service = Object("v1", "Service", "shop", name);
        service["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { [key] = value },
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = 80, ["targetPort"] = 8080 }),
        };
        return service;
    }

    public static JsonObject Pod(string ns, string name, string app)
    {
        JsonObject pod = Object("v1", "Pod", ns, name);
        pod["metadata"]!["labels"] = new JsonObject { ["app"] = app };
        pod["spec"] = new JsonObject
        {
            ["nodeName"] = "node-a",
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "web", ["image"] = "web" }),
        };
        return pod;
    }

    private static JsonObject Object(string apiVersion, string kind, string? ns, string name)
    {
        JsonObject meta = new() { ["name"] = name };
        if (ns is not null)
        {
            meta["namespace"] = ns;
        }

        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = meta };
    }

    private static JsonObject Slice()
    {
        JsonObject slice = Object("discovery.k8s.io/v1", "EndpointSlice", "shop", "web-abc");
        slice["metadata"]!["labels"] = new JsonObject { ["kubernetes.io/service-name"] = "web" };
        slice["addressType"] = "IPv4";
        slice["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = 8080, ["protocol"] = "TCP" });
        slice["endpoints"] = new JsonArray(
            Endpoint("10.0.0.2", "web-2", ready: false, serving: true, terminating: true),
            Endpoint("10.0.0.1", "web-1", ready: true, serving: true, terminating: false));
        return slice;
    }

    private static JsonObject Endpoint(string address, string pod, bool ready, bool serving, bool terminating) => new()
    {
        ["addresses"] = new JsonArray(address),
        ["conditions"] = new JsonObject { ["ready"] = ready, ["serving"] = serving, ["terminating"] = terminating },
        ["nodeName"] = "node-a",
        ["zone"] = "zone-1",
        ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = pod, ["namespace"] = "shop" },
    };
}

/// <summary>Refuses what matches, allows the rest.</summary>
internal sealed class Refusing(Func<AccessRequest, bool> refused) : AccessPolicy
{
    public override IReadOnlyList<AccessRule> Rules(User user, string @namespace) => AllowAll.Rules(user, @namespace);

    public override bool Allows(AccessRequest request) => !refused(request);
}
