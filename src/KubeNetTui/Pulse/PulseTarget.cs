using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Pulse;

/// <summary>A list that something on the dashboard leads to.</summary>
/// <param name="Namespace">Null: all, and kinds without one.</param>
/// <param name="Filter">What the list is narrowed to; "": all of it.</param>
internal sealed record PulseTarget(ApiResource Kind, string? Namespace, string Filter = "")
{
    /// <summary>The one object that it is about; null: several.</summary>
    public Selection? Object { get; init; }
}
