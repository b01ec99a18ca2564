namespace KubeNetTui.Evidence;

/// <summary>
/// Outputs of nodes and pods by name: <c>evidence.Output(Place.Node("node-a"), "iptables-save")</c>. Where it is null,
/// <see cref="EvidenceReadings.WhyMissing"/> says why.
/// </summary>
public static class CommandReadings
{
    public static CommandNeed NodeNeed(string node, string section) => new(Place.Node(node), section);

    public static CommandNeed PodNeed(string ns, string pod, string section) => new(Place.Pod(ns, pod), section);

    public static CommandOutput? Output(this IEvidence evidence, Place place, string section) =>
        evidence.Find(new CommandNeed(place, section)) is { Status: SectionStatus.Read, Value: CommandOutput output } ? output : null;

    public static ProbeResult? Probe(this IEvidence evidence, ProbeNeed need) =>
        evidence.Find(need) is { Status: SectionStatus.Read, Value: ProbeResult result } ? result : null;

    public static AccessAnswer? Access(this IEvidence evidence, AccessNeed need) =>
        evidence.Find(need) is { Status: SectionStatus.Read, Value: AccessAnswer answer } ? answer : null;
}
