using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>Colours of cells by what they say. The words are the meaning; the colour only lets the eye find them.</summary>
internal static class CellTones
{
    public static Style Of(Theme theme, ListColumn column, TableRow row, string text) => column.Role switch
    {
        ColumnRole.Namespace or ColumnRole.Age or ColumnRole.Elapsed or ColumnRole.Since => theme.Dim,
        ColumnRole.Name => row.Deleting is null ? theme.Text : theme.Dim,
        _ when text.Length == 0 || text[0] == '<' => text == "<pending>" ? theme.Warn : theme.Dim,
        _ => column.Header switch
        {
            "STATUS" or "PHASE" or "STATE" => OfStatus(theme, text),
            "READY" when text.IndexOf('/') is > 0 and var slash => IsWhole(text, slash) ? theme.Text : OfParts(theme, row, text, slash),
            "READY" or "SERVING" or "AVAILABLE" when text is "false" or "False" or "no" => theme.Warn,
            "TERMINATING" when text is "true" or "yes" => theme.Warn,
            "TYPE" when text == "Warning" => theme.Warn,
            "RESTARTS" when text != "0" => theme.Warn,
            "PROBLEM" => theme.Fail,
            _ => theme.Text,
        },
    };

    public static Style Of(Theme theme, Verdict verdict) => verdict switch
    {
        Verdict.Pass => theme.Pass,
        Verdict.Warn => theme.Warn,
        Verdict.Fail => theme.Fail,
        Verdict.Unknown => theme.Unknown,
        _ => theme.Dim,
    };

    private static Style OfStatus(Theme theme, string status) => status switch
    {
        "Running" or "Ready" or "Active" or "Bound" or "Available" => theme.Pass,
        "Completed" or "Succeeded" or "Complete" => theme.Dim,
        "Pending" or "ContainerCreating" or "PodInitializing" or "Terminating" or "Released" or "SchedulingDisabled" => theme.Warn,
        _ when status.StartsWith("NotReady", StringComparison.Ordinal) => theme.Fail,
        _ when status.StartsWith("Ready,", StringComparison.Ordinal) => theme.Warn,
        _ when status.StartsWith("Init:", StringComparison.Ordinal) && !IsBad(status) => theme.Warn,
        _ => IsBad(status) ? theme.Fail : theme.Text,
    };

    private static bool IsBad(string status) =>
        status.Contains("Error", StringComparison.Ordinal) || status.Contains("BackOff", StringComparison.Ordinal)
        || status.Contains("Failed", StringComparison.Ordinal) || status is "OOMKilled" or "Evicted" or "Unknown" or "Lost"
            or "ContainerCannotRun" or "DeadlineExceeded" or "InvalidImageName" or "ImageInspectError" or "StartError";

    private static bool IsWhole(string text, int slash) => text.AsSpan(0, slash).SequenceEqual(text.AsSpan(slash + 1));

    // A pod that has done its work is 0/1 for good.
    private static Style OfParts(Theme theme, TableRow row, string text, int slash) =>
        Array.IndexOf(row.Cells, "Completed") >= 0 ? theme.Dim : text.AsSpan(0, slash).SequenceEqual("0") ? theme.Fail : theme.Warn;
}
