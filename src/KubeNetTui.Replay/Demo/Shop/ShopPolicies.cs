using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>NetworkPolicies (one forgets DNS), budgets and autoscalers.</summary>
internal static class ShopPolicies
{
    public static void AddTo(ShopCluster cluster)
    {
        // The fault: egress to the database and to HTTPS servers, and no rule for port 53, so no name of either is ever resolved.
        Policy(cluster, "feed-egress", 1.1, """
            {"podSelector":{"matchLabels":{"app":"feed"}},"policyTypes":["Egress"],"egress":[
              {"to":[{"podSelector":{"matchLabels":{"app":"db"}}}],"ports":[{"protocol":"TCP","port":5432}]},
              {"to":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["10.0.0.0/8"]}}],"ports":[{"protocol":"TCP","port":443}]}]}
            """);
        Policy(cluster, "db-clients", 40, """
            {"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"],"ingress":[
              {"from":[{"podSelector":{"matchLabels":{"tier":"backend"}}},{"podSelector":{"matchLabels":{"app":"db"}}}],"ports":[{"protocol":"TCP","port":5432}]}]}
            """);
        Policy(cluster, "worker-egress", 20, """
            {"podSelector":{"matchLabels":{"app":"worker"}},"policyTypes":["Egress"],"egress":[
              {"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}},"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}}],
               "ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]},
              {"to":[{"podSelector":{}}]}]}
            """);
        var created = cluster.Now - TimeSpan.FromDays(33);
        Budget(cluster, "web", 2, 3, created);
        Budget(cluster, "db", 2, 3, created);
        Autoscaler(cluster, created);
    }

    private static void Policy(ShopCluster cluster, string name, double days, string spec)
    {
        var created = cluster.Now - TimeSpan.FromDays(days);
        var parsed = (JsonObject)JsonNode.Parse(spec)!;
        var item = new JsonObject { ["metadata"] = Meta.Of("networkpolicies", "shop", name, created, generation: 1), ["spec"] = parsed };
        cluster.Add("networkpolicies.networking.k8s.io", Meta.Applied(WorkloadFactory.Manifest("networking.k8s.io/v1", "NetworkPolicy", "shop", name, [], (JsonObject)parsed.DeepClone()), item, created));
    }

    private static void Budget(ShopCluster cluster, string app, int atLeast, int pods, DateTimeOffset created)
    {
        var spec = new JsonObject { ["minAvailable"] = atLeast, ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = app } } };
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of("poddisruptionbudgets", "shop", app, created, generation: 1),
            ["spec"] = spec,
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = 1,
                ["disruptionsAllowed"] = pods - atLeast,
                ["currentHealthy"] = pods,
                ["desiredHealthy"] = atLeast,
                ["expectedPods"] = pods,
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "DisruptionAllowed", ["status"] = "True", ["observedGeneration"] = 1, ["lastTransitionTime"] = DemoTime.Seconds(created.AddSeconds(5)),
                    ["reason"] = "SufficientPods", ["message"] = "",
                }),
            },
        };
        Meta.Applied(WorkloadFactory.Manifest("policy/v1", "PodDisruptionBudget", "shop", app, [], (JsonObject)spec.DeepClone()), item, created);
        Meta.NoteController(item, "policy/v1", created.AddSeconds(5), new JsonObject { ["status"] = item["status"]!.DeepClone() });
        cluster.Add("poddisruptionbudgets.policy", item);
    }

    private static void Autoscaler(ShopCluster cluster, DateTimeOffset created)
    {
        var spec = (JsonObject)JsonNode.Parse("""
            {"scaleTargetRef":{"kind":"Deployment","name":"front","apiVersion":"apps/v1"},"minReplicas":3,"maxReplicas":6,
             "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":75}}}]}
            """)!;
        var item = new JsonObject { ["metadata"] = Meta.Of("horizontalpodautoscalers", "shop", "front", created), ["spec"] = spec };
        var at = DemoTime.Seconds(created.AddMinutes(2));
        item["status"] = JsonNode.Parse($$"""
            {"lastScaleTime":"{{at}}","currentReplicas":3,"desiredReplicas":3,
             "currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":41,"averageValue":"21m"} } }],
             "conditions":[
              {"type":"AbleToScale","status":"True","lastTransitionTime":"{{at}}","reason":"ReadyForNewScale","message":"recommended size matches current size"},
              {"type":"ScalingActive","status":"True","lastTransitionTime":"{{at}}","reason":"ValidMetricFound","message":"the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)"},
              {"type":"ScalingLimited","status":"False","lastTransitionTime":"{{at}}","reason":"DesiredWithinRange","message":"the desired count is within the acceptable range"}]}
            """);
        Meta.Applied(WorkloadFactory.Manifest("autoscaling/v2", "HorizontalPodAutoscaler", "shop", "front", [], (JsonObject)spec.DeepClone()), item, created);
        cluster.Add("horizontalpodautoscalers.autoscaling", item);
    }
}
