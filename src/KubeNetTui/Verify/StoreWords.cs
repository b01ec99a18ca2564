using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>Why a verdict can't be given from a live list, in the 40 characters of a cell.</summary>
internal static class StoreWords
{
    private const int CellChars = 40;

    /// <summary>Null while the list is live.</summary>
    public static VerdictCell? WhyUnknown(this ILiveStore store)
    {
        var what = store.Need.Resource;
        var status = store.Status;
        var why = status switch
        {
            { State: LiveState.Live } => null,
            { State: LiveState.Loading, Failure: null } => $"reading {what}…",
            { State: LiveState.Stale } => $"{what} stale since {status.Since.UtcDateTime:HH:mm:ss}",
            { State: LiveState.Lost } => $"{what} lost since {status.Since.UtcDateTime:HH:mm:ss}",
            { Failure: { HttpStatus: 403 } } => $"403: may not list {what}",
            { Failure: { HttpStatus: > 0 } failure } => $"{failure.HttpStatus} on {what}",
            { Failure: { } failure } => $"{what}: failed at {failure.Step}",
            _ => $"{what} not read",
        };
        return why is null ? null : new VerdictCell(Verdict.Unknown, why.Cut(CellChars));
    }

    public static string Cut(this string text, int chars) => text.Length <= chars ? text : text[..(chars - 1)] + "…";
}
