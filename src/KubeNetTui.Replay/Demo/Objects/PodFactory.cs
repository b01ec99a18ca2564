using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Makes pods from templates: what the controllers, the admission plugins and the scheduler write before the kubelet does.</summary>
internal static class PodFactory
{
    private static readonly string[] DaemonTaints = ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable", "network-unavailable"];

    /// <param name="template">With its defaults set.</param>
    /// <param name="owner">The controller (ReplicaSet, StatefulSet, DaemonSet, Job).</param>
    public static JsonObject Create(JsonObject template, JsonObject owner, string apiVersion, string kind, string name, string node, DateTimeOffset created)
    {
        var ownerMetadata = (JsonObject)owner["metadata"]!;
        var ns = (string)ownerMetadata["namespace"]!;
        var uid = DemoId.Uid($"pods/{ns}/{name}/{created.ToUnixTimeMilliseconds()}");
        var labels = (JsonObject?)template["metadata"]!["labels"]?.DeepClone() ?? [];
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["generateName"] = (string)ownerMetadata["name"]! + "-",
            ["namespace"] = ns,
            ["uid"] = uid,
            ["generation"] = 1,
            ["creationTimestamp"] = DemoTime.Seconds(created),
            ["labels"] = labels,
        };
        if (template["metadata"]!["annotations"] is { } annotations)
        {
            metadata["annotations"] = annotations.DeepClone();
        }

        metadata["ownerReferences"] = new JsonArray(OwnerReference(apiVersion, kind, ownerMetadata));
        var templateSpec = (JsonObject)template["spec"]!;
        var asCreated = new JsonObject { ["metadata"] = metadata.DeepClone(), ["spec"] = templateSpec.DeepClone() };
        ((JsonObject)asCreated["spec"]!)["enableServiceLinks"] = true;
        metadata["managedFields"] = ManagedFields.Creator("kube-controller-manager", "v1", created, asCreated);
        var spec = Spec(templateSpec, DemoId.Suffix("token/" + uid), node, kind == "DaemonSet");
        if (kind == "StatefulSet")
        {
            spec["hostname"] = name;
            spec["subdomain"] = owner["spec"]!["serviceName"]!.DeepClone();
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = spec };
    }

    public static JsonObject OwnerReference(string apiVersion, string kind, JsonObject ownerMetadata) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["name"] = ownerMetadata["name"]!.DeepClone(),
        ["uid"] = ownerMetadata["uid"]!.DeepClone(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    private static JsonObject Spec(JsonObject template, string suffix, string node, bool daemon)
    {
        var token = "kube-api-access-" + suffix;
        var spec = new JsonObject();
        var volumes = (JsonArray?)template["volumes"]?.DeepClone() ?? [];
        volumes.Add((JsonNode)TokenVolume(token));
        spec["volumes"] = volumes;
        foreach (var list in (string[])["initContainers", "containers"])
        {
            if (template[list] is JsonArray containers)
            {
                spec[list] = new JsonArray([.. containers.Select(c => WithMount((JsonObject)c!.DeepClone(), token))]);
            }
        }

        foreach (var name in (string[])["restartPolicy", "terminationGracePeriodSeconds", "dnsPolicy", "nodeSelector"])
        {
            if (template[name] is { } value)
            {
                spec[name] = value.DeepClone();
            }
        }

        var account = template["serviceAccountName"] ?? "default";
        spec["serviceAccountName"] = account.DeepClone();
        spec["serviceAccount"] = account.DeepClone();
        spec["nodeName"] = node;
        if (template["hostNetwork"] is { } hostNetwork)
        {
            spec["hostNetwork"] = hostNetwork.DeepClone();
        }

        spec["securityContext"] = template["securityContext"]?.DeepClone() ?? new JsonObject();
        if (daemon)
        {
            spec["affinity"] = NodeAffinity(node);
        }

        spec["schedulerName"] = "default-scheduler";
        spec["tolerations"] = Tolerations(template["tolerations"] as JsonArray, daemon);
        var priority = (string?)template["priorityClassName"];
        if (priority is not null)
        {
            spec["priorityClassName"] = priority;
        }

        spec["priority"] = priority switch { "system-node-critical" => 2000001000, "system-cluster-critical" => 2000000000, _ => 0 };
        spec["enableServiceLinks"] = true;
        spec["preemptionPolicy"] = "PreemptLowerPriority";
        return spec;
    }

    private static JsonObject WithMount(JsonObject container, string token)
    {
        var result = new JsonObject();
        var mount = new JsonObject { ["name"] = token, ["readOnly"] = true, ["mountPath"] = "/var/run/secrets/kubernetes.io/serviceaccount" };
        var mounts = (JsonArray?)container["volumeMounts"]?.DeepClone() ?? [];
        mounts.Add((JsonNode)mount);
        var placed = false;
        foreach (var (key, value) in container)
        {
            result[key] = key == "volumeMounts" ? mounts : value?.DeepClone();
            placed |= key == "volumeMounts";
            if (key == "resources" && !container.ContainsKey("volumeMounts"))
            {
                result["volumeMounts"] = mounts;
                placed = true;
            }
        }

        if (!placed)
        {
            result["volumeMounts"] = mounts;
        }

        return result;
    }

    private static JsonObject TokenVolume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } },
                new JsonObject
                {
                    ["configMap"] = new JsonObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                    },
                },
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "namespace",
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                        }),
                    },
                }),
            ["defaultMode"] = 420,
        },
    };

    private static JsonObject NodeAffinity(string node) => new()
    {
        ["nodeAffinity"] = new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
            {
                ["nodeSelectorTerms"] = new JsonArray(new JsonObject
                {
                    ["matchFields"] = new JsonArray(new JsonObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = new JsonArray(node) }),
                }),
            },
        },
    };

    private static JsonArray Tolerations(JsonArray? given, bool daemon)
    {
        var tolerations = (JsonArray?)given?.DeepClone() ?? [];
        foreach (var taint in (string[])["not-ready", "unreachable"])
        {
            var toleration = new JsonObject { ["key"] = "node.kubernetes.io/" + taint, ["operator"] = "Exists", ["effect"] = "NoExecute" };
            if (!daemon)
            {
                toleration["tolerationSeconds"] = 300;
            }

            tolerations.Add((JsonNode)toleration);
        }

        if (daemon)
        {
            foreach (var taint in DaemonTaints)
            {
                tolerations.Add((JsonNode)new JsonObject { ["key"] = "node.kubernetes.io/" + taint, ["operator"] = "Exists", ["effect"] = "NoSchedule" });
            }
        }

        return tolerations;
    }
}
