using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>Who makes use of a ConfigMap, a Secret, a claim or an account: workloads by their template, and pods.</summary>
internal static class UsersOf
{
    private const int Shown = 50;

    public static IEnumerable<Need> Needs(string ns) =>
    [
        Evidence.Needs.Pods(ns), Evidence.Needs.Deployments(ns), Evidence.Needs.StatefulSets(ns), Evidence.Needs.DaemonSets(ns), CronJobs(ns),
    ];

    public static void Write(PageBuilder page, Described o)
    {
        List<PageRow> rows = [];
        rows.AddRange(Workloads(o, o.Evidence.Read<Workload>(Evidence.Needs.Deployments(o.Namespace)).Items));
        rows.AddRange(Workloads(o, o.Evidence.Read<Workload>(Evidence.Needs.StatefulSets(o.Namespace)).Items));
        rows.AddRange(Workloads(o, o.Evidence.Read<Workload>(Evidence.Needs.DaemonSets(o.Namespace)).Items));
        rows.AddRange(o.Evidence.Objects(CronJobs(o.Namespace)).SelectMany(c =>
            RowsOf(o, "CronJob", c.Name, Fields.Parse(c.Raw)["spec"]["jobTemplate"]["spec"]["template"]["spec"])));
        var pods = o.Evidence.Pods(o.Namespace);
        rows.AddRange(pods.Items.SelectMany(p => RowsOf(o, "Pod", p.Name, Fields.Parse(p.Raw)["spec"])));
        page.Heading("Used by", pods.IsRead && rows.Count == 0 ? "nothing that is there now" : "");
        page.SaysMissing(pods);
        if (rows.Count > 0)
        {
            page.Table(["KIND", "NAME", "HOW"], [.. rows.Take(Shown)]);
            if (rows.Count > Shown)
            {
                page.Sentence($"and {rows.Count - Shown} more", Tone.Dim);
            }
        }
    }

    private static ListNeed CronJobs(string ns) => new("batch", "v1", "cronjobs", ns);

    private static IEnumerable<PageRow> Workloads(Described o, IReadOnlyList<Workload> all) =>
        all.SelectMany(w => RowsOf(o, w.Kind, w.Name, Fields.Parse(w.Raw)["spec"]["template"]["spec"]));

    private static IEnumerable<PageRow> RowsOf(Described o, string kind, string name, Fields spec)
    {
        if (PodSpecUses.Of(spec, o.Kind, o.Name) is { Count: > 0 } ways)
        {
            yield return new PageRow([new TextRun(kind, Tone.Dim), new TextRun(name), new TextRun(string.Join(", ", ways), Tone.Dim)], o.Link(kind, o.Namespace, name));
        }
    }
}
