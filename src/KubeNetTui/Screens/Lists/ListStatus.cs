using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>What the status line says of a list: live, stale since when, or lost and why.</summary>
internal static class ListStatus
{
    private static readonly NumberFormatInfo Thin = new() { NumberGroupSeparator = " " };
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public static ScreenStatus Of(ListSource source, ListModel model, TimeProvider time)
    {
        var status = source.Feed.Status;
        var count = $"{Number(model.Total)} {source.Noun}";
        var since = TimeZoneInfo.ConvertTime(status.Since, time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var why = status.Failure is { } failure ? $": {failure.Message}" : "";
        return status.State switch
        {
            LiveState.Loading => new ScreenStatus(model.Total == 0 ? "reading …" : $"reading … {count}", StatusTone.Quiet),
            LiveState.Live => new ScreenStatus($"● live · {count}", StatusTone.Good),
            LiveState.Stale => new ScreenStatus($"◌ stale since {since}{why}", StatusTone.Warning),
            LiveState.Lost => new ScreenStatus($"✗ lost since {since}{why}", StatusTone.Bad),
            _ => new ScreenStatus($"✗ refused{why}", StatusTone.Bad),
        };
    }

    /// <summary>How long the ages in sight stay true.</summary>
    public static TimeSpan? RedrawAfter(ListModel model, int pageRows, DateTimeOffset now)
    {
        TimeSpan? least = null;
        var first = Math.Max(0, model.SelectedIndex - pageRows);
        var last = Math.Min(model.Rows.Count, Math.Max(0, model.SelectedIndex) + pageRows);
        foreach (var column in model.Layout.Columns)
        {
            if (column.Role is not (ColumnRole.Age or ColumnRole.Elapsed or ColumnRole.Since))
            {
                continue;
            }

            // Rows near the selection hold those in sight, and a few more do no harm.
            for (var i = first; i < last; i++)
            {
                var entry = model.Rows[i];
                var age = column.AgeOf(entry, now);
                var wait = age is { } known ? Age.UntilChange(known) : LongestWait;
                least = least is null || wait < least ? wait : least;
            }
        }

        return least;
    }

    /// <summary>With spaces by thousands: 30 000 reads faster than 30000.</summary>
    public static string Number(int number) => number < 10_000 ? $"{number}" : number.ToString("#,0", Thin);
}
