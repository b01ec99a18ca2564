using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>What ingresses, routes and webhooks lead to, and what their controllers say, in lines of a page.</summary>
internal static class BackendParts
{
    /// <summary>The lists that backends are judged by, for the namespaces that they are in.</summary>
    public static IEnumerable<Need> NeedsOf(IEnumerable<Backend> backends) => backends
        .Where(static b => b.Service.Length > 0).Select(static b => b.Namespace).Distinct()
        .SelectMany(static ns => new Need[] { Needs.Services(ns), Needs.EndpointSlices(ns) });

    /// <param name="detail">In brackets behind what is asked for; "" for none.</param>
    public static void Backend(this PageBuilder page, Described o, Backend backend, string detail, ISurroundings around)
    {
        List<TextRun> runs = [new(backend.For, Tone.Accent), new(detail.Length > 0 ? $" ({detail})" : "", Tone.Dim)];
        if (backend.Service.Length == 0)
        {
            page.Sentence([.. runs, new TextRun($"  to {backend.Other}")]);
            return;
        }

        var where = backend.Namespace == o.Namespace ? "" : backend.Namespace + "/";
        page.Sentence(
            [.. runs, new TextRun($"  to service {where}{backend}  "), .. CommonParts.VerdictRuns(BackendVerdict.Of(backend, around))],
            o.Link("Service", backend.Namespace, backend.Service));
    }

    /// <summary>What a controller says; of the Gateway API's conditions only Conflicted and PartiallyInvalid are bad when they are true.</summary>
    public static void Said(this PageBuilder page, Described o, IReadOnlyList<Condition> conditions) =>
        page.Conditions(o, conditions, static c => CommonParts.ConditionTone(c, trueIsBad: c.Type is "Conflicted" or "PartiallyInvalid" or "OverlappingTLSConfig"));
}
