using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>What a cell's words say of the object. Colours and "faults only" are made from it, so that they can't disagree.</summary>
internal enum Health
{
    /// <summary>Nothing.</summary>
    Plain,
    Well,

    /// <summary>Of little interest: done, empty, deleting.</summary>
    Quiet,
    Warn,
    Bad,
}

internal static class CellHealth
{
    public static Health Of(ListColumn column, TableRow row, string text) => column.Role switch
    {
        ColumnRole.Namespace or ColumnRole.Age or ColumnRole.Elapsed or ColumnRole.Since => Health.Quiet,
        ColumnRole.Name => row.Deleting is null ? Health.Plain : Health.Quiet,
        _ when text.Length == 0 || text[0] == '<' => text == "<pending>" ? Health.Warn : Health.Quiet,
        _ => column.Header switch
        {
            "STATUS" or "PHASE" or "STATE" => OfStatus(text),
            "READY" when text.IndexOf('/') is > 0 and var slash => IsWhole(text, slash) ? Health.Plain : OfParts(row, text, slash),
            "READY" or "SERVING" or "AVAILABLE" when text is "false" or "False" or "no" => Health.Warn,
            "TERMINATING" when text is "true" or "yes" => Health.Warn,
            "TYPE" when text == "Warning" => Health.Warn,
            "RESTARTS" when text != "0" => Health.Warn,
            "PROBLEM" => Health.Bad,
            _ => Health.Plain,
        },
    };

    /// <summary>False where a cell says that something is wrong with the object now.</summary>
    /// <param name="columns">Those of the server, also where a person shows others.</param>
    /// <param name="row">Its cells are looked at, verdicts not.</param>
    public static bool IsWell(IReadOnlyList<ListColumn> columns, TableRow row)
    {
        string? wanted = null;
        foreach (var column in columns)
        {
            if ((uint)column.Cell >= (uint)row.Cells.Length)
            {
                continue;
            }

            var text = row.Cells[column.Cell];

            // DaemonSets and ReplicaSets say how many there shall be, then how many are ready. Restarts are past.
            wanted = column.Header == "DESIRED" ? text : wanted;
            if (column.Header != "RESTARTS" && (Of(column, row, text) >= Health.Warn || (column.Header == "READY" && wanted is not null && wanted != text)))
            {
                return false;
            }
        }

        return true;
    }

    private static Health OfStatus(string status) => status switch
    {
        "Running" or "Ready" or "Active" or "Bound" or "Available" => Health.Well,
        "Completed" or "Succeeded" or "Complete" => Health.Quiet,
        "Pending" or "ContainerCreating" or "PodInitializing" or "Terminating" or "Released" or "SchedulingDisabled" => Health.Warn,
        _ when status.StartsWith("NotReady", StringComparison.Ordinal) => Health.Bad,
        _ when status.StartsWith("Ready,", StringComparison.Ordinal) => Health.Warn,
        _ when status.StartsWith("Init:", StringComparison.Ordinal) && !IsBad(status) => Health.Warn,
        _ => IsBad(status) ? Health.Bad : Health.Plain,
    };

    private static bool IsBad(string status) =>
        status.Contains("Error", StringComparison.Ordinal) || status.Contains("BackOff", StringComparison.Ordinal)
        || status.Contains("Failed", StringComparison.Ordinal) || status is "OOMKilled" or "Evicted" or "Unknown" or "Lost"
            or "ContainerCannotRun" or "DeadlineExceeded" or "InvalidImageName" or "ImageInspectError" or "StartError";

    private static bool IsWhole(string text, int slash) => text.AsSpan(0, slash).SequenceEqual(text.AsSpan(slash + 1));

    // A pod that has done its work is 0/1 for good.
    private static Health OfParts(TableRow row, string text, int slash) =>
        Array.IndexOf(row.Cells, "Completed") >= 0 ? Health.Quiet : text.AsSpan(0, slash).SequenceEqual("0") ? Health.Bad : Health.Warn;
}
