using KubeNetTui.App.Commands;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>What is opened once a cluster is connected to.</summary>
/// <param name="Command">As typed after the colon; null: what is configured, else pods.</param>
internal sealed record Arrival(string? Command = null)
{
    /// <summary>
    /// A kind that another cluster serves, and which of it: opened before this one has told its kinds. Goes before <see cref="Command"/>.
    /// </summary>
    public (ApiResource Resource, KindCommand Which)? Place { get; init; }

    /// <summary>The namespaces come from another cluster: one that is not here gives way to the context's own.</summary>
    public bool IsCarried { get; init; }
}
