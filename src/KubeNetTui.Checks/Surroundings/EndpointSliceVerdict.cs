using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What the column needs of a slice: of 10,000 slices with 100 endpoints each the endpoints themselves are not kept.</summary>
/// <param name="Ready">Of those that are not terminating.</param>
/// <param name="Live">That are not terminating.</param>
public sealed record SliceCounts(string Namespace, string Service, int Ready, int Live, int Serving, int Terminating, bool HasPorts)
{
    public int All => Live + Terminating;

    public static SliceCounts Of(EndpointSlice slice)
    {
        int ready = 0, live = 0, serving = 0, terminating = 0;
        foreach (var endpoint in slice.Endpoints)
        {
            ready += endpoint is { Ready: true, Terminating: false } ? 1 : 0;
            live += endpoint.Terminating ? 0 : 1;
            serving += endpoint.Serving ? 1 : 0;
            terminating += endpoint.Terminating ? 1 : 0;
        }

        return new(slice.Namespace, slice.ServiceName, ready, live, serving, terminating, slice.Ports.Any(p => p.Port > 0 || p.Name.Length > 0));
    }
}

/// <summary>
/// One slice. Guards: an empty one beside another that serves is what the controller leaves after a scale-down or for a second family;
/// a slice without ports is right for a service without ports.
/// </summary>
public static class EndpointSliceVerdict
{
    public static LiveJudgement Of(SliceCounts slice, ISurroundings around)
    {
        if (slice.Service.Length == 0)
        {
            return LiveJudgements.Of(Verdict.Warn, "no service named: it serves nobody");
        }

        var service = around.Service(slice.Namespace, slice.Service);
        if (service.IsMissing)
        {
            return LiveJudgements.Of(Verdict.Warn, $"there is no service {slice.Service}");
        }

        if (slice.All == 0)
        {
            var others = around.Slices(slice.Namespace, slice.Service).Value;
            return others?.Any(s => s.Endpoints.Any(e => e.Ready)) == true
                ? new LiveJudgement(Verdict.NotApplicable, "empty; others serve")
                : LiveJudgements.Of(Verdict.Fail, "no endpoints");
        }

        if (!slice.HasPorts && service.Value is { Ports.Count: > 0 } named)
        {
            return LiveJudgements.Of(Verdict.Fail, $"no ports: no pod has {named.Ports[0].Target}");
        }

        return slice switch
        {
            { Live: 0 } => LiveJudgements.Of(Verdict.Warn, "only terminating endpoints"),
            { Ready: 0 } => LiveJudgements.Of(Verdict.Fail, $"0 of {slice.Live} endpoints ready"),
            _ when slice.Ready < slice.Live => LiveJudgements.Of(Verdict.Warn, $"{slice.Live - slice.Ready} of {slice.Live} endpoints not ready"),
            _ => new LiveJudgement(Verdict.Pass, ""),
        };
    }
}
