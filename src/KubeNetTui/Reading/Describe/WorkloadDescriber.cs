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

    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) =>
    [
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
        page.Owners(o);
        foreach (var container in spec["template"]["spec"]["containers"].Items)
        {
            var ports = string.Join(", ", container["ports"].Items.Select(static p =>
                $"{p["containerPort"].Text}{(p["name"].Text is { Length: > 0 } n ? $" \"{n}\"" : "")}"));
            page.Field("container", $"{container["name"].Text}  {container["image"].Text}{(ports.Length > 0 ? $"  ports {ports}" : "")}");
        }

        GenericDescriber.Conditions(page, o);
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
