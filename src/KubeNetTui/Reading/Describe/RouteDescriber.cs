using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>HTTPRoute, GRPCRoute and their kin.</summary>
internal sealed class RouteDescriber(string kind) : IDescriber
{
    public IEnumerable<Need> Needs(Selection selection, ReadOnlyMemory<byte> json)
    {
        yield return CommonParts.EventsOf(selection);
        if (!GatewayRoute.TryParse(json.Span, kind, out var route, out _))
        {
            yield break;
        }

        foreach (var ns in route.Parents.Where(static p => p.IsGateway).Select(p => NamespaceOf(route, p.Namespace)))
        {
            yield return Evidence.Needs.Gateways(ns);
        }

        var backends = RouteVerdict.BackendsOf(route);
        foreach (var need in BackendParts.NeedsOf(backends))
        {
            yield return need;
        }

        foreach (var ns in backends.Select(static b => b.Namespace).Where(ns => ns != route.Namespace).Distinct())
        {
            yield return Evidence.Needs.ReferenceGrants(ns);
        }
    }

    public void Write(PageBuilder page, Described o)
    {
        if (!GatewayRoute.TryParse(o.Json.Span, kind, out var route, out var why))
        {
            page.Sentence($"This is no {kind} that can be read: {why}", Tone.Error);
            return;
        }

        var around = new EvidenceSurroundings(o.Evidence);
        page.Head(o, RouteVerdict.Of(route, around));
        page.Heading("Route");
        page.Field("hosts", route.Hostnames.Count > 0 ? string.Join(", ", route.Hostnames) : "those of the listeners");
        page.Heading("Gateways", route.Parents.Count == 0 ? "none: nothing reaches it" : "");
        foreach (var parent in route.Parents)
        {
            WriteParent(page, o, route, parent, around);
        }

        page.Heading("Rules");
        foreach (var (rule, index) in route.Rules.Select(static (r, i) => (r, i + 1)))
        {
            if (rule.Backends.Count == 0)
            {
                page.Sentence(
                    $"{(rule.Matches.Count > 0 ? string.Join(", ", rule.Matches) : $"rule {index}")}  {(rule.AnswersItself ? "answered by a redirect" : "leads nowhere: answered with 500")}",
                    rule.AnswersItself ? Tone.Text : Tone.Warn);
            }
        }

        foreach (var backend in RouteVerdict.BackendsOf(route))
        {
            page.Backend(o, backend, "", around);
        }

        page.Events(o);
        page.Labels(o);
    }

    private static string NamespaceOf(GatewayRoute route, string ns) => ns.Length > 0 ? ns : route.Namespace;

    private static void WriteParent(PageBuilder page, Described o, GatewayRoute route, RouteParent parent, EvidenceSurroundings around)
    {
        var ns = NamespaceOf(route, parent.Namespace);
        var state = route.States.FirstOrDefault(s => s.Parent.Name == parent.Name
            && NamespaceOf(route, s.Parent.Namespace) == ns && s.Parent.Section == parent.Section);
        var name = $"{parent.Kind} {(ns == o.Namespace ? "" : ns + "/")}{parent.Name}{(parent.Section.Length > 0 ? $", listener {parent.Section}" : "")}";
        if (parent.IsGateway && around.Gateway(ns, parent.Name).IsMissing)
        {
            page.Sentence($"✗ {name}: there is no such gateway", Tone.Fail);
            return;
        }

        page.Sentence([new TextRun(name), new TextRun(state is null ? "  has not taken it yet" : "", Tone.Warn)], o.Link(parent.Kind, ns, parent.Name));
        foreach (var condition in state?.Conditions ?? [])
        {
            var tone = CommonParts.ConditionTone(condition, trueIsBad: condition.Type == "PartiallyInvalid");
            page.Sentence(
                [
                    new TextRun($"{condition.Type}: {(condition.IsTrue ? "yes" : condition.IsFalse ? "no" : "not known")}", tone),
                    new TextRun(tone is Tone.Fail or Tone.Warn ? $"  {condition.Reason}: {condition.Message}" : ""),
                ],
                level: 2);
        }
    }
}
