using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A targetPort that is a name which no container port of the selected pods has.</summary>
internal sealed record NamedPort(
    string Title, IReadOnlyList<string> Details, IReadOnlyList<(Pod Pod, IReadOnlyList<string> Paths)> Pods, string Remedy, string Command)
{
    /// <summary>Null where some pod has the port, or there is no pod to look at.</summary>
    public static NamedPort? Of(Service service, ServicePort port, IReadOnlyList<Pod> pods)
    {
        string name = port.Target.Name;
        if (pods.Count == 0 || pods.Any(p => p.Ports().Any(c => c.Name == name && c.Protocol == port.Protocol)))
        {
            return null;
        }

        int index = service.Ports.TakeWhile(p => p != port).Count();
        List<ContainerPort> have = [.. pods.SelectMany(p => p.Ports()).Distinct()];
        List<(Pod, IReadOnlyList<string>)> marked = [.. pods.Take(1).Select(p => (p, PortPaths.Of(p)))];
        string where = pods.Count == 1 ? pods[0].FullName : $"{pods.Count} pods ({Words.Some(pods.Select(p => p.FullName), 1)})";
        if (have.Find(c => c.Name == name) is { } otherProtocol)
        {
            return new NamedPort(
                $"targetPort \"{name}\" is {port.Protocol} in the service, and {otherProtocol.Protocol} in {where}",
                ["A name is looked up together with the protocol."], marked,
                "Give the service's port the protocol of the container's, or the other way round.",
                Patch(service, index, "protocol", otherProtocol.Protocol));
        }

        string ports = have.Count == 0
            ? "declare no ports"
            : $"have {(have.Count == 1 ? "port" : "ports")} {Words.Some(have.Select(c => c.Name.Length > 0 ? $"\"{c.Name}\" ({c.Port}/{c.Protocol})" : $"{c.Port}/{c.Protocol} (no name)"))}";
        ContainerPort? meant = have.Find(c => c.Protocol == port.Protocol);
        string target = meant is null ? "" : meant.Name.Length > 0 ? meant.Name : meant.Port.ToString();
        return new NamedPort(
            $"targetPort \"{name}\" of port {port} is the name of no container port; the containers of {where} {ports}",
            [$"The pods are Ready, but have no port for the service: its EndpointSlices have addresses and no port \"{port.Name}\"."], marked,
            "Use the container port's name, or its number.",
            meant is null ? "" : Patch(service, index, "targetPort", target));
    }

    private static string Patch(Service service, int index, string field, string value)
    {
        string json = int.TryParse(value, out _) ? value : $"\"{value}\"";
        return $"kubectl patch service -n {service.Namespace} {service.Name} --type json -p '[{{\"op\":\"replace\",\"path\":\"/spec/ports/{index}/{field}\",\"value\":{json}}}]'";
    }
}
