using System.Text.Json.Nodes;
using KubeNetTui.Replay;
using KubeNetTui.Tests.Sessions;

namespace KubeNetTui.Tests.Hostile;

/// <summary>The demo with what a terminal obeys in every text that somebody in the cluster may write.</summary>
internal static class HostileCluster
{
    /// <summary>Title, report of the cursor, clear, C1's CSI, back to the line's begin, bell, "Trojan Source", half a pair, line separator, a tag.</summary>
    public const string Evil = "\u001b]0;owned\u0007\u001b[6n\u001b[2J\u009b31m\r\b\u001b7\u202Edrow\u2066\u0000\u2028\U000E0041\u007f";

    /// <summary>What relates objects to each other, or what the server reads, stays as it is.</summary>
    private static readonly HashSet<string> Kept =
    [
        "name", "namespace", "uid", "kind", "apiVersion", "resourceVersion", "nodeName", "app", "tier", "creationTimestamp", "selector", "matchLabels", "controller", "phase", "status",
        "lastTransitionTime", "lastHeartbeatTime", "lastTimestamp", "firstTimestamp", "eventTime", "startTime", "startedAt", "finishedAt", "renewTime", "acquireTime", "holderIdentity",
        "protocol", "type", "podIP", "hostIP", "ip", "clusterIP", "addressType", "hostname", "containerPort", "port", "targetPort", "generateName", "time", "manager", "operation",
        "pod-template-hash", "address", "ipFamilies", "clusterIPs", "addresses", "podCIDR", "podCIDRs", "restartPolicy", "serviceName", "operator", "key", "deletionTimestamp", "claimRef",
        "lastScheduleTime", "lastSuccessfulTime", "completionTime", "schedule", "cidr", "externalTrafficPolicy", "internalTrafficPolicy", "loadBalancerIP", "externalName", "caBundle",
        "kubernetes.io/service-name", "providerID", "Corefile", "config.conf", "kubeconfig.conf", "policyTypes", "path", "pathType", "scheme", "lastProbeTime", "lastUpdateTime",
    ];

    public static void Poison(Demo demo)
    {
        ObjectStore store = demo.Server.Store;
        foreach (string resource in new[]
        {
            "pods", "services", "nodes", "namespaces", "configmaps", "events", "deployments.apps", "statefulsets.apps", "daemonsets.apps", "replicasets.apps", "jobs.batch", "cronjobs.batch",
            "endpointslices.discovery.k8s.io", "networkpolicies.networking.k8s.io", "ingresses.networking.k8s.io",
        })
        {
            var names = store.Names(resource);
            Assert.NotEmpty(names);
            foreach ((string? ns, string name) in names)
            {
                store.Modify(resource, ns, name, item =>
                {
                    Poison(item);
                    JsonObject metadata = item["metadata"]!.AsObject();
                    Set(metadata, "annotations", "note");
                    Set(metadata, "labels", "note");
                });
            }

            // And one whose very name is hostile.
            (string? space, string first) = names[0];
            JsonObject copy = (JsonObject)store.Get(resource, space, first)!.DeepClone();
            copy["metadata"]!["name"] = "aa" + Evil;
            copy["metadata"]!["uid"] = Guid.NewGuid().ToString();
            ((JsonObject)copy["metadata"]!).Remove("resourceVersion");
            store.Create(resource, copy);
        }

        foreach ((string? ns, string name) in store.Names("pods"))
        {
            foreach (JsonNode? container in store.Get("pods", ns, name)!["spec"]!["containers"]!.AsArray())
            {
                demo.Runtime.LogOf(ns!, name, (string)container!["name"]!).Append(TimeProvider.System.GetUtcNow(), $"{{\"msg\":\"{Evil}\"}} {Evil} line");
            }
        }
    }

    private static void Set(JsonObject metadata, string map, string key)
    {
        if (metadata[map] is not JsonObject there)
        {
            metadata[map] = there = [];
        }

        there[key] = Evil;
    }

    private static void Poison(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject item:
                foreach ((string key, JsonNode? value) in item.ToList())
                {
                    if (Kept.Contains(key))
                    {
                        continue;
                    }

                    if (value is JsonValue text && text.TryGetValue(out string? word))
                    {
                        item[key] = word + Evil;
                    }
                    else
                    {
                        Poison(value);
                    }
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonValue text && text.TryGetValue(out string? word))
                    {
                        list[i] = word + Evil;
                    }
                    else
                    {
                        Poison(list[i]);
                    }
                }

                break;
        }
    }
}
