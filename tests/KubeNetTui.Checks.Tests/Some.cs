using System.Text.Json.Nodes;

namespace KubeNetTui.Checks.Tests;

/// <summary>Objects as an API server would return them, made up; each with what the test at hand is about, the rest ordinary.</summary>
internal static class Some
{
    public static string Service(
        string name, string? selector = "app=web", string ports = "http:80>8080", string ns = "shop", string more = "{}", string status = "{}", double age = 86400)
    {
        JsonObject spec = new() { ["type"] = "ClusterIP", ["clusterIP"] = "10.96.0.50", ["clusterIPs"] = new JsonArray("10.96.0.50"), ["ipFamilies"] = new JsonArray("IPv4") };
        spec["ports"] = new JsonArray([.. ports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Port)]);
        if (selector is not null)
        {
            spec["selector"] = Labels(selector);
        }

        Merge(spec, more);
        return new JsonObject { ["metadata"] = Meta(name, ns, "", age), ["spec"] = spec, ["status"] = Parse(status) }.ToJsonString();
    }

    /// <param name="ready">False: the kubelet says that its container is not ready.</param>
    /// <param name="age">Seconds since it started.</param>
    public static string Pod(
        string name, string labels = "app=web", string ip = "10.244.0.5", bool ready = true, string ports = "http:8080", string ns = "shop",
        string node = "node-a", double age = 3600, string owner = "", string container = "{}", string state = "{'running':{}}", string more = "{}", string status = "{}")
    {
        JsonObject main = new() { ["name"] = "main", ["image"] = "registry/web:1" };
        main["ports"] = new JsonArray([.. ports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ContainerPort)]);
        Merge(main, container);
        JsonObject metadata = Meta(name, ns, labels, age);
        if (owner.Length > 0)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "ReplicaSet", ["name"] = owner, ["uid"] = owner, ["controller"] = true });
        }

        JsonObject own = new()
        {
            ["phase"] = "Running",
            ["startTime"] = Given.Ago(age),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False", ["reason"] = ready ? "" : "ContainersNotReady", ["lastTransitionTime"] = Given.Ago(age) }),
            ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = "main", ["ready"] = ready, ["started"] = true, ["restartCount"] = 0, ["state"] = Parse(state) }),
        };
        if (ip.Length > 0)
        {
            own["podIP"] = ip;
            own["podIPs"] = new JsonArray(new JsonObject { ["ip"] = ip });
        }

        Merge(own, status);
        JsonObject pod = new() { ["metadata"] = metadata, ["spec"] = new JsonObject { ["nodeName"] = node, ["containers"] = new JsonArray(main) }, ["status"] = own };
        Merge(pod, more);
        return pod.ToJsonString();
    }

    /// <param name="endpoints"><c>web-1@node-a=10.244.0.5</c>, with <c>!</c> after it for not ready, <c>~</c> for terminating and serving, <c>-</c> for terminating only.</param>
    public static string Slice(string service, string endpoints, string ports = "http:8080", string ns = "shop", string type = "IPv4", bool handMade = false)
    {
        JsonObject metadata = Meta($"{service}-{type.ToLowerInvariant()}-x7k2p", ns, $"kubernetes.io/service-name={service}", 3600);
        if (!handMade)
        {
            metadata["labels"]!["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
        }

        JsonArray list = [.. endpoints.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => Endpoint(e, ns))];
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["addressType"] = type,
            ["ports"] = new JsonArray([.. ports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(EndpointPort)]),
            ["endpoints"] = list,
        }.ToJsonString();
    }

    public static string Node(string name, string podCidr = "", string ip = "172.18.0.2", bool ready = true, string labels = "")
    {
        JsonObject node = new()
        {
            ["metadata"] = Meta(name, "", labels, 86400),
            ["spec"] = new JsonObject { ["podCIDRs"] = podCidr.Length > 0 ? new JsonArray(podCidr) : new JsonArray() },
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False", ["reason"] = "KubeletReady" }),
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = ip }),
            },
        };
        return node.ToJsonString();
    }

    public static string Workload(string name, int replicas, string podLabels, string ns = "shop") =>
        new JsonObject
        {
            ["metadata"] = Meta(name, ns, "", 86400),
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels(podLabels) } } },
        }.ToJsonString();

    public static string Warning(string kind, string name, string reason, string message, string ns = "shop", double ago = 60) =>
        new JsonObject
        {
            ["metadata"] = Meta($"{name}.{reason}", ns, "", ago),
            ["type"] = "Warning", ["reason"] = reason, ["message"] = message, ["count"] = 7,
            ["involvedObject"] = new JsonObject { ["kind"] = kind, ["namespace"] = ns, ["name"] = name },
            ["firstTimestamp"] = Given.Ago(ago + 600), ["lastTimestamp"] = Given.Ago(ago),
        }.ToJsonString();

    private static JsonObject Meta(string name, string ns, string labels, double age)
    {
        JsonObject metadata = new() { ["name"] = name, ["creationTimestamp"] = Given.Ago(age), ["labels"] = Labels(labels) };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        return metadata;
    }

    private static JsonObject Labels(string labels)
    {
        JsonObject pairs = [];
        foreach (string pair in labels.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            pairs[pair[..pair.IndexOf('=')]] = pair[(pair.IndexOf('=') + 1)..];
        }

        return pairs;
    }

    /// <summary><c>name:port&gt;target/UDP@nodePort</c>; all but the port may be left out.</summary>
    private static JsonNode Port(string text)
    {
        (text, string node) = Cut(text, '@');
        (text, string protocol) = Cut(text, '/');
        (text, string target) = Cut(text, '>');
        (string name, string port) = text.Contains(':') ? Cut(text, ':') : ("", text);
        JsonObject o = new() { ["name"] = name, ["port"] = int.Parse(port), ["protocol"] = protocol.Length > 0 ? protocol : "TCP" };
        o["targetPort"] = int.TryParse(target, out int number) ? number : target.Length > 0 ? target : int.Parse(port);
        if (node.Length > 0)
        {
            o["nodePort"] = int.Parse(node);
        }

        return o;
    }

    /// <summary><c>name:port/UDP@hostPort</c>.</summary>
    private static JsonNode ContainerPort(string text)
    {
        JsonObject o = EndpointPort(Cut(text, '@').Left);
        o["containerPort"] = o["port"]!.DeepClone();
        if (Cut(text, '@').Right is { Length: > 0 } host)
        {
            o["hostPort"] = int.Parse(host);
        }

        return o;
    }

    private static JsonObject EndpointPort(string text)
    {
        (text, string protocol) = Cut(text, '/');
        (string name, string port) = text.Contains(':') ? Cut(text, ':') : ("", text);
        return new JsonObject { ["name"] = name, ["port"] = int.Parse(port), ["protocol"] = protocol.Length > 0 ? protocol : "TCP" };
    }

    private static JsonNode Endpoint(string text, string ns)
    {
        char mark = text[^1];
        (string who, string ip) = Cut(text.TrimEnd('!', '~', '-'), '=');
        (string pod, string node) = Cut(who, '@');
        JsonObject o = new()
        {
            ["addresses"] = new JsonArray(ip),
            ["conditions"] = new JsonObject { ["ready"] = mark is not ('!' or '~' or '-'), ["serving"] = mark is not ('!' or '-'), ["terminating"] = mark is '~' or '-' },
        };
        if (node.Length > 0)
        {
            o["nodeName"] = node;
        }

        if (pod.Length > 0)
        {
            o["targetRef"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = ns, ["name"] = pod };
        }

        return o;
    }

    private static (string Left, string Right) Cut(string text, char at) =>
        text.IndexOf(at) is >= 0 and var i ? (text[..i], text[(i + 1)..]) : (text, "");

    private static JsonNode Parse(string json) => JsonNode.Parse(json.Replace('\'', '"'))!;

    private static void Merge(JsonObject into, string json)
    {
        foreach ((string key, JsonNode? value) in Parse(json).AsObject())
        {
            if (into[key] is JsonObject inner && value is JsonObject o)
            {
                Merge(inner, o.ToJsonString());
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }
}
