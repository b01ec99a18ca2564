namespace KubeNetTui.Replay;

/// <summary>All faults, in the order of the document: from the cable up to the API.</summary>
public static class LabFaults
{
    public static IReadOnlyList<LabFault> All { get; } =
        [.. CableFaults.All, .. RouteFaults.All, .. KernelFaults.All, .. RuleFaults.All, .. ProxyFaults.All, .. ProgramFaults.All, .. NameFaults.All];

    public static LabFault? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
