using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Ports of nodes that pods take for themselves (<c>hostPort</c>, and every declared port of a host-network pod).</summary>
internal sealed class HostPorts
{
    private readonly Dictionary<(int Port, string Protocol), List<(Pod Pod, ContainerPort Port)>> _holders = [];

    private HostPorts(ObjectList<Pod> pods)
    {
        foreach (Pod pod in pods.Items.Where(p => !p.IsFinished && p.NodeName.Length > 0))
        {
            foreach (ContainerPort port in Of(pod))
            {
                if (!_holders.TryGetValue((port.HostPort, port.Protocol), out List<(Pod, ContainerPort)>? holders))
                {
                    _holders.Add((port.HostPort, port.Protocol), holders = []);
                }

                holders.Add((pod, port));
            }
        }
    }

    public static HostPorts Of(ObjectList<Pod> pods) => pods.View(l => new HostPorts(l));

    public static IEnumerable<ContainerPort> Of(Pod pod) => pod.Ports().Where(p => p.HostPort > 0);

    /// <summary>Pods that hold a port on any node.</summary>
    public IEnumerable<(Pod Pod, ContainerPort Port)> Holders(int port, string protocol) => _holders.GetValueOrDefault((port, protocol)) ?? [];

    /// <summary>Other pods of the same node that hold the same port on an address that is the same or includes it.</summary>
    public IEnumerable<Pod> Rivals(Pod pod, ContainerPort port) =>
        Holders(port.HostPort, port.Protocol)
            .Where(h => h.Pod.NodeName == pod.NodeName && (h.Pod.Namespace, h.Pod.Name) != (pod.Namespace, pod.Name) && Overlap(h.Port.HostIp, port.HostIp))
            .Select(h => h.Pod);

    private static bool Overlap(string a, string b) => a == b || IsAny(a) || IsAny(b);

    private static bool IsAny(string ip) => ip is "" or "0.0.0.0" or "::";
}
