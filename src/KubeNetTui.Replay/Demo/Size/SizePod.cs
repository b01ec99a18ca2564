namespace KubeNetTui.Replay;

/// <summary>A pod of a generated cluster as it is at one version.</summary>
/// <param name="Index">In the plan.</param>
/// <param name="Life">How many pods have had its place before; each has a name and uid of its own.</param>
/// <param name="Restarts">Of its first container.</param>
/// <param name="Version">0: as it was at first.</param>
/// <param name="Born">Null: when the plan says.</param>
internal readonly record struct SizePod(int Index, int Life = 0, int Restarts = 0, long Version = 0, DateTimeOffset? Born = null);
