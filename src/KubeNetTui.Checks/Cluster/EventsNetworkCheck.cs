using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>events.network</c>: the Warning events that have a network cause, as a timeline for each cause.</summary>
public sealed class EventsNetworkCheck : ICheck
{
    /// <summary>Older events tell of what was; the API server itself keeps them for an hour as a rule.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private const int LinesShown = 200;

    public CheckInfo Info { get; } = new(
        "events.network", SubjectKind.Cluster, "Network events",
        "What the cluster itself has complained about in the last hour that has to do with networks, grouped by cause.",
        "Events of type Warning in all namespaces.",
        [
            "Events are symptoms that others report: Warn at most; the checks of the objects that they name decide.",
            "Events older than an hour are left out.",
            "Warnings without a network cause (a volume, an image that is not there) are left out.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [Evidence.Needs.Warnings(null)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var warnings = evidence.Warnings(null);
        if (!warnings.IsRead)
        {
            return [new Finding(Info.Id, subject, Verdict.Unknown, "events could not be read")
            {
                Details = [warnings.Problem], Remedy = warnings.HowToGet,
            }];
        }

        var recent = warnings.Items.Where(e => e.IsWarning && Time(e) is { } at && evidence.Now - at <= Recent).ToList();
        var groups = recent.Select(e => (Event: e, Cause: EventCause.Of(e))).Where(e => e.Cause is not null)
            .GroupBy(e => e.Cause!, e => e.Event)
            .OrderByDescending(g => g.Max(Time)).ToList();
        if (groups.Count == 0)
        {
            return [new Finding(Info.Id, subject, Verdict.Pass, recent.Count == 0
                ? "no Warning event in the last hour"
                : $"none of the {recent.Count} Warning events of the last hour has a network cause")];
        }

        return groups.Select(g => Tell(subject, warnings.Section!, g.Key, [.. g]));
    }

    private Finding Tell(Subject subject, Section section, EventCause cause, List<KubeEvent> events)
    {
        var objects = events.Select(e => e.Regarding.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        var named = objects.Count <= 3 ? string.Join(", ", objects) : $"{objects[0]} and {objects.Count - 1} more";
        var timeline = events.OrderBy(Time).TakeLast(LinesShown).ToList();
        return new Finding(Info.Id, subject, Verdict.Warn, $"{cause.Title}: {named}")
        {
            Details =
            [
                $"{events.Sum(e => e.Count)} times, first at {events.Min(e => e.First ?? Time(e))?.UtcDateTime:HH:mm:ss}, last at {events.Max(Time)?.UtcDateTime:HH:mm:ss} UTC.",
                $"Last: {OneLine(timeline[^1].Message)}",
            ],
            Exhibits = [Exhibits.Of(section, timeline)],
            Remedy = cause.Remedy,
            RemedyCommand = $"kubectl get events -A --field-selector type=Warning,reason={timeline[^1].Reason} --sort-by=.lastTimestamp",
        };
    }

    private static DateTimeOffset? Time(KubeEvent e) => e.Last ?? e.First;

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
