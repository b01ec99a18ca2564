using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>An endpoint's address and port behind a port of a service.</summary>
/// <param name="PodName">"" for an endpoint that is no pod.</param>
/// <param name="NodeName">"" where the slice names none.</param>
internal sealed record ServiceTarget(ServicePort Port, string Address, int TargetPort, string PodName, string NodeName)
{
    public string Text(string ns) => PodName.Length > 0 ? $"{ns}/{PodName}" : Address;

    public bool IsTcp => Port.Protocol == "TCP";

    /// <summary>Ready endpoints, a few for each port: more of them seldom show anything new, and each costs connections.</summary>
    public static IReadOnlyList<ServiceTarget> Of(ServiceScope scope, int most)
    {
        List<ServiceTarget> targets = [];
        foreach (var port in scope.Service.Ports)
        {
            List<ServiceTarget> ofPort =
            [
                .. scope.Tally.Slices.SelectMany(s => s.Ports.Where(p => p.Name == port.Name && p.Protocol == port.Protocol && p.Port > 0)
                    .SelectMany(p => s.Endpoints.Where(e => e is { Ready: true, Addresses.Count: > 0 })
                        .Select(e => new ServiceTarget(port, e.Addresses[0], p.Port, e.TargetKind == "Pod" ? e.TargetName : "",
                            e.NodeName)))).Distinct(),
            ];

            // One on each node first: what is wrong is wrong for a node as a rule.
            targets.AddRange(ofPort.GroupBy(t => t.NodeName).SelectMany(g => g.Select((t, i) => (Target: t,
                Turn: i))).OrderBy(x => x.Turn).Select(x => x.Target).Take(most));
        }

        return targets;
    }
}
