using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Ways in and permissions: ingress, admission webhooks, roles, a custom resource.</summary>
internal static class ShopAccess
{
    public static void AddTo(ShopCluster cluster)
    {
        AddIngress(cluster);
        AddWebhook(cluster);
        AddCustomResource(cluster);
        AddRoles(cluster);
        AddPriorityClasses(cluster);
        AddServiceCidr(cluster);
    }

    private static void AddIngress(ShopCluster cluster)
    {
        var created = cluster.Now - TimeSpan.FromDays(39);
        var classSpec = new JsonObject { ["controller"] = "k8s.io/ingress-nginx" };
        var ingressClass = new JsonObject { ["metadata"] = Meta.Of("ingressclasses", null, "nginx", created, generation: 1), ["spec"] = classSpec };
        cluster.Add("ingressclasses.networking.k8s.io", Meta.Applied(WorkloadFactory.Manifest("networking.k8s.io/v1", "IngressClass", null, "nginx", [], (JsonObject)classSpec.DeepClone()), ingressClass, created));
        var spec = (JsonObject)JsonNode.Parse("""
            {"ingressClassName":"nginx","rules":[{"host":"shop.example.com","http":{"paths":[
              {"path":"/","pathType":"Prefix","backend":{"service":{"name":"web","port":{"name":"http"}}}},
              {"path":"/catalog","pathType":"Prefix","backend":{"service":{"name":"catalog","port":{"number":80}}}}]}}]}
            """)!;
        var ingress = new JsonObject
        {
            ["metadata"] = Meta.Of("ingresses", "shop", "shop", created, generation: 1),
            ["spec"] = spec,
            ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["ip"] = "203.0.113.20" }) } },
        };
        Meta.Applied(WorkloadFactory.Manifest("networking.k8s.io/v1", "Ingress", "shop", "shop", [], (JsonObject)spec.DeepClone()), ingress, created);
        Meta.NoteController(ingress, "networking.k8s.io/v1", created.AddMinutes(1), new JsonObject { ["status"] = ingress["status"]!.DeepClone() }, manager: "nginx-ingress-controller");
        cluster.Add("ingresses.networking.k8s.io", ingress);
    }

    private static void AddWebhook(ShopCluster cluster)
    {
        var created = cluster.Now - TimeSpan.FromDays(37);
        var webhook = (JsonObject)JsonNode.Parse("""
            {"name":"pods.policy.ops.example.com",
             "clientConfig":{"service":{"namespace":"ops","name":"policy-webhook","path":"/validate","port":443},"caBundle":""},
             "rules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"scope":"Namespaced"}],
             "failurePolicy":"Fail","matchPolicy":"Equivalent","namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"shop"}},"objectSelector":{},
             "sideEffects":"None","timeoutSeconds":5,"admissionReviewVersions":["v1"]}
            """)!;
        webhook["clientConfig"]!["caBundle"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(ShopConfig.RootCa));
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("validatingwebhookconfigurations", null, "policy.ops.example.com", created, generation: 1),
            ["webhooks"] = new JsonArray(webhook),
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kubectl", "admissionregistration.k8s.io/v1", created, item);
        cluster.Add("validatingwebhookconfigurations.admissionregistration.k8s.io", item);
        cluster.AddKind("mutatingwebhookconfigurations.admissionregistration.k8s.io");
    }

    private static void AddCustomResource(ShopCluster cluster)
    {
        var created = cluster.Now - TimeSpan.FromDays(30);
        var at = DemoTime.Seconds(created.AddSeconds(1));
        var definition = new JsonObject { ["metadata"] = Meta.Of("customresourcedefinitions", null, "promotions.shop.example.com", created, generation: 1) };
        foreach (var (key, value) in (JsonObject)JsonNode.Parse("""
            {"spec":{"group":"shop.example.com",
              "names":{"plural":"promotions","singular":"promotion","shortNames":["promo"],"kind":"Promotion","listKind":"PromotionList"},
              "scope":"Namespaced",
              "versions":[{"name":"v1","served":true,"storage":true,
                "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","required":["discount"],"properties":{
                  "discount":{"type":"integer","minimum":0,"maximum":90},"code":{"type":"string"}}},
                  "status":{"type":"object","properties":{"active":{"type":"boolean"}}}}}},
                "subresources":{"status":{}},
                "additionalPrinterColumns":[
                  {"name":"Discount","type":"integer","jsonPath":".spec.discount"},
                  {"name":"Code","type":"string","jsonPath":".spec.code"},
                  {"name":"Active","type":"boolean","jsonPath":".status.active"},
                  {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]}],
              "conversion":{"strategy":"None"}},
             "status":{"conditions":[
                {"type":"NamesAccepted","status":"True","lastTransitionTime":"@at","reason":"NoConflicts","message":"no conflicts found"},
                {"type":"Established","status":"True","lastTransitionTime":"@at","reason":"InitialNamesAccepted","message":"the initial names have been accepted"}],
              "acceptedNames":{"plural":"promotions","singular":"promotion","shortNames":["promo"],"kind":"Promotion","listKind":"PromotionList"},
              "storedVersions":["v1"]}}
            """.Replace("@at", at, StringComparison.Ordinal))!)
        {
            definition[key] = value!.DeepClone();
        }

        ((JsonObject)definition["metadata"]!)["managedFields"] = ManagedFields.Creator("kubectl", "apiextensions.k8s.io/v1", created, definition);
        cluster.Add("customresourcedefinitions.apiextensions.k8s.io", definition);
        foreach (var (name, discount, code, active, days) in (ReadOnlySpan<(string, int, string, bool, double)>)
            [("autumn", 15, "LEAVES", true, 29), ("clearance", 40, "LAST", true, 6), ("welcome", 10, "HELLO", false, 21)])
        {
            var item = new JsonObject
            {
                ["apiVersion"] = "shop.example.com/v1",
                ["kind"] = "Promotion",
                ["metadata"] = Meta.Of("promotions", "shop", name, cluster.Now - TimeSpan.FromDays(days), generation: 1),
                ["spec"] = new JsonObject { ["discount"] = discount, ["code"] = code },
                ["status"] = new JsonObject { ["active"] = active },
            };
            ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kubectl", "shop.example.com/v1", cluster.Now - TimeSpan.FromDays(days), item);
            cluster.Add("promotions.shop.example.com", item);
        }
    }

    private static void AddRoles(ShopCluster cluster)
    {
        Role(cluster, "cluster-admin", """[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]},{"verbs":["*"],"nonResourceURLs":["*"]}]""");
        Role(cluster, "view", """[{"verbs":["get","list","watch"],"apiGroups":["","apps","batch","discovery.k8s.io","networking.k8s.io"],"resources":["configmaps","endpoints","endpointslices","events","pods","services","deployments","jobs","ingresses","networkpolicies"]}]""");
        Role(cluster, "system:coredns", """[{"verbs":["list","watch"],"apiGroups":[""],"resources":["endpoints","services","pods","namespaces"]},{"verbs":["list","watch"],"apiGroups":["discovery.k8s.io"],"resources":["endpointslices"]}]""");
        Role(cluster, "system:node-proxier", """[{"verbs":["list","watch"],"apiGroups":[""],"resources":["endpoints","services","nodes"]},{"verbs":["create","patch","update"],"apiGroups":["","events.k8s.io"],"resources":["events"]},{"verbs":["list","watch"],"apiGroups":["discovery.k8s.io"],"resources":["endpointslices"]}]""");
        Role(cluster, "system:metrics-server", """[{"verbs":["get"],"apiGroups":[""],"resources":["nodes/metrics"]},{"verbs":["get","list","watch"],"apiGroups":[""],"resources":["pods","nodes"]}]""");
        Role(cluster, "prometheus", """[{"verbs":["get","list","watch"],"apiGroups":["","discovery.k8s.io"],"resources":["nodes","services","endpoints","pods","endpointslices"]},{"verbs":["get"],"nonResourceURLs":["/metrics"]}]""");
        Binding(cluster, "cluster-admin", "cluster-admin", new JsonObject { ["kind"] = "Group", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = "system:masters" });
        foreach (var (role, ns, account) in (ReadOnlySpan<(string, string, string)>)
            [("system:coredns", "kube-system", "coredns"), ("system:node-proxier", "kube-system", "kube-proxy"),
             ("system:metrics-server", "kube-system", "metrics-server"), ("prometheus", "ops", "prometheus")])
        {
            Binding(cluster, role, role, new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account, ["namespace"] = ns });
        }

        var created = cluster.Now - TimeSpan.FromDays(34);
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("roles", "shop", "catalog-config", created),
            ["rules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("get", "watch"), ["apiGroups"] = new JsonArray(""), ["resources"] = new JsonArray("configmaps") }),
        };
        cluster.Add("roles.rbac.authorization.k8s.io", item);
        cluster.Add("rolebindings.rbac.authorization.k8s.io", new JsonObject
        {
            ["metadata"] = Meta.Of("rolebindings", "shop", "catalog-config", created),
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "default", ["namespace"] = "shop" }),
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = "catalog-config" },
        });
    }

    private static void Role(ShopCluster cluster, string name, string rules)
    {
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("clusterroles", null, name, cluster.Birth, new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" }),
            ["rules"] = JsonNode.Parse(rules),
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "rbac.authorization.k8s.io/v1", cluster.Birth, item);
        cluster.Add("clusterroles.rbac.authorization.k8s.io", item);
    }

    private static void Binding(ShopCluster cluster, string name, string role, JsonObject subject)
    {
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("clusterrolebindings", null, name, cluster.Birth),
            ["subjects"] = new JsonArray(subject),
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
        };
        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-apiserver", "rbac.authorization.k8s.io/v1", cluster.Birth, item);
        cluster.Add("clusterrolebindings.rbac.authorization.k8s.io", item);
    }

    private static void AddPriorityClasses(ShopCluster cluster)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, int)>)[("system-cluster-critical", 2000000000), ("system-node-critical", 2000001000)])
        {
            cluster.Add("priorityclasses.scheduling.k8s.io", new JsonObject
            {
                ["metadata"] = Meta.Of("priorityclasses", null, name, cluster.Birth, generation: 1),
                ["value"] = value,
                ["description"] = "Used for system critical pods.",
                ["preemptionPolicy"] = "PreemptLowerPriority",
            });
        }
    }

    private static void AddServiceCidr(ShopCluster cluster) => cluster.Add("servicecidrs.networking.k8s.io", new JsonObject
    {
        ["metadata"] = Meta.Of("servicecidrs", null, "kubernetes", cluster.Birth),
        ["spec"] = new JsonObject { ["cidrs"] = new JsonArray("10.96.0.0/16") },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready", ["status"] = "True", ["lastTransitionTime"] = DemoTime.Seconds(cluster.Birth.AddSeconds(20)), ["reason"] = "",
                ["message"] = "Kubernetes Service CIDR is ready",
            }),
        },
    });
}
