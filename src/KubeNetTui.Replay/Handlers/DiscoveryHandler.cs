using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeNetTui.Replay;

/// <summary>Which kinds there are: <c>/api</c>, <c>/apis</c> and below, plain and aggregated.</summary>
internal sealed class DiscoveryHandler(ObjectStore store)
{
    private const string Aggregated = "as=APIGroupDiscoveryList";

    /// <summary>False when the path is none of discovery's.</summary>
    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var kinds = store.Kinds;
        var path = context.Request.Path.Value!.Trim('/').Split('/');
        switch (path)
        {
            case ["api"]:
                await WriteAsync(context, () => Versions(context.Request.Host.Value), () => AggregatedList(kinds, [""])).ConfigureAwait(false);
                return true;
            case ["apis"]:
                await WriteAsync(context, () => GroupList(kinds), () => AggregatedList(kinds, kinds.Groups)).ConfigureAwait(false);
                return true;
            case ["apis", var group] when kinds.Groups.Contains(group):
                var single = Group(kinds, group);
                single.Insert(0, "kind", "APIGroup");
                single.Insert(1, "apiVersion", "v1");
                await context.WriteJsonAsync(single).ConfigureAwait(false);
                return true;
            case ["api", "v1"]:
                await context.WriteJsonAsync(ResourceList(kinds, "", "v1")).ConfigureAwait(false);
                return true;
            case ["apis", var group, var version] when kinds.Of(group, version).Any():
                await context.WriteJsonAsync(ResourceList(kinds, group, version)).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What <c>/</c> answers.</summary>
    public JsonObject Paths()
    {
        var kinds = store.Kinds;
        var paths = new List<string> { "/api", "/api/v1", "/apis", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version" };
        foreach (var group in kinds.Groups)
        {
            paths.Add("/apis/" + group);
            paths.AddRange(kinds.Versions(group).Select(version => $"/apis/{group}/{version}"));
        }

        paths.Sort(StringComparer.Ordinal);
        return new JsonObject { ["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]) };
    }

    private static Task WriteAsync(HttpContext context, Func<JsonObject> plain, Func<JsonObject> aggregated)
    {
        foreach (var offer in context.Request.Headers.Accept.ToString().Split(','))
        {
            if (!offer.Contains(Aggregated, StringComparison.Ordinal))
            {
                continue;
            }

            var version = offer.Contains("v=v2beta1", StringComparison.Ordinal) ? "v2beta1" : "v2";
            var list = aggregated();
            list.Insert(0, "kind", "APIGroupDiscoveryList");
            list.Insert(1, "apiVersion", "apidiscovery.k8s.io/" + version);
            context.Response.Headers.Vary = "Accept";
            return context.WriteJsonAsync(list, contentType: $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList");
        }

        return context.WriteJsonAsync(plain());
    }

    private static JsonObject GroupList(KindCatalogue kinds) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. kinds.Groups.Select(group => (JsonNode)Group(kinds, group))]),
    };

    private static JsonObject Group(KindCatalogue kinds, string group)
    {
        var versions = kinds.Versions(group).Select(version => Version(group, version)).ToArray();
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };

        static JsonNode Version(string group, string version) =>
            new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version };
    }

    private static JsonObject ResourceList(KindCatalogue kinds, string group, string version)
    {
        var resources = new JsonArray();
        foreach (var kind in kinds.Of(group, version).OrderBy(kind => kind.Resource, StringComparer.Ordinal))
        {
            var entry = new JsonObject
            {
                ["name"] = kind.Resource,
                ["singularName"] = kind.Singular,
                ["namespaced"] = kind.Namespaced,
                ["kind"] = kind.Kind,
                ["verbs"] = Texts(kind.Verbs),
            };
            AddTexts(entry, "shortNames", kind.ShortNames);
            AddTexts(entry, "categories", kind.Categories);
            resources.Add((JsonNode)entry);
            foreach (var subresource in kind.Subresources.Select(name => Subresource.Of(kind, name)))
            {
                resources.Add((JsonNode)new JsonObject
                {
                    ["name"] = $"{kind.Resource}/{subresource.Name}",
                    ["singularName"] = "",
                    ["namespaced"] = kind.Namespaced,
                    ["group"] = subresource.Group,
                    ["version"] = subresource.Version,
                    ["kind"] = subresource.Kind,
                    ["verbs"] = Texts(subresource.Verbs),
                });
            }
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = resources,
        };
    }

    private static JsonObject AggregatedList(KindCatalogue kinds, IEnumerable<string> groups) => new()
    {
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. groups.Select(group => (JsonNode)new JsonObject
        {
            ["metadata"] = group.Length == 0
                ? new JsonObject { ["creationTimestamp"] = null }
                : new JsonObject { ["name"] = group, ["creationTimestamp"] = null },
            ["versions"] = new JsonArray([.. kinds.Versions(group).Select(version => (JsonNode)new JsonObject
            {
                ["version"] = version,
                ["resources"] = new JsonArray([.. kinds.Of(group, version).OrderBy(kind => kind.Resource, StringComparer.Ordinal).Select(AggregatedKind)]),
                ["freshness"] = "Current",
            })]),
        })]),
    };

    private static JsonNode AggregatedKind(ResourceKind kind)
    {
        var entry = new JsonObject
        {
            ["resource"] = kind.Resource,
            ["responseKind"] = Kind(kind.Group, kind.Version, kind.Kind),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = Texts(kind.Verbs),
        };
        AddTexts(entry, "shortNames", kind.ShortNames);
        AddTexts(entry, "categories", kind.Categories);
        if (kind.Subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray([.. kind.Subresources.Select(name => Subresource.Of(kind, name)).Select(subresource => (JsonNode)new JsonObject
            {
                ["subresource"] = subresource.Name,
                ["responseKind"] = Kind(subresource.Group, subresource.Version, subresource.Kind),
                ["verbs"] = Texts(subresource.Verbs),
            })]);
        }

        return entry;

        static JsonObject Kind(string group, string version, string kind) =>
            new() { ["group"] = group, ["version"] = version, ["kind"] = kind };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static void AddTexts(JsonObject entry, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            entry[name] = Texts(texts);
        }
    }

    private static JsonObject Versions(string? address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    private sealed record Subresource(string Name, string Group, string Version, string Kind, IReadOnlyList<string> Verbs)
    {
        private static readonly string[] Change = ["get", "patch", "update"];
        private static readonly string[] Connect = ["create", "get"];
        private static readonly string[] Proxied = ["create", "delete", "get", "patch", "update"];

        public static Subresource Of(ResourceKind kind, string name) => name switch
        {
            "scale" => new(name, "autoscaling", "v1", "Scale", Change),
            "eviction" => new(name, "policy", "v1", "Eviction", ["create"]),
            "binding" => new(name, "", "v1", "Binding", ["create"]),
            "exec" => new(name, "", "v1", "PodExecOptions", Connect),
            "attach" => new(name, "", "v1", "PodAttachOptions", Connect),
            "portforward" => new(name, "", "v1", "PodPortForwardOptions", Connect),
            "proxy" => new(name, "", "v1", kind.Kind + "ProxyOptions", Proxied),
            "log" => new(name, "", "v1", "Pod", ["get"]),
            "finalize" => new(name, "", "v1", "Namespace", ["update"]),
            _ => new(name, kind.Group, kind.Version, kind.Kind, Change),
        };
    }
}
