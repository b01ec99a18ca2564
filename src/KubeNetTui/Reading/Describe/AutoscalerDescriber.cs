using KubeNetTui.App;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A HorizontalPodAutoscaler: what it scales, by which metrics, and where they stand.</summary>
internal sealed class AutoscalerDescriber : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json) => [CommonParts.EventsOf(selection)];

    public void Write(PageBuilder page, Described o)
    {
        var (spec, status) = (o.Root["spec"], o.Root["status"]);
        var (kind, name) = (spec["scaleTargetRef"]["kind"].Text, spec["scaleTargetRef"]["name"].Text);
        page.Head(o, null);
        page.Heading("Autoscaler");
        page.Field("scales", $"{kind} {name}", Tone.Text, o.Link(kind, o.Namespace, name));
        var (now, most) = (status["currentReplicas"].Number ?? 0, spec["maxReplicas"].Number ?? 0);
        page.Field("replicas", [
            new TextRun($"{now} now, {status["desiredReplicas"].Number ?? 0} wanted, between {spec["minReplicas"].Number ?? 1} and {most}"),
            new TextRun(now >= most && most > 0 ? "   ! at its most" : "", Tone.Warn),
        ]);
        page.Field("last scaled", o.Age(status["lastScaleTime"].Time) is { Length: > 0 } age ? age + " ago" : "never");
        page.Owners(o);
        var metrics = spec["metrics"].Items.ToList();
        page.Heading("Metrics", metrics.Count == 0 && !spec["targetCPUUtilizationPercentage"].Exists ? "none" : "");
        page.Field("cpu", spec["targetCPUUtilizationPercentage"].Text is { Length: > 0 } old ? $"{status["currentCPUUtilizationPercentage"].Text}% now, {old}% wanted" : "");
        var current = status["currentMetrics"].Items.ToList();
        foreach (var metric in metrics)
        {
            var (label, wanted) = Read(metric, "target");
            var value = current.Select(static c => Read(c, "current")).FirstOrDefault(c => c.Name == label).Value;
            page.Field(label, [
                new TextRun(value is { Length: > 0 } ? $"{value} now" : "not known now", value is { Length: > 0 } ? Tone.Text : Tone.Warn), new TextRun($", {wanted} wanted"),
            ]);
        }

        GenericDescriber.Conditions(page, o);
        page.Events(o);
        page.Labels(o);
    }

    // autoscaling/v2: {type: Resource, resource: {name, target: {averageUtilization | averageValue | value}}}, and so on for other types.
    private static (string Name, string Value) Read(Fields metric, string which)
    {
        var type = metric["type"].Text;
        if (type.Length == 0)
        {
            return ("", "");
        }

        var source = metric[char.ToLowerInvariant(type[0]) + type[1..]];
        var name = source["name"].Text.Length > 0 ? source["name"].Text : source["metric"]["name"].Text;
        var container = source["container"].Text;
        var of = source[which];
        var value = of["averageUtilization"].Text is { Length: > 0 } percent ? percent + "%" : of["averageValue"].Text is { Length: > 0 } average ? average + " a pod" : of["value"].Text;
        return (container.Length > 0 ? $"{name} of {container}" : name, value);
    }
}
