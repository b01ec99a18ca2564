using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>A cell of the verdict column. <paramref name="Reason"/> has at most 40 characters, "" for Pass.</summary>
internal readonly record struct VerdictCell(Verdict Verdict, string Reason);

/// <summary>Verdicts of services, pods and nodes from the checks that need the API alone, kept live.</summary>
internal interface IVerdictSource : IAsyncDisposable
{
    /// <summary>Cheap: called for each visible row at each frame, and for all rows when sorted by verdict.</summary>
    VerdictCell Of(ApiResource resource, TableRow row);

    /// <summary>The same by name; Unknown for what is not there or outside of the namespace that is watched.</summary>
    VerdictCell Of(Subject subject);
}
