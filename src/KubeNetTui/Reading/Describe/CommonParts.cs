using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>Parts that the pages of several kinds share.</summary>
internal static class CommonParts
{
    private const int EventsShown = 12;
    private const int LongAnnotation = 200;

    /// <summary>Events about an object; those of what is in no namespace are kept in <c>default</c>.</summary>
    public static ListNeed EventsOf(Selection s) => new(
        "", "v1", "events", s.Namespace.Length > 0 ? s.Namespace : "default",
        FieldSelector: $"involvedObject.kind={s.Resource.Kind},involvedObject.name={s.Name}");

    public static void Head(this PageBuilder page, Described o, LiveJudgement? verdict)
    {
        var meta = o.Root["metadata"];
        page.Line(new TextLine(
            new TextRun(o.Kind + " ", Tone.Dim),
            new TextRun((o.Namespace.Length > 0 ? o.Namespace + "/" : "") + o.Name, Tone.Title),
            new TextRun(o.Age(meta["creationTimestamp"].Time) is { Length: > 0 } age ? $"   {age} old" : "", Tone.Dim)));
        if (verdict is { } v)
        {
            page.Line(new TextLine([.. VerdictRuns(v)]));
        }

        if (meta["deletionTimestamp"].Time is { } by)
        {
            var finalizers = string.Join(", ", meta["finalizers"].Items.Select(static f => f.Text));
            page.Line(new TextLine($"  being deleted; to be gone by {by.UtcDateTime:HH:mm:ss} UTC{(finalizers.Length > 0 ? $"; waits for {finalizers}" : "")}", Tone.Warn));
        }
    }

    public static IEnumerable<TextRun> VerdictRuns(LiveJudgement state)
    {
        var tone = ToneOf.Of(state.Verdict);
        yield return new TextRun($"{ToneOf.Mark(state.Verdict)} {state.Verdict.Word()}", tone);
        if (state.Reason.Length > 0)
        {
            yield return new TextRun($"  {state.Reason}", tone);
        }
    }

    /// <summary>The verdict in a cell: mark and reason.</summary>
    public static TextRun VerdictCell(LiveJudgement state) =>
        new($"{ToneOf.Mark(state.Verdict)} {(state.Reason.Length > 0 ? state.Reason : state.Verdict.Word())}", ToneOf.Of(state.Verdict));

    /// <summary>Says that something could not be read, and what would make it readable; true when that was so.</summary>
    public static bool SaysMissing<T>(this PageBuilder page, Reading<T> reading)
        where T : ApiObject
    {
        if (reading.IsRead)
        {
            return false;
        }

        page.Sentence("? " + reading.Problem, Tone.Unknown);
        if (reading.HowToGet.Length > 0)
        {
            page.Sentence(reading.HowToGet, Tone.Dim, level: 2);
        }

        return true;
    }

    /// <summary>As the other, for a list of any kind.</summary>
    public static bool SaysMissing(this PageBuilder page, Described o, ListNeed need)
    {
        if (o.Evidence.WhyMissing(need) is not { Length: > 0 } why)
        {
            return false;
        }

        page.Sentence("? " + why, Tone.Unknown);
        if (o.Evidence.Find(need)?.HowToGet is { Length: > 0 } how)
        {
            page.Sentence(how, Tone.Dim, level: 2);
        }

        return true;
    }

    /// <summary>Objects of a list whatever record they are read as, for what is taken from their JSON; none where it could not be read.</summary>
    public static IReadOnlyList<ApiObject> Objects(this IEvidence evidence, ListNeed need) =>
        evidence.Find(need) is { Status: SectionStatus.Read, Value: ObjectList list }
            ? [.. list.Objects.Where(i => need.Namespace is null || i.Namespace == need.Namespace)]
            : [];

    /// <summary>Labels and short annotations; nothing at all where there are none.</summary>
    public static void Labels(this PageBuilder page, Described o)
    {
        IReadOnlyList<KeyValuePair<string, string>> annotations = [.. o.Root["metadata"]["annotations"].Pairs
            .Where(static a => a.Key != "kubectl.kubernetes.io/last-applied-configuration" && a.Value.Length < LongAnnotation)];
        if (o.Labels.Count + annotations.Count > 0)
        {
            page.Heading("Metadata");
            Wrapped("labels", o.Labels);
            Wrapped("annotations", annotations);
        }

        void Wrapped(string name, IReadOnlyList<KeyValuePair<string, string>> pairs)
        {
            for (var i = 0; i < pairs.Count; i++)
            {
                page.Field(i == 0 ? name : "", $"{pairs[i].Key}={pairs[i].Value}");
            }
        }
    }

    public static void Owners(this PageBuilder page, Described o)
    {
        foreach (var owner in o.Root["metadata"]["ownerReferences"].Items)
        {
            var (kind, name) = (owner["kind"].Text, owner["name"].Text);
            page.Field("owned by", $"{kind} {name}", Tone.Text, o.Link(kind, o.Namespace, name));
        }
    }

    /// <summary>Conditions with those first that say that something is wrong.</summary>
    public static void Conditions(this PageBuilder page, Described o, IReadOnlyList<Condition> conditions, Func<Condition, Tone> toneOf)
    {
        if (conditions.Count == 0)
        {
            return;
        }

        page.Heading("Conditions");
        var columns = conditions.Max(static c => c.Type.Length) + 2;
        foreach (var condition in conditions.OrderBy(c => toneOf(c) is Tone.Fail or Tone.Warn ? 0 : 1))
        {
            var tone = toneOf(condition);
            var words = string.Join(": ", new[] { condition.Reason, condition.Message }.Where(static t => t.Length > 0));
            page.Field(condition.Type, [
                new TextRun(condition.Status.PadRight(8), tone),
                new TextRun((o.Age(condition.Since) is { Length: > 0 } age ? $"for {age}" : "").PadRight(12), Tone.Dim),
                new TextRun(words, tone is Tone.Fail or Tone.Warn ? Tone.Text : Tone.Dim),
            ], columns: columns);
        }
    }

    /// <summary>True is good for conditions such as Ready and Available; where it is bad (a node's MemoryPressure) pass true.</summary>
    public static Tone ConditionTone(Condition condition, bool trueIsBad = false) => condition.Status switch
    {
        "True" => trueIsBad ? Tone.Fail : Tone.Pass,
        "False" => trueIsBad ? Tone.Pass : Tone.Fail,
        _ => Tone.Warn,
    };

    /// <summary>The same event many times is one line; warnings and what is newest come first.</summary>
    public static void Events(this PageBuilder page, Described o)
    {
        var reading = o.Evidence.Read<KubeEvent>(EventsOf(o.Selection));
        var uid = o.Root["metadata"]["uid"].Text;
        var own = reading.Items.Where(e => e.Regarding.Uid.Length == 0 || uid.Length == 0 || e.Regarding.Uid == uid || o.Kind == "Node").ToList();
        var groups = own.GroupBy(static e => (e.Type, e.Reason, e.Message))
            .Select(static g => (g.Key, Count: g.Sum(static e => e.Count), Last: g.Max(static e => e.Last), First: g.Min(static e => e.First), g.First().Source))
            .OrderByDescending(static g => g.Key.Type == "Warning").ThenByDescending(static g => g.Last)
            .ToList();
        page.Heading("Events", reading.IsRead && groups.Count == 0 ? "none" : "");
        if (page.SaysMissing(reading))
        {
            return;
        }

        foreach (var (key, count, last, _, source) in groups.Take(EventsShown))
        {
            var warning = key.Type == "Warning";
            page.Line(new TextLine(
                new TextRun(warning ? "  ! " : "    ", Tone.Warn),
                new TextRun((o.Age(last) is { Length: > 0 } age ? age + " ago" : "").PadRight(12), Tone.Dim),
                new TextRun((count > 1 ? $"×{count}" : "").PadRight(6), Tone.Dim),
                new TextRun(key.Reason + "  ", warning ? Tone.Warn : Tone.Accent),
                new TextRun(key.Message),
                new TextRun(source.Length > 0 ? $"  ({source})" : "", Tone.Dim)) { Indent = 24 });
        }

        if (groups.Count > EventsShown)
        {
            page.Sentence($"and {groups.Count - EventsShown} more", Tone.Dim);
        }
    }

    /// <summary>Services that select a set of labels, each with its verdict.</summary>
    public static void ServicesFor(this PageBuilder page, Described o, LabelSet labels, string ns)
    {
        var services = o.Evidence.Services(ns);
        var selecting = services.Items.Where(s => s.Selector.Count > 0 && labels.Matches(s.Selector)).ToList();
        page.Heading("Services that select it", services.IsRead && selecting.Count == 0 ? "none" : "");
        if (!page.SaysMissing(services) && selecting.Count > 0)
        {
            page.ServiceTable(o, selecting);
        }
    }

    public static void ServiceTable(this PageBuilder page, Described o, IReadOnlyList<Service> services) =>
        page.Table(["SERVICE", "PORTS", "VERDICT"], [.. services.Select(s => new PageRow(
            [
                new TextRun(s.Name),
                new TextRun(string.Join(", ", s.Ports.Select(static p => $"{p.Port}→{p.Target}/{p.Protocol}")), Tone.Dim),
                VerdictCell(StateOf(o, s)),
            ],
            o.Link("Service", s.Namespace, s.Name)))]);

    public static LiveJudgement StateOf(Described o, Service service)
    {
        var slices = o.Evidence.EndpointSlices(service.Namespace);
        if (!slices.IsRead)
        {
            return new LiveJudgement(Verdict.Unknown, "endpoint slices not read");
        }

        var nodes = o.Evidence.Nodes();
        var state = LiveVerdict.OfService(service, [.. slices.Items.Where(s => s.ServiceName == service.Name)], nodes.IsRead ? nodes.Items : null);
        return state.Verdict == Verdict.Pass && LiveVerdict.NeedsNodes(service) && !nodes.IsRead
            ? new LiveJudgement(Verdict.Unknown, "policy Local: verify (v) asks the nodes")
            : state;
    }

    public static void PodTable(this PageBuilder page, Described o, IReadOnlyList<Pod> pods)
    {
        const int shown = 50;
        page.Table(["POD", "READY", "IP", "NODE", "VERDICT"], [.. pods.Take(shown).Select(p => new PageRow(
            [
                new TextRun(p.Namespace == o.Namespace || o.Namespace.Length == 0 && o.Kind != "Node" ? p.Name : p.FullName),
                new TextRun(PodWords.Ready(p)),
                new TextRun(p.Ips.Count > 0 ? p.Ips[0] : "–", Tone.Dim),
                new TextRun(p.NodeName.Length > 0 ? p.NodeName : "–", Tone.Dim),
                VerdictCell(PodWords.StateOf(p, [], o.Now)),
            ],
            o.Link("Pod", p.Namespace, p.Name)))]);
        if (pods.Count > shown)
        {
            page.Sentence($"and {pods.Count - shown} more", Tone.Dim);
        }
    }
}
