using KubeNetTui.App;

namespace KubeNetTui.Reading;

/// <summary>A container that the person points at: what logs, a shell, attach or a transfer act on.</summary>
/// <param name="Pod">The pod that it is in.</param>
/// <param name="IsRunning">As the kubelet reported it last.</param>
internal sealed record ChosenContainer(Selection Pod, string Name, bool IsRunning);
