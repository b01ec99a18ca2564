using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>What the API server fills in when a manifest leaves it out; the fields come in the order of the Go structs.</summary>
internal static class PodDefaults
{
    /// <summary>A copy of a pod template with every default set.</summary>
    public static JsonObject Template(JsonObject template) => new()
    {
        ["metadata"] = TemplateMetadata(template),
        ["spec"] = PodSpec((JsonObject)template["spec"]!),
    };

    private static JsonObject TemplateMetadata(JsonObject template)
    {
        var metadata = new JsonObject { ["creationTimestamp"] = null };
        foreach (var (key, value) in (JsonObject)template["metadata"]!)
        {
            if (key != "creationTimestamp")
            {
                metadata[key] = value?.DeepClone();
            }
        }

        return metadata;
    }

    private static JsonObject PodSpec(JsonObject given)
    {
        var spec = new JsonObject();
        if (given["volumes"] is JsonArray volumes)
        {
            spec["volumes"] = new JsonArray([.. volumes.Select(v => Volume((JsonObject)v!))]);
        }

        if (given["initContainers"] is JsonArray inits)
        {
            spec["initContainers"] = new JsonArray([.. inits.Select(c => Container((JsonObject)c!))]);
        }

        spec["containers"] = new JsonArray([.. ((JsonArray)given["containers"]!).Select(c => Container((JsonObject)c!))]);
        spec["restartPolicy"] = given["restartPolicy"]?.DeepClone() ?? "Always";
        spec["terminationGracePeriodSeconds"] = given["terminationGracePeriodSeconds"]?.DeepClone() ?? 30;
        spec["dnsPolicy"] = given["dnsPolicy"]?.DeepClone() ?? "ClusterFirst";
        Copy(given, spec, "nodeSelector");
        if (given["serviceAccountName"] is { } account)
        {
            spec["serviceAccountName"] = account.DeepClone();
            spec["serviceAccount"] = account.DeepClone();
        }

        Copy(given, spec, "hostNetwork");
        spec["securityContext"] = given["securityContext"]?.DeepClone() ?? new JsonObject();
        spec["schedulerName"] = "default-scheduler";
        Copy(given, spec, "tolerations");
        Copy(given, spec, "priorityClassName");
        return spec;
    }

    private static JsonObject Container(JsonObject given)
    {
        var image = (string)given["image"]!;
        var container = new JsonObject();
        foreach (var name in (string[])["name", "image", "command", "args", "ports", "env", "resources", "restartPolicy", "volumeMounts"])
        {
            Copy(given, container, name);
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe"])
        {
            if (given[name] is JsonObject probe)
            {
                var full = (JsonObject)probe.DeepClone();
                full.Remove("periodSeconds");
                full["timeoutSeconds"] = 1;
                full["periodSeconds"] = probe["periodSeconds"]?.DeepClone() ?? 10;
                full["successThreshold"] = 1;
                full["failureThreshold"] = 3;
                container[name] = full;
            }
        }

        container["terminationMessagePath"] = "/dev/termination-log";
        container["terminationMessagePolicy"] = "File";
        container["imagePullPolicy"] = given["imagePullPolicy"]?.DeepClone()
            ?? (image.EndsWith(":latest", StringComparison.Ordinal) ? "Always" : "IfNotPresent");
        Copy(given, container, "securityContext");
        return container;
    }

    private static JsonObject Volume(JsonObject given)
    {
        var volume = (JsonObject)given.DeepClone();
        if (volume["configMap"] is JsonObject config)
        {
            config["defaultMode"] = 420;
        }
        else if (volume["hostPath"] is JsonObject host)
        {
            host["type"] = "";
        }

        return volume;
    }

    private static void Copy(JsonObject from, JsonObject to, string name)
    {
        if (from[name] is { } value)
        {
            to[name] = value.DeepClone();
        }
    }
}
