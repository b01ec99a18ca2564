using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What checks that probe have in common: where from, and how it is told.</summary>
internal static class Probes
{
    public static Place From(Pod pod) => Place.Pod(pod.Namespace, pod.Name);

    public static ProbeNeed Tcp(Place from, string host, int port) => new(from, ProbeMethod.Tcp, host, port);

    public static ProbeNeed Dns(Place from, string server, string name, string type = "A", int port = 53) =>
        new(from, ProbeMethod.Dns, server, port, $"{name} {type}");

    public static ProbeNeed DnsTcp(Place from, string server, string name, string type = "A", int port = 53) =>
        new(from, ProbeMethod.DnsTcp, server, port, $"{name} {type}");

    /// <summary>All probes of a finding as one exhibit, those that did not get through marked. Its command is that of the first marked.</summary>
    public static IReadOnlyList<Exhibit> Show(IEnumerable<Tried> probes)
    {
        List<Tried> made = [.. probes.Where(p => p.Section is not null)];
        if (made.Count == 0)
        {
            return [];
        }

        var first = made.Find(p => p.IsFailed) ?? made[0];
        List<string> lines =
        [
            .. made.Select(p => $"{Tried.FromText(p.Need.From),-28} {p.Need.Method.ToString().ToLowerInvariant(),-6} {p.Target,-44} {p.Outcome}"
                + (p.Result is { Tool.Length: > 0 } r
                    ? $" ({r.Tool}{(r is { Outcome: not ProbeOutcome.Reached, Detail.Length: > 0 } ? ": " + Words.Cut(Words.OneLine(r.Detail), 80) : "")})" : "")),
        ];
        return
        [
            new Exhibit(
                Words.Count(made.Count, "probe"), first.Need.Command, Tried.FromText(first.Need.From), first.Section!.At, first.Section.Took, lines,
                [.. Enumerable.Range(0, made.Count).Where(i => made.TrueForAll(p => !p.IsFailed) ? made[i].IsReached : made[i].IsFailed)]),
        ];
    }

    /// <summary>Unknown, because none of the probes that would decide was made.</summary>
    public static Finding NotTried(CheckInfo info, Subject subject, string what, IReadOnlyList<Tried> probes)
    {
        var first = probes.FirstOrDefault(p => p.IsMissing);
        return info.Unknown(subject, $"{what} was not tried: {first?.Problem}", first?.Section?.HowToGet is { Length: > 0 } how
            ? how : "Run the check where probes may be made from nodes and pods.") with
        {
            Details = [.. probes.Take(4).Select(p => $"By hand, from {Tried.FromText(p.Need.From)}: {p.Need.Command}")],
        };
    }

    /// <summary>How many are left out of a sentence's count: <c>, 2 not tried</c>; "" for none.</summary>
    public static string Untried(IEnumerable<Tried> probes) => probes.Count(p => p.IsMissing) is > 0 and var n ? $", {n} not tried" : "";
}
