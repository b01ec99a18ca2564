using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>Deployment, ReplicaSet, StatefulSet, DaemonSet, Job: what makes pods.</summary>
internal sealed class WorkloadDescriber : IDescriber
{
    private static readonly string[] Counts =
    [
        "replicas", "readyReplicas", "availableReplicas", "updatedReplicas", "unavailableReplicas",
        "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "numberAvailable", "numberUnavailable", "numberMisscheduled",
        "active", "succeeded", "failed",
    ];

    private static ListNeed Autoscalers(string ns) => new("autoscaling", "v2", "horizontalpodautoscalers", ns);

    private static ListNeed Budgets(string ns) => new("policy", "v1", "poddisruptionbudgets", ns);

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
        .. selection.Resource.Plural == "deployments" ? (Need[])[SetsOf(selection.Namespace, Fields.Parse(json))] : [],
        .. selection.Resource.Group == "apps" ? (Need[])[Autoscalers(selection.Namespace), Budgets(selection.Namespace)] : [],
        PodsOf(selection.Namespace, Fields.Parse(json)),
        Evidence.Needs.Services(selection.Namespace),
        Evidence.Needs.EndpointSlices(selection.Namespace),
        CommonParts.EventsOf(selection),
    ];

    public void Write(PageBuilder page, Described o)
    {
        var (spec, status) = (o.Root["spec"], o.Root["status"]);
        page.Head(o, null);
        page.Heading(o.Kind);
        page.Field("wanted", spec["replicas"].Text + spec["completions"].Text + status["desiredNumberScheduled"].Text);
        var words = Counts.Where(c => status[c].Exists).Select(c => $"{status[c].Text} {InWords(c)}");
        page.Field("pods", string.Join(", ", words));
        page.Field("selector", LabelQuery.Of(spec["selector"]).ToString(), Tone.Accent);
        page.Field("strategy", spec["strategy"]["type"].Text + spec["updateStrategy"]["type"].Text);
        page.Field("paused", spec["paused"].IsTrue ? "yes: changes are not rolled out" : "", Tone.Warn);
        page.Field("service", spec["serviceName"].Text, Tone.Text, o.Link("Service", o.Namespace, spec["serviceName"].Text));
        page.Field("at once", spec["parallelism"].Text);
        page.Field("retries", spec["backoffLimit"].Text is { Length: > 0 } limit ? $"{status["failed"].Number ?? 0} of {limit}" : "");
        page.Field("must end in", spec["activeDeadlineSeconds"].Text is { Length: > 0 } deadline ? $"{deadline} s" : "");
        page.Field("suspended", spec["suspend"].IsTrue ? "yes: no pod is started" : "", Tone.Warn);
        page.Owners(o);
        WriteKeepers(page, o);
        foreach (var container in spec["template"]["spec"]["containers"].Items)
        {
            var ports = string.Join(", ", container["ports"].Items.Select(static p =>
                $"{p["containerPort"].Text}{(p["name"].Text is { Length: > 0 } n ? $" \"{n}\"" : "")}"));
            page.Field("container", $"{container["name"].Text}  {container["image"].Text}{(ports.Length > 0 ? $"  ports {ports}" : "")}");
        }

        GenericDescriber.Conditions(page, o);
        if (o.Kind == "Deployment")
        {
            WriteSets(page, o);
        }

        var pods = o.Evidence.Read<Pod>(PodsOf(o.Namespace, o.Root));
        page.Heading("Pods", pods.IsRead ? pods.Items.Count == 0 ? "none" : $"{pods.Items.Count}" : "");
        if (!page.SaysMissing(pods) && pods.Items.Count > 0)
        {
            page.PodTable(o, [.. pods.Items.OrderByDescending(p => PodWords.StateOf(p, [], o.Now).Verdict).ThenBy(static p => p.Name, StringComparer.Ordinal)]);
        }

        page.ServicesFor(o, new LabelSet(spec["template"]["metadata"]["labels"].Pairs), o.Namespace);
        page.Events(o);
        page.Labels(o);
    }

    /// <summary>What scales it, and what keeps its pods from going all at once.</summary>
    private static void WriteKeepers(PageBuilder page, Described o)
    {
        foreach (var scaler in o.Evidence.Objects(Autoscalers(o.Namespace)))
        {
            var spec = Fields.Parse(scaler.Raw)["spec"];
            if (spec["scaleTargetRef"]["kind"].Text == o.Kind && spec["scaleTargetRef"]["name"].Text == o.Name)
            {
                page.Field("scaled by", $"{scaler.Name}, between {spec["minReplicas"].Number ?? 1} and {spec["maxReplicas"].Text}", Tone.Text,
                    o.Link("HorizontalPodAutoscaler", o.Namespace, scaler.Name));
            }
        }

        LabelSet labels = new(o.Root["spec"]["template"]["metadata"]["labels"].Pairs);
        foreach (var budget in o.Evidence.Objects(Budgets(o.Namespace)))
        {
            var root = Fields.Parse(budget.Raw);
            if (root["spec"]["selector"].Exists && LabelQuery.Of(root["spec"]["selector"]).Matches(labels))
            {
                var allowed = root["status"]["disruptionsAllowed"].Number ?? 0;
                page.Field("budget", $"{budget.Name}: {(allowed == 0 ? "no pod" : $"{allowed}")} may go now", allowed == 0 ? Tone.Warn : Tone.Text,
                    o.Link("PodDisruptionBudget", o.Namespace, budget.Name));
            }
        }
    }

    private static void WriteSets(PageBuilder page, Described o)
    {
        var sets = o.Evidence.Read<Workload>(SetsOf(o.Namespace, o.Root));
        var uid = o.Root["metadata"]["uid"].Text;
        List<Workload> own = [.. sets.Items.Where(s => s.Meta.Controller?.Uid == uid).OrderByDescending(static s => s.Meta.Created)];
        page.Heading("Replica sets", sets.IsRead && own.Count == 0 ? "none" : "");
        if (page.SaysMissing(sets) || own.Count == 0)
        {
            return;
        }

        page.Table(["REPLICA SET", "REVISION", "READY", "AGE"], [.. own.Select(s => new PageRow(
            [
                new TextRun(s.Name), new TextRun(Fields.Parse(s.Raw)["metadata"]["annotations"]["deployment.kubernetes.io/revision"].Text, Tone.Dim),
                new TextRun($"{s.Ready}/{s.Desired}", s.Ready < s.Desired ? Tone.Warn : s.Desired == 0 ? Tone.Dim : Tone.Text), new TextRun(o.Age(s.Meta.Created), Tone.Dim),
            ],
            o.Link("ReplicaSet", o.Namespace, s.Name)))]);
    }

    private static ListNeed SetsOf(string ns, Fields root)
    {
        var selector = LabelQuery.Of(root["spec"]["selector"]);
        return new ListNeed("apps", "v1", "replicasets", ns, selector.TakesAll ? null : selector.ToString());
    }

    private static ListNeed PodsOf(string ns, Fields root)
    {
        var selector = LabelQuery.Of(root["spec"]["selector"]);
        return Evidence.Needs.Pods(ns) with { LabelSelector = selector.TakesAll ? null : selector.ToString() };
    }

    // "readyReplicas" → "ready", "numberUnavailable" → "unavailable"
    private static string InWords(string count) => count switch
    {
        "replicas" => "there",
        "desiredNumberScheduled" => "wanted",
        "currentNumberScheduled" => "there",
        "numberMisscheduled" => "where none should be",
        _ => count.Replace("Replicas", "", StringComparison.Ordinal).Replace("number", "", StringComparison.Ordinal).ToLowerInvariant(),
    };
}
