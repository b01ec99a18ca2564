using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>A live list of a <see cref="LiveCluster"/>, whatever its objects are.</summary>
public interface ILiveStore
{
    /// <summary>What it reads, as a check would ask for it.</summary>
    ListNeed Need { get; }

    LiveStatus Status { get; }

    /// <summary>Grows with every change of objects or status.</summary>
    long Generation { get; }

    /// <summary>Why the objects are not there or are old, in a sentence; "" while they are live.</summary>
    string Problem { get; }

    /// <summary>The list as evidence: Read also while stale or lost (then as of the time it broke), NotAsked while the first list is under way.</summary>
    Section Section { get; }

    /// <summary>Lists again now; also ends Refused.</summary>
    void Refresh();
}
