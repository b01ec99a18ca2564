using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>The verdict column of services, pods and nodes, kept live from watches. One per session and scope.</summary>
internal sealed class VerdictBoard : IVerdictSource
{
    /// <param name="ns">Null: all namespaces.</param>
    /// <param name="changed">Called from any thread when a verdict changed; at most about 10 times a second.</param>
    public static VerdictBoard Start(ApiClient client, string? ns, TimeProvider time, Action changed) => throw new NotImplementedException();

    /// <summary>True for the kinds that have a verdict: services, pods, nodes.</summary>
    public static bool Covers(ApiResource resource) => throw new NotImplementedException();

    /// <summary>Cheap: called for each visible row at each frame, and for all rows when sorted by verdict.</summary>
    public VerdictCell Of(ApiResource resource, TableRow row) => throw new NotImplementedException();

    public VerdictCell Of(Subject subject) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
