using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Metrics;
using KubeNetTui.Screens;
using LabelSelector = KubeNetTui.Screens.LabelSelector;

namespace KubeNetTui.Pulse;

/// <summary>From what was read to the dashboard. Pure, and safe for a thread of its own.</summary>
internal static class PulseReading
{
    private const int MostTroubles = 200;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    private static readonly ApiResource Policies = WellKnownKinds.Catalog.Find("networkpolicies")!;

    public static PulsePicture Of(PulseInput input)
    {
        List<PulseTrouble> troubles = [];
        List<PulseTile> tiles =
        [
            Judged(input, "nodes", WellKnownKinds.Nodes, input.Nodes, "ready", troubles),
            Judged(input, "pods", WellKnownKinds.Pods, input.Pods, "well", troubles),
            Judged(input, "services", WellKnownKinds.Services, input.Services, "served", troubles),
            Endpoints(input),
            Dns(input, troubles),
            PoliciesTile(input),
            Warnings(input, troubles),
            Cpu(input, troubles),
            Memory(input, troubles),
            input.Checked ?? new PulseTile("verified", "nothing yet") { Detail = "v on a service, pod or node; :check for the cluster" },
        ];
        return new PulsePicture(tiles,
        [
            .. troubles.OrderByDescending(t => t.Verdict).ThenBy(t => OrderOf(t.What)).ThenByDescending(t => t.Count).ThenBy(t => t.Name, StringComparer.Ordinal).Take(MostTroubles),
        ]);
    }

    // What stands under others comes first: a node that is gone explains its pods.
    private static int OrderOf(string what) => what switch { "node" => 0, "dns" => 1, "service" => 2, "pod" => 3, _ => 4 };

    private static PulseTile Judged(PulseInput input, string name, ApiResource kind, IReadOnlyList<TableRow>? rows, string good, List<PulseTrouble> troubles)
    {
        var ns = kind.Namespaced ? input.Namespace : null;
        PulseTile tile = new(name, "reading …") { Target = new PulseTarget(kind, ns) };
        if (input.Problems.TryGetValue(name, out var problem))
        {
            return tile with { Headline = "–", Problem = problem, Verdict = Verdict.Unknown };
        }

        if (rows is null || input.Verdicts is not { } verdicts)
        {
            return tile;
        }

        int pass = 0, warn = 0, fail = 0, unknown = 0;
        Dictionary<(Verdict, string, string, string), List<TableRow>> groups = [];
        foreach (var row in rows)
        {
            var (verdict, reason) = verdicts.Of(kind, row);
            _ = verdict switch { Verdict.Pass => ++pass, Verdict.Warn => ++warn, Verdict.Fail => ++fail, Verdict.Unknown => ++unknown, _ => 0 };
            if (verdict is Verdict.Fail or Verdict.Warn)
            {
                var key = (verdict, row.Namespace, row.Controller ?? row.Name, reason);
                if (!groups.TryGetValue(key, out var group))
                {
                    groups[key] = group = [];
                }

                group.Add(row);
            }
        }

        troubles.AddRange(groups.Select(g => Trouble(kind, g.Key.Item1, g.Key.Item4, g.Value)));
        var judged = pass + warn + fail + unknown;
        if (judged == 0)
        {
            return tile with { Headline = rows.Count == 0 ? $"no {name}" : $"{ListStatus.Number(rows.Count)} {name}", Detail = rows.Count == 0 ? "" : "none of them is to be judged" };
        }

        return tile with
        {
            Headline = $"{ListStatus.Number(pass + warn)} of {ListStatus.Number(judged)} {good}",
            Verdict = fail > 0 ? Verdict.Fail : warn > 0 ? Verdict.Warn : unknown == judged ? Verdict.Unknown : Verdict.Pass,
            Detail = Words(Number(fail, "fails", "fail"), Number(warn, "warns", "warn"), Number(unknown, "unknown", "unknown"), fail + warn + unknown == 0 ? "all is well" : ""),
            Share = (double)(pass + warn) / judged,
            HistoryName = "failing", History = [fail],
        };
    }

    private static PulseTrouble Trouble(ApiResource kind, Verdict verdict, string reason, List<TableRow> rows)
    {
        var first = rows[0];
        var ns = kind.Namespaced ? first.Namespace : null;
        if (rows.Count == 1)
        {
            var selection = new Selection(kind, first.Namespace, first.Name, first.Uid);
            return new PulseTrouble(verdict, kind.Singular, Full(first.Namespace, first.Name), 1, reason, new PulseTarget(kind, ns, first.Name) { Object = selection });
        }

        // A pod's name begins with that of its controller.
        var owner = first.Controller is { } controller ? controller[(controller.IndexOf('/') + 1)..] : first.Name;
        return new PulseTrouble(verdict, kind.Singular, Full(first.Namespace, owner + "-…"), rows.Count, reason, new PulseTarget(kind, ns, owner));
    }

    private static PulseTile Endpoints(PulseInput input)
    {
        PulseTile tile = new("endpoints", "reading …") { Target = new PulseTarget(WellKnownKinds.EndpointSlices, input.Namespace) };
        if (input.Problems.TryGetValue("endpoints", out var problem))
        {
            return tile with { Headline = "–", Problem = problem, Verdict = Verdict.Unknown };
        }

        if (input.Slices is not { } slices)
        {
            return tile;
        }

        int ready = 0, leaving = 0, all = 0;
        foreach (var endpoint in slices.SelectMany(s => s.Endpoints))
        {
            all++;
            ready += endpoint.Ready ? 1 : 0;
            leaving += endpoint is { Ready: false, Terminating: true } ? 1 : 0;
        }

        var not = all - ready - leaving;
        return tile with
        {
            Headline = all == 0 ? "no endpoints" : $"{ListStatus.Number(ready)} of {ListStatus.Number(all)} ready",
            Verdict = all == 0 ? Verdict.NotApplicable : not > 0 ? Verdict.Warn : Verdict.Pass,
            Detail = Words(Number(not, "not ready", "not ready"), Number(leaving, "leaving", "leaving"), $"{ListStatus.Number(slices.Count)} slices"),
            Share = all == 0 ? null : (double)ready / all,
            HistoryName = "not ready", History = [not],
        };
    }

    private static PulseTile Dns(PulseInput input, List<PulseTrouble> troubles)
    {
        var target = new PulseTarget(WellKnownKinds.Pods, "kube-system", "-l k8s-app=kube-dns");
        PulseTile tile = new("dns", "reading …") { Target = target };
        if (input.Problems.TryGetValue("dns", out var problem))
        {
            return tile with { Headline = "–", Problem = problem, Verdict = Verdict.Unknown };
        }

        if (input.Dns is not { } slices)
        {
            return tile;
        }

        if (slices.Count == 0)
        {
            return tile with { Headline = "not found", Verdict = Verdict.Unknown, Detail = "no slice in kube-system is labelled k8s-app=kube-dns" };
        }

        var endpoints = slices.SelectMany(s => s.Endpoints).DistinctBy(e => string.Join(',', e.Addresses)).Where(e => !e.Terminating).ToList();
        var ready = endpoints.Count(e => e.Ready);
        var verdict = ready == 0 ? Verdict.Fail : ready < endpoints.Count ? Verdict.Warn : Verdict.Pass;
        if (verdict != Verdict.Pass)
        {
            troubles.Add(new PulseTrouble(verdict, "dns", "kube-system/kube-dns", 1, endpoints.Count == 0 ? "no DNS server at all" : $"{ready} of {endpoints.Count} DNS servers ready", target));
        }

        return tile with
        {
            Headline = $"{ready} of {endpoints.Count} ready", Verdict = verdict, Share = endpoints.Count == 0 ? 0 : (double)ready / endpoints.Count,
            Detail = ready == 0 ? "no name is answered" : ready == 1 ? "one server answers all" : "servers behind kube-dns",
            HistoryName = "ready", History = [ready], HistoryFull = Math.Max(1, endpoints.Count),
        };
    }

    private static PulseTile PoliciesTile(PulseInput input)
    {
        PulseTile tile = new("policies", "reading …") { Target = new PulseTarget(Policies, input.Namespace) };
        if (input.Problems.TryGetValue("policies", out var problem))
        {
            return tile with { Headline = "–", Problem = problem, Verdict = Verdict.Unknown };
        }

        if (input.Policies is not { } policies)
        {
            return tile;
        }

        var headline = policies.Count == 1 ? "1 policy" : $"{ListStatus.Number(policies.Count)} policies";
        if (input.Pods is not { Count: > 0 } pods)
        {
            return tile with { Headline = headline };
        }

        var selected = Selected(policies, input.PolicySelector, pods);
        return tile with
        {
            Headline = headline, Share = (double)selected / pods.Count,
            Detail = policies.Count == 0 ? "anybody may reach any pod" : $"they select {ListStatus.Number(selected)} of {ListStatus.Number(pods.Count)} pods",
        };
    }

    private static int Selected(IReadOnlyList<TableRow> policies, int column, IReadOnlyList<TableRow> pods)
    {
        Dictionary<string, List<LabelSelector>> byNamespace = [];
        foreach (var policy in policies)
        {
            var text = column >= 0 && column < policy.Cells.Length && policy.Cells[column] is not "<none>" ? policy.Cells[column] : "";
            if (LabelSelector.TryParse(text, out var selector, out _))
            {
                (byNamespace.TryGetValue(policy.Namespace, out var known) ? known : byNamespace[policy.Namespace] = []).Add(selector);
            }
        }

        return pods.Count(p => byNamespace.TryGetValue(p.Namespace, out var selectors) && selectors.Exists(s => s.Matches(p.Labels)));
    }

    private static PulseTile Warnings(PulseInput input, List<PulseTrouble> troubles)
    {
        PulseTile tile = new("warnings", "reading …") { Target = new PulseTarget(WellKnownKinds.Events, input.Namespace, "Warning") };
        if (input.Problems.TryGetValue("warnings", out var problem))
        {
            return tile with { Headline = "–", Problem = problem, Verdict = Verdict.Unknown };
        }

        if (input.Warnings is not { } warnings)
        {
            return tile;
        }

        var minutes = new double[60];
        List<KubeEvent> recent = [];
        foreach (var warning in warnings)
        {
            if (warning.Last is { } last && input.Now - last is var age && age < Recent)
            {
                recent.Add(warning);
                minutes[59 - Math.Clamp((int)age.TotalMinutes, 0, 59)]++;
            }
        }

        var reasons = recent.GroupBy(e => e.Reason).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        troubles.AddRange(reasons.Select(g => new PulseTrouble(
            Verdict.Warn, "event", g.Key, g.Count(), SafeLine(g.MaxBy(e => e.Last)!), new PulseTarget(WellKnownKinds.Events, input.Namespace, g.Key))));
        return tile with
        {
            Headline = recent.Count == 0 ? "none in an hour" : $"{ListStatus.Number(recent.Count)} in an hour",
            Verdict = recent.Count > 0 ? Verdict.Warn : Verdict.Pass,
            Detail = string.Join(", ", reasons.Take(3).Select(g => $"{g.Key} {g.Count()}")),
            History = minutes, HistoryName = "by the minute",
        };
    }

    private static PulseTile Cpu(PulseInput input, List<PulseTrouble> troubles) =>
        Load(input, "cpu", static u => u.Cores, static n => Usage.CoresText(n) + " cores", troubles);

    private static PulseTile Memory(PulseInput input, List<PulseTrouble> troubles) => Load(input, "memory", static u => u.Bytes, Usage.BytesText, troubles);

    private static PulseTile Load(PulseInput input, string name, Func<Usage, double> part, Func<double, string> text, List<PulseTrouble> troubles)
    {
        PulseTile tile = new(name, "reading …") { IsLoad = true, Target = new PulseTarget(WellKnownKinds.Nodes, null) };
        if (input.Problems.TryGetValue("metrics", out var problem))
        {
            return tile with { Headline = "–", Problem = problem };
        }

        if (input.Usage is not { } usage)
        {
            return tile;
        }

        var used = part(usage.Used);
        if (usage.Total is not { } total || part(total) <= 0)
        {
            return tile with { Headline = text(used), Detail = usage.Of, HistoryName = "used", History = [used], Target = new PulseTarget(WellKnownKinds.Pods, input.Namespace) };
        }

        var share = used / part(total);
        foreach (var (node, mine, whole) in usage.ByNode.Where(n => part(n.Total) > 0 && part(n.Used) / part(n.Total) >= 0.9))
        {
            troubles.Add(new PulseTrouble(
                Verdict.Warn, "node", node, 1, $"{Usage.Percent(part(mine), part(whole))} of its {name} is used",
                new PulseTarget(WellKnownKinds.Nodes, null, node) { Object = new Selection(WellKnownKinds.Nodes, "", node, "") }));
        }

        var most = usage.ByNode.Where(n => part(n.Total) > 0).OrderByDescending(n => part(n.Used) / part(n.Total)).FirstOrDefault();
        return tile with
        {
            Headline = $"{Usage.Percent(used, part(total))} of {text(part(total))}", Share = share,
            Verdict = share >= 0.9 ? Verdict.Warn : Verdict.Pass,
            Detail = most.Name is { } busiest ? $"most on {busiest}: {Usage.Percent(part(most.Used), part(most.Total))}" : usage.Of,
            HistoryName = "used", History = [share], HistoryFull = 1,
        };
    }

    private static string SafeLine(KubeEvent e) => $"{e.Regarding.Name}: {e.Message}".ReplaceLineEndings(" ");

    private static string Full(string ns, string name) => ns.Length > 0 ? $"{ns}/{name}" : name;

    private static string Number(int count, string one, string many) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ListStatus.Number(count)} {(count == 1 ? one : many)}");

    private static string Words(params ReadOnlySpan<string> words)
    {
        List<string> said = [];
        foreach (var word in words)
        {
            if (word.Length > 0)
            {
                said.Add(word);
            }
        }

        return string.Join(", ", said);
    }
}
