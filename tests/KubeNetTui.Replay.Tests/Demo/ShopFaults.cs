using System.Text.Json.Nodes;

namespace KubeNetTui.Replay.Tests;

/// <summary>
/// An account of what is wrong, made from the JSON alone and without the code that made the bundle: one line for each fault.
/// </summary>
internal static class ShopFaults
{
    public static readonly string[] Expected =
    [
        "kube-system/coredns: crashes",
        "shop/cart: no endpoint",
        "shop/geo: no local endpoint on node-c",
        "shop/legacy: address of no pod",
        "shop/pay: not ready",
        "shop/report: no sandbox",
        "shop/search: no ports",
    ];

    public static IReadOnlyList<string> Of(Func<string, IReadOnlyList<JsonObject>> list)
    {
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        var pods = list("pods");
        var nodes = list("nodes").Select(n => Text(n, "metadata", "name")!).ToList();
        foreach (var service in list("services").Where(s => Text(s, "spec", "type") != "ExternalName"))
        {
            var id = $"{Text(service, "metadata", "namespace")}/{Text(service, "metadata", "name")}";
            var slices = list("endpointslices.discovery.k8s.io").Where(s => Text(s, "metadata", "namespace") == Text(service, "metadata", "namespace")
                && (string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"] == Text(service, "metadata", "name")).ToList();
            var endpoints = slices.SelectMany(s => s["endpoints"] as JsonArray ?? []).Select(e => e!).ToList();
            var ready = endpoints.Where(e => (bool)e["conditions"]!["ready"]!).ToList();
            if (endpoints.Count == 0)
            {
                faults.Add($"{id}: no endpoint");
            }
            else if (ready.Count == 0)
            {
                faults.Add($"{id}: not ready");
            }
            else if (((JsonArray)service["spec"]!["ports"]!).Any(p => !slices.SelectMany(s => s["ports"] as JsonArray ?? [])
                .Any(q => ((string?)q!["name"] ?? "") == ((string?)p!["name"] ?? "") && (string?)q["protocol"] == (string?)p["protocol"])))
            {
                faults.Add($"{id}: no ports");
            }

            foreach (var endpoint in ready.Where(e => id != "default/kubernetes" && pods.All(p => Text(p, "status", "podIP") != (string)e["addresses"]![0]!)))
            {
                faults.Add($"{id}: address of no pod");
            }

            if (Text(service, "spec", "externalTrafficPolicy") == "Local")
            {
                faults.UnionWith(nodes.Where(n => ready.All(e => (string?)e["nodeName"] != n)).Select(n => $"{id}: no local endpoint on {n}"));
            }

            if (Text(service, "spec", "type") == "LoadBalancer" && service["status"]!["loadBalancer"]!["ingress"] is not JsonArray { Count: > 0 })
            {
                faults.Add($"{id}: pending");
            }
        }

        foreach (var pod in pods)
        {
            var status = pod["status"]?["containerStatuses"]?[0];
            var waiting = (string?)status?["state"]?["waiting"]?["reason"];
            var owner = Text(pod, "metadata", "name")!.Split('-')[0];
            var id = $"{Text(pod, "metadata", "namespace")}/{owner}";
            if (waiting == "CrashLoopBackOff")
            {
                faults.Add($"{id}: crashes");
            }
            else if (waiting is not null and not "ContainerCreating")
            {
                faults.Add($"{id}: {waiting}");
            }

            if (Text(pod, "status", "phase") == "Failed")
            {
                faults.Add($"{id}: failed");
            }
        }

        foreach (var warning in list("events").Where(e => (string?)e["type"] == "Warning"))
        {
            var about = $"{(string?)warning["involvedObject"]!["namespace"]}/{((string)warning["involvedObject"]!["name"]!).Split('-')[0]}";
            faults.Add((string)warning["reason"]! switch
            {
                "FailedCreatePodSandBox" => $"{about}: no sandbox",
                "Unhealthy" => $"{about}: not ready",
                "BackOff" => $"{about}: crashes",
                var other => $"{about}: {other}",
            });
        }

        faults.UnionWith(list("nodes").Where(n => ((JsonArray)n["status"]!["conditions"]!).Any(c => (string?)c!["type"] == "Ready" && (string?)c["status"] != "True"))
            .Select(n => $"{Text(n, "metadata", "name")}: not ready"));
        foreach (var hook in list("validatingwebhookconfigurations.admissionregistration.k8s.io").SelectMany(c => (JsonArray)c["webhooks"]!))
        {
            var target = hook!["clientConfig"]!["service"]!;
            if (list("services").All(s => Text(s, "metadata", "name") != (string?)target["name"] || Text(s, "metadata", "namespace") != (string?)target["namespace"]
                || ((JsonArray)s["spec"]!["ports"]!).All(p => (int)p!["port"]! != (int)target["port"]!)))
            {
                faults.Add($"{hook["name"]}: no service");
            }
        }

        return [.. faults];
    }

    private static string? Text(JsonNode item, string part, string field) => (string?)item[part]?[field];
}
