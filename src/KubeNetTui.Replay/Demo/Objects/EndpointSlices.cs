using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The endpoint slice controller: endpoints of a service from its pods, grouped by the ports that the pods resolve, one slice a
/// group (a service of the demo has far fewer than 100 endpoints).
/// </summary>
internal static class EndpointSlices
{
    /// <summary>Ports and endpoints of one slice; null where the API server answers null (nothing is stored).</summary>
    public sealed record Group(JsonArray? Ports, JsonArray? Endpoints);

    /// <summary>At least one group: without endpoints a service has one empty slice.</summary>
    /// <param name="zoneOf">The zone label of a node, or null.</param>
    public static IReadOnlyList<Group> Desired(JsonObject service, IEnumerable<JsonObject> pods, Func<string, string?> zoneOf)
    {
        var selector = service["spec"]!["selector"] as JsonObject;
        var publish = (bool?)service["spec"]!["publishNotReadyAddresses"] ?? false;
        var headless = (string?)service["spec"]!["clusterIP"] == "None";
        var groups = new List<(string Key, JsonArray Ports, JsonArray Endpoints)>();
        foreach (var pod in pods.Where(p => PodView.Matches(p, selector)).OrderBy(PodView.Name, StringComparer.Ordinal))
        {
            if (PodView.Ip(pod) is not { } ip || PodView.IsFinished(pod))
            {
                continue;
            }

            var ports = Ports(service, pod);
            var key = ports.ToJsonString();
            var group = groups.FirstOrDefault(g => g.Key == key);
            if (group.Key is null)
            {
                groups.Add(group = (key, ports, []));
            }

            group.Endpoints.Add((JsonNode)Endpoint(service, pod, ip, publish, headless, zoneOf));
        }

        return groups.Count == 0
            ? [new Group(null, null)]
            : [.. groups.Select(g => new Group(g.Ports.Count == 0 ? null : g.Ports, g.Endpoints))];
    }

    /// <summary>A slice object as the controller creates it.</summary>
    public static JsonObject Create(JsonObject service, Group group, string suffix, DateTimeOffset created)
    {
        var ns = PodView.Namespace(service);
        var name = PodView.Name(service);
        var labels = new JsonObject();
        foreach (var (key, value) in service["metadata"]!["labels"] as JsonObject ?? [])
        {
            labels[key] = value!.DeepClone();
        }

        labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
        labels["kubernetes.io/service-name"] = name;
        if ((string?)service["spec"]!["clusterIP"] == "None")
        {
            labels["service.kubernetes.io/headless"] = "";
        }

        var item = new JsonObject
        {
            ["metadata"] = Meta.Of(
                "endpointslices", ns, $"{name}-{suffix}", created, labels,
                new JsonObject { ["endpoints.kubernetes.io/last-change-trigger-time"] = DemoTime.Seconds(created) },
                PodFactory.OwnerReference("v1", "Service", (JsonObject)service["metadata"]!), $"{name}-", 1),
            ["addressType"] = "IPv4",
        };
        Fill(item, group, created);
        return item;
    }

    /// <returns>False when the slice says all that already.</returns>
    public static bool Fill(JsonObject slice, Group group, DateTimeOffset now)
    {
        if (slice.ContainsKey("endpoints") && JsonNode.DeepEquals(slice["endpoints"], group.Endpoints) && JsonNode.DeepEquals(slice["ports"], group.Ports))
        {
            return false;
        }

        var metadata = (JsonObject)slice["metadata"]!;
        if (slice.ContainsKey("endpoints"))
        {
            metadata["generation"] = (int)(metadata["generation"] ?? 1) + 1;
            if (metadata["annotations"] is JsonObject annotations)
            {
                annotations["endpoints.kubernetes.io/last-change-trigger-time"] = DemoTime.Seconds(now);
            }
        }

        slice["endpoints"] = group.Endpoints?.DeepClone();
        slice["ports"] = group.Ports?.DeepClone();
        metadata["managedFields"] = ManagedFields.Creator("kube-controller-manager", "discovery.k8s.io/v1", now, slice);
        return true;
    }

    /// <summary>The Endpoints object that the older controller keeps for the same service.</summary>
    public static JsonArray? Subsets(IReadOnlyList<Group> groups)
    {
        var subsets = new JsonArray();
        foreach (var group in groups)
        {
            if (group.Endpoints is null || group.Ports is null)
            {
                continue;
            }

            var subset = new JsonObject();
            foreach (var (key, ready) in (ReadOnlySpan<(string, bool)>)[("addresses", true), ("notReadyAddresses", false)])
            {
                var addresses = new JsonArray();
                foreach (var endpoint in group.Endpoints)
                {
                    if ((bool)endpoint!["conditions"]!["terminating"]! || (bool)endpoint["conditions"]!["ready"]! != ready)
                    {
                        continue;
                    }

                    var address = new JsonObject { ["ip"] = endpoint["addresses"]![0]!.DeepClone() };
                    if (endpoint["hostname"] is { } hostname)
                    {
                        address["hostname"] = hostname.DeepClone();
                    }

                    address["nodeName"] = endpoint["nodeName"]!.DeepClone();
                    address["targetRef"] = endpoint["targetRef"]!.DeepClone();
                    addresses.Add((JsonNode)address);
                }

                if (addresses.Count > 0)
                {
                    subset[key] = addresses;
                }
            }

            if (subset.Count == 0)
            {
                continue;
            }

            subset["ports"] = new JsonArray([.. group.Ports.Select(p => new JsonObject
            {
                ["name"] = p!["name"]!.DeepClone(), ["port"] = p["port"]!.DeepClone(), ["protocol"] = p["protocol"]!.DeepClone(),
            })]);
            subsets.Add((JsonNode)subset);
        }

        return subsets.Count == 0 ? null : subsets;
    }

    public static JsonObject CreateEndpoints(JsonObject service, JsonArray? subsets, DateTimeOffset created)
    {
        var labels = (JsonObject?)service["metadata"]!["labels"]?.DeepClone() ?? [];
        labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller";
        var item = new JsonObject
        {
            ["metadata"] = Meta.Of(
                "endpoints", PodView.Namespace(service), PodView.Name(service), created, labels,
                new JsonObject { ["endpoints.kubernetes.io/last-change-trigger-time"] = DemoTime.Seconds(created) }),
        };
        if (subsets is not null)
        {
            item["subsets"] = subsets;
        }

        ((JsonObject)item["metadata"]!)["managedFields"] = ManagedFields.Creator("kube-controller-manager", "v1", created, item);
        return item;
    }

    /// <summary>A port name that no container of the pod has is left out, which is how a slice comes to have endpoints and no ports.</summary>
    private static JsonArray Ports(JsonObject service, JsonObject pod)
    {
        var ports = new JsonArray();
        foreach (var node in service["spec"]!["ports"] as JsonArray ?? [])
        {
            var port = (JsonObject)node!;
            if (Resolve(port, pod) is { } number)
            {
                ports.Add((JsonNode)new JsonObject
                {
                    ["name"] = (string?)port["name"] ?? "",
                    ["protocol"] = port["protocol"]!.DeepClone(),
                    ["port"] = number,
                });
            }
        }

        return ports;
    }

    private static int? Resolve(JsonObject port, JsonObject pod)
    {
        var target = (JsonValue?)port["targetPort"] ?? (JsonValue)port["port"]!;
        if (target.TryGetValue<int>(out var number))
        {
            return number;
        }

        var name = target.GetValue<string>();
        var protocol = (string?)port["protocol"] ?? "TCP";
        return PodView.Containers(pod)
            .SelectMany(c => c["ports"] as JsonArray ?? [])
            .Where(p => (string?)p!["name"] == name && ((string?)p["protocol"] ?? "TCP") == protocol)
            .Select(p => (int?)p!["containerPort"])
            .FirstOrDefault();
    }

    private static JsonObject Endpoint(JsonObject service, JsonObject pod, string ip, bool publish, bool headless, Func<string, string?> zoneOf)
    {
        var serving = publish || PodView.IsReady(pod);
        var terminating = PodView.IsTerminating(pod);
        var node = PodView.Node(pod)!;
        var endpoint = new JsonObject
        {
            ["addresses"] = new JsonArray(ip),
            ["conditions"] = new JsonObject
            {
                ["ready"] = publish || (serving && !terminating),
                ["serving"] = PodView.IsReady(pod) || publish,
                ["terminating"] = terminating,
            },
        };
        if (headless && (string?)pod["spec"]!["hostname"] is { } hostname && (string?)pod["spec"]!["subdomain"] == PodView.Name(service))
        {
            endpoint["hostname"] = hostname;
        }

        endpoint["targetRef"] = new JsonObject
        {
            ["kind"] = "Pod",
            ["namespace"] = PodView.Namespace(pod),
            ["name"] = PodView.Name(pod),
            ["uid"] = PodView.Uid(pod),
        };
        endpoint["nodeName"] = node;
        if (zoneOf(node) is { } zone)
        {
            endpoint["zone"] = zone;
        }

        return endpoint;
    }
}
