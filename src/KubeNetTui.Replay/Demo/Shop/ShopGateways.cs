using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The Gateway API, installed and healthy: a class that the provider's load balancer serves, so that no pod of it runs here, a gateway in
/// <c>ops</c>, and the shop's routes on it. Definitions as the project's releases have them, without their schemas.
/// </summary>
internal static class ShopGateways
{
    private const string Group = "gateway.networking.k8s.io";
    private const string Controller = "edge.example.com/gateway-controller";

    public static void AddTo(ShopCluster cluster)
    {
        var installed = cluster.Now - TimeSpan.FromDays(26);
        Define(cluster, installed, "v1", "gatewayclasses", "GatewayClass", ["gc"], false, """
            [{"name":"Controller","type":"string","jsonPath":".spec.controllerName"},
             {"name":"Accepted","type":"string","jsonPath":".status.conditions[?(@.type==\"Accepted\")].status"},
             {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"},
             {"name":"Description","type":"string","jsonPath":".spec.description","priority":1}]
            """);
        Define(cluster, installed, "v1", "gateways", "Gateway", ["gtw"], true, """
            [{"name":"Class","type":"string","jsonPath":".spec.gatewayClassName"},
             {"name":"Address","type":"string","jsonPath":".status.addresses[*].value"},
             {"name":"Programmed","type":"string","jsonPath":".status.conditions[?(@.type==\"Programmed\")].status"},
             {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]
            """);
        foreach (var (plural, kind) in (ReadOnlySpan<(string, string)>)[("httproutes", "HTTPRoute"), ("grpcroutes", "GRPCRoute")])
        {
            Define(cluster, installed, "v1", plural, kind, [], true, """
                [{"name":"Hostnames","type":"string","jsonPath":".spec.hostnames"},
                 {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]
                """);
        }

        Define(cluster, installed, "v1beta1", "referencegrants", "ReferenceGrant", ["refgrant"], true, """
            [{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]
            """);

        var created = cluster.Now - TimeSpan.FromDays(25);
        AddGateway(cluster, created);
        Route(cluster, "httproutes", "HTTPRoute", "shop", "http", created.AddHours(1), """
            {"hostnames":["shop.example.com"],"rules":[
              {"matches":[{"path":{"type":"PathPrefix","value":"/"}}],"backendRefs":[{"group":"","kind":"Service","name":"web","port":80,"weight":1}]},
              {"matches":[{"path":{"type":"PathPrefix","value":"/catalog"}}],"backendRefs":[{"group":"","kind":"Service","name":"catalog","port":80,"weight":1}]},
              {"matches":[{"path":{"type":"PathPrefix","value":"/sale"}}],"filters":[{"type":"RequestRedirect","requestRedirect":{"path":{"type":"ReplaceFullPath","replaceFullPath":"/"},"statusCode":302}}]}]}
            """);
        Route(cluster, "httproutes", "HTTPRoute", "metrics", "http", created.AddHours(3), """
            {"hostnames":["metrics.example.com"],"rules":[
              {"matches":[{"path":{"type":"PathPrefix","value":"/"}}],"backendRefs":[{"group":"","kind":"Service","namespace":"ops","name":"prometheus","port":9090,"weight":1}]}]}
            """);
        Route(cluster, "grpcroutes", "GRPCRoute", "catalog", "grpc", created.AddHours(2), """
            {"hostnames":["catalog.example.com"],"rules":[
              {"matches":[{"method":{"type":"Exact","service":"shop.v1.Catalog"}}],"backendRefs":[{"group":"","kind":"Service","name":"catalog","port":80,"weight":1}]}]}
            """);
        Apply(cluster, "referencegrants", "v1beta1", "ReferenceGrant", "ops", "metrics-of-the-shop", created.AddHours(3), """
            {"from":[{"group":"gateway.networking.k8s.io","kind":"HTTPRoute","namespace":"shop"}],"to":[{"group":"","kind":"Service","name":"prometheus"}]}
            """, null);
    }

    private static void AddGateway(ShopCluster cluster, DateTimeOffset created)
    {
        var at = DemoTime.Seconds(created.AddSeconds(30));
        Apply(cluster, "gatewayclasses", "v1", "GatewayClass", null, "edge", created, $$"""
            {"controllerName":"{{Controller}}","description":"The provider's load balancer"}
            """, $$"""
            {"conditions":[{"type":"Accepted","status":"True","observedGeneration":1,"lastTransitionTime":"{{at}}","reason":"Accepted","message":"the class is served"}]}
            """);
        Apply(cluster, "gateways", "v1", "Gateway", "ops", "edge", created, """
            {"gatewayClassName":"edge","listeners":[
              {"name":"http","protocol":"HTTP","port":80,"hostname":"*.example.com","allowedRoutes":{"namespaces":{"from":"All"}}},
              {"name":"grpc","protocol":"HTTP","port":50051,"hostname":"*.example.com","allowedRoutes":{"namespaces":{"from":"All"}}}]}
            """, $$"""
            {"addresses":[{"type":"IPAddress","value":"203.0.113.40"}],
             "conditions":[{{Condition("Accepted", at)}},{{Condition("Programmed", at)}}],
             "listeners":[{{Listener("http", 2, "HTTPRoute", at)}},{{Listener("grpc", 1, "GRPCRoute", at)}}]}
            """);
    }

    private static string Condition(string type, string at) =>
        $$"""{"type":"{{type}}","status":"True","observedGeneration":1,"lastTransitionTime":"{{at}}","reason":"{{type}}","message":""}""";

    private static string Listener(string name, int routes, string kind, string at) => $$"""
        {"name":"{{name}}","attachedRoutes":{{routes}},"supportedKinds":[{"group":"{{Group}}","kind":"{{kind}}"}],
         "conditions":[{{Condition("Accepted", at)}},{{Condition("Programmed", at)}},{{Condition("ResolvedRefs", at)}}]}
        """;

    private static void Route(ShopCluster cluster, string plural, string kind, string name, string listener, DateTimeOffset created, string rules)
    {
        var parent = $$"""{"group":"{{Group}}","kind":"Gateway","namespace":"ops","name":"edge","sectionName":"{{listener}}"}""";
        var at = DemoTime.Seconds(created.AddSeconds(4));
        var spec = (JsonObject)JsonNode.Parse(rules)!;
        spec.Insert(0, "parentRefs", new JsonArray(JsonNode.Parse(parent)));
        Apply(cluster, plural, "v1", kind, "shop", name, created, spec.ToJsonString(), $$"""
            {"parents":[{"parentRef":{{parent}},"controllerName":"{{Controller}}","conditions":[{{Condition("Accepted", at)}},{{Condition("ResolvedRefs", at)}}]}]}
            """);
    }

    private static void Apply(
        ShopCluster cluster, string plural, string version, string kind, string? ns, string name, DateTimeOffset created, string spec, string? status)
    {
        var parsed = (JsonObject)JsonNode.Parse(spec)!;
        var item = new JsonObject
        {
            ["apiVersion"] = $"{Group}/{version}", ["kind"] = kind, ["metadata"] = Meta.Of(plural, ns, name, created, generation: 1), ["spec"] = parsed,
        };
        Meta.Applied(WorkloadFactory.Manifest($"{Group}/{version}", kind, ns, name, [], (JsonObject)parsed.DeepClone()), item, created);
        if (status is not null)
        {
            item["status"] = JsonNode.Parse(status);
            Meta.NoteController(item, $"{Group}/{version}", created.AddSeconds(30), new JsonObject { ["status"] = item["status"]!.DeepClone() }, manager: "gateway-controller");
        }

        cluster.Add($"{plural}.{Group}", item);
    }

    private static void Define(
        ShopCluster cluster, DateTimeOffset created, string version, string plural, string kind, string[] shortNames, bool namespaced, string columns)
    {
        var name = $"{plural}.{Group}";
        var at = DemoTime.Seconds(created.AddSeconds(1));
        JsonObject Names() => new()
        {
            ["categories"] = new JsonArray("gateway-api"),
            ["kind"] = kind,
            ["listKind"] = kind + "List",
            ["plural"] = plural,
            ["shortNames"] = new JsonArray([.. shortNames.Select(s => (JsonNode)s)]),
            ["singular"] = kind.ToLowerInvariant(),
        };
        JsonObject Established(string type, string reason, string message) => new()
        {
            ["type"] = type, ["status"] = "True", ["lastTransitionTime"] = at, ["reason"] = reason, ["message"] = message,
        };
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("customresourcedefinitions", null, name, created, annotations: new JsonObject
            {
                ["api-approved.kubernetes.io"] = "https://github.com/kubernetes-sigs/gateway-api/pull/3328",
                ["gateway.networking.k8s.io/bundle-version"] = "v1.2.1", ["gateway.networking.k8s.io/channel"] = "standard",
            }, generation: 1),
            ["spec"] = new JsonObject
            {
                ["group"] = Group,
                ["names"] = Names(),
                ["scope"] = namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = version, ["served"] = true, ["storage"] = true,
                    ["schema"] = new JsonObject
                    {
                        ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
                    },
                    ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                    ["additionalPrinterColumns"] = JsonNode.Parse(columns),
                }),
                ["conversion"] = new JsonObject { ["strategy"] = "None" },
            },
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(
                    Established("NamesAccepted", "NoConflicts", "no conflicts found"),
                    Established("Established", "InitialNamesAccepted", "the initial names have been accepted")),
                ["acceptedNames"] = Names(),
                ["storedVersions"] = new JsonArray(version),
            },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kubectl", "apiextensions.k8s.io/v1", created, item);
        cluster.Add("customresourcedefinitions.apiextensions.k8s.io", item);
    }
}
