namespace KubeNetTui.Replay;

/// <summary>All faults, in the order of the document.</summary>
public static class LabFaults
{
    public static IReadOnlyList<LabFault> All { get; } = [];

    public static LabFault? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
