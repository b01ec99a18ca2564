using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>A port that a container declares.</summary>
internal readonly record struct PortSpec(string Name, int Port, string Protocol = "TCP", int HostPort = 0);

/// <summary>An HTTP probe, or a TCP one where <paramref name="Path"/> is null.</summary>
/// <param name="Port">A number or the name of a container port.</param>
internal sealed record ProbeSpec(string? Path, JsonNode Port, int Period = 10, string Scheme = "HTTP");

/// <summary>A container as a person writes it in a manifest.</summary>
internal sealed record ContainerSpec(string Name, string Image)
{
    public IReadOnlyList<PortSpec> Ports { get; init; } = [];

    public ProbeSpec? Readiness { get; init; }

    public ProbeSpec? Liveness { get; init; }

    public string Cpu { get; init; } = "50m";

    public string Memory { get; init; } = "64Mi";

    public string MemoryLimit { get; init; } = "128Mi";

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Env { get; init; } = [];

    /// <summary>Volume name and mount path.</summary>
    public IReadOnlyList<(string Volume, string Path)> Mounts { get; init; } = [];

    public bool Privileged { get; init; }

    /// <summary>As an init container: it starts before the others and runs beside them.</summary>
    public bool IsSidecar { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["image"] = Image };
        if (IsSidecar)
        {
            json["restartPolicy"] = "Always";
        }

        if (Command.Count > 0)
        {
            json["command"] = new JsonArray([.. Command.Select(word => (JsonNode)word)]);
        }

        if (Args.Count > 0)
        {
            json["args"] = new JsonArray([.. Args.Select(word => (JsonNode)word)]);
        }

        if (Ports.Count > 0)
        {
            json["ports"] = new JsonArray([.. Ports.Select(PortJson)]);
        }

        if (Env.Count > 0)
        {
            json["env"] = new JsonArray([.. Env.Select(e => new JsonObject { ["name"] = e.Name, ["value"] = e.Value })]);
        }

        json["resources"] = new JsonObject
        {
            ["limits"] = new JsonObject { ["memory"] = MemoryLimit },
            ["requests"] = new JsonObject { ["cpu"] = Cpu, ["memory"] = Memory },
        };
        if (Mounts.Count > 0)
        {
            json["volumeMounts"] = new JsonArray([.. Mounts.Select(m => new JsonObject { ["name"] = m.Volume, ["mountPath"] = m.Path })]);
        }

        if (Liveness is not null)
        {
            json["livenessProbe"] = ProbeJson(Liveness);
        }

        if (Readiness is not null)
        {
            json["readinessProbe"] = ProbeJson(Readiness);
        }

        if (Privileged)
        {
            json["securityContext"] = new JsonObject { ["privileged"] = true };
        }

        return json;
    }

    private static JsonObject PortJson(PortSpec port)
    {
        var json = new JsonObject { ["name"] = port.Name };
        if (port.HostPort > 0)
        {
            json["hostPort"] = port.HostPort;
        }

        json["containerPort"] = port.Port;
        json["protocol"] = port.Protocol;
        return json;
    }

    private static JsonObject ProbeJson(ProbeSpec probe) => new()
    {
        [probe.Path is null ? "tcpSocket" : "httpGet"] = probe.Path is null
            ? new JsonObject { ["port"] = probe.Port.DeepClone() }
            : new JsonObject { ["path"] = probe.Path, ["port"] = probe.Port.DeepClone(), ["scheme"] = probe.Scheme },
        ["periodSeconds"] = probe.Period,
    };
}

/// <summary>A pod template as a person writes it.</summary>
internal sealed record TemplateSpec(IReadOnlyList<(string Key, string Value)> Labels, params IReadOnlyList<ContainerSpec> Containers)
{
    /// <summary>One after the other, before the containers.</summary>
    public IReadOnlyList<ContainerSpec> InitContainers { get; init; } = [];

    public string ServiceAccount { get; init; } = "default";

    public bool HostNetwork { get; init; }

    public string? DnsPolicy { get; init; }

    public string? PriorityClass { get; init; }

    public int GracePeriod { get; init; } = 30;

    public string RestartPolicy { get; init; } = "Always";

    /// <summary>Runs on every node whatever its taints.</summary>
    public bool TolerateAll { get; init; }

    /// <summary>ConfigMaps and host paths, name first: <c>cm:coredns</c>, <c>host:/lib/modules</c>, <c>empty:</c>.</summary>
    public IReadOnlyList<(string Name, string Source)> Volumes { get; init; } = [];

    public JsonObject ToJson()
    {
        var spec = new JsonObject();
        if (Volumes.Count > 0)
        {
            spec["volumes"] = new JsonArray([.. Volumes.Select(VolumeJson)]);
        }

        if (InitContainers.Count > 0)
        {
            spec["initContainers"] = new JsonArray([.. InitContainers.Select(c => c.ToJson())]);
        }

        spec["containers"] = new JsonArray([.. Containers.Select(c => c.ToJson())]);
        spec["restartPolicy"] = RestartPolicy;
        spec["terminationGracePeriodSeconds"] = GracePeriod;
        if (DnsPolicy is not null)
        {
            spec["dnsPolicy"] = DnsPolicy;
        }

        spec["nodeSelector"] = new JsonObject { ["kubernetes.io/os"] = "linux" };
        if (ServiceAccount != "default")
        {
            spec["serviceAccountName"] = ServiceAccount;
        }

        if (HostNetwork)
        {
            spec["hostNetwork"] = true;
        }

        if (TolerateAll)
        {
            spec["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" });
        }

        if (PriorityClass is not null)
        {
            spec["priorityClassName"] = PriorityClass;
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Map(Labels) }, ["spec"] = spec };
    }

    public static JsonObject Map(IEnumerable<(string Key, string Value)> pairs)
    {
        var map = new JsonObject();
        foreach (var (key, value) in pairs.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            map[key] = value;
        }

        return map;
    }

    private static JsonObject VolumeJson((string Name, string Source) volume)
    {
        var colon = volume.Source.IndexOf(':', StringComparison.Ordinal);
        var what = volume.Source[(colon + 1)..];
        return volume.Source[..colon] switch
        {
            "cm" => new JsonObject { ["name"] = volume.Name, ["configMap"] = new JsonObject { ["name"] = what } },
            "host" => new JsonObject { ["name"] = volume.Name, ["hostPath"] = new JsonObject { ["path"] = what } },
            _ => new JsonObject { ["name"] = volume.Name, ["emptyDir"] = new JsonObject() },
        };
    }
}
