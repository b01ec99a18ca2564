using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A CronJob: when it runs, and how its jobs went.</summary>
internal sealed class CronJobDescriber : IDescriber
{
    private static ListNeed Jobs(string ns) => new("batch", "v1", "jobs", ns);

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [Jobs(selection.Namespace), CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        var (spec, status) = (o.Root["spec"], o.Root["status"]);
        page.Head(o, null);
        page.Heading("CronJob");
        page.Field("schedule", spec["schedule"].Text + (spec["timeZone"].Text is { Length: > 0 } zone ? $" ({zone})" : ""));
        page.Field("suspended", spec["suspend"].IsTrue ? "yes: no job is started" : "", Tone.Warn);
        page.Field("overlap", spec["concurrencyPolicy"].Text switch
        {
            "Forbid" => "Forbid: no job while one runs",
            "Replace" => "Replace: the one that runs is ended",
            "Allow" => "Allow: several may run",
            var other => other,
        });
        page.Field("late by", spec["startingDeadlineSeconds"].Text is { Length: > 0 } late ? $"at most {late} s" : "");
        page.Field("last started", Ago(status["lastScheduleTime"]));
        page.Field("last success", Ago(status["lastSuccessfulTime"]));
        foreach (var container in spec["jobTemplate"]["spec"]["template"]["spec"]["containers"].Items)
        {
            page.Field("container", $"{container["name"].Text}  {container["image"].Text}");
        }

        page.Owners(o);
        WriteJobs(page, o);
        page.Events(o);
        page.Labels(o);

        string Ago(Fields time) => o.Age(time.Time) is { Length: > 0 } age ? age + " ago" : "never";
    }

    private static void WriteJobs(PageBuilder page, Described o)
    {
        var uid = o.Root["metadata"]["uid"].Text;
        List<ApiObject> own = [.. o.Evidence.Objects(Jobs(o.Namespace)).Where(j => j.Meta.Controller?.Uid == uid).OrderByDescending(static j => j.Meta.Created)];
        page.Heading("Jobs", o.Evidence.WhyMissing(Jobs(o.Namespace)).Length == 0 && own.Count == 0 ? "none" : "");
        if (page.SaysMissing(o, Jobs(o.Namespace)) || own.Count == 0)
        {
            return;
        }

        page.Table(["JOB", "AGE", "STATE"], [.. own.Select(j => new PageRow(
            [new TextRun(j.Name), new TextRun(o.Age(j.Meta.Created), Tone.Dim), State(Fields.Parse(j.Raw)["status"])], o.Link("Job", o.Namespace, j.Name)))]);
    }

    private static TextRun State(Fields status)
    {
        var end = status["conditions"].Items.FirstOrDefault(static c => c["status"].Text == "True" && c["type"].Text is "Complete" or "Failed");
        return end["type"].Text switch
        {
            "Complete" => new TextRun("✓ complete", Tone.Pass),
            "Failed" => new TextRun($"✗ failed: {end["reason"].Text} {end["message"].Text}".TrimEnd(), Tone.Fail),
            _ => new TextRun($"running, {status["active"].Number ?? 0} active, {status["failed"].Number ?? 0} failed", Tone.Accent),
        };
    }
}
