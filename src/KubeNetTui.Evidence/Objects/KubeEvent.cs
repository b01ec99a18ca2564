using System.Diagnostics.CodeAnalysis;

namespace KubeNetTui.Evidence;

/// <summary>An Event, of core/v1 or of events.k8s.io/v1: the two shapes of one object are read as the same record.</summary>
public sealed record KubeEvent : ApiObject
{
    public override string Kind => "Event";

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string Type { get; init; } = "";

    public string Reason { get; init; } = "";
    public string Message { get; init; } = "";
    public ObjectRef Regarding { get; init; } = new("", "", "", "", "");

    /// <summary>How often it happened, at least 1.</summary>
    public int Count { get; init; } = 1;

    public DateTimeOffset? First { get; init; }
    public DateTimeOffset? Last { get; init; }

    /// <summary><c>kubelet</c>, <c>service-controller</c>, …</summary>
    public string Source { get; init; } = "";

    public bool IsWarning => Type == "Warning";

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out KubeEvent? value, out string? why,
        bool keepRaw = false, StringPool? strings = null) =>
        ObjectParser.TryParse(json, Read, out value, out why, keepRaw, strings);

    internal static KubeEvent Read(ref ObjectReader r)
    {
        KubeEvent e = new() { Meta = ObjectMeta.None };
        int count = 0, seriesCount = 0;
        DateTimeOffset? first = null, last = null, at = null, seriesLast = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("metadata"u8)) { e = e with { Meta = ObjectMeta.Read(ref r) }; }
                else if (r.Is("type"u8)) { e = e with { Type = r.Text() }; }
                else if (r.Is("reason"u8)) { e = e with { Reason = r.Text() }; }
                else if (r.Is("message"u8) || r.Is("note"u8)) { e = e with { Message = r.Text() }; }
                else if (r.Is("involvedObject"u8) || r.Is("regarding"u8)) { e = e with { Regarding = ObjectRef.Read(ref r) }; }
                else if (r.Is("count"u8) || r.Is("deprecatedCount"u8)) { count = r.Number() ?? 0; }
                else if (r.Is("firstTimestamp"u8) || r.Is("deprecatedFirstTimestamp"u8)) { first = r.Time(); }
                else if (r.Is("lastTimestamp"u8) || r.Is("deprecatedLastTimestamp"u8)) { last = r.Time(); }
                else if (r.Is("eventTime"u8)) { at = r.Time(); }
                else if (r.Is("source"u8) || r.Is("deprecatedSource"u8)) { e = WithSource(e, NamedItem.Read(ref r, "component"u8)); }
                else if (r.Is("reportingComponent"u8) || r.Is("reportingController"u8)) { e = WithSource(e, r.Text()); }
                else if (r.Is("series"u8) && r.Enter())
                {
                    while (r.Next())
                    {
                        if (r.Is("count"u8)) { seriesCount = r.Number() ?? 0; }
                        else if (r.Is("lastObservedTime"u8)) { seriesLast = r.Time(); }
                    }
                }
            }
        }

        return e with
        {
            Count = Math.Max(1, Math.Max(count, seriesCount)),
            First = first ?? at ?? e.Meta.Created,
            Last = seriesLast ?? last ?? at ?? first ?? e.Meta.Created,
        };
    }

    private static KubeEvent WithSource(KubeEvent e, string source) => source.Length > 0 ? e with { Source = source } : e;
}

/// <summary>What an event is about, or what a reference points to.</summary>
/// <param name="FieldPath">E.g. <c>spec.containers{web}</c>; "" as a rule.</param>
public sealed record ObjectRef(string Kind, string Namespace, string Name, string Uid, string FieldPath)
{
    /// <summary><c>Pod shop/web-1</c>.</summary>
    public override string ToString() => $"{Kind} {(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}";

    internal static ObjectRef Read(ref ObjectReader r)
    {
        string kind = "", ns = "", name = "", uid = "", path = "";
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("namespace"u8)) { ns = r.Text(); }
                else if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("uid"u8)) { uid = r.Text(); }
                else if (r.Is("fieldPath"u8)) { path = r.Text(); }
            }
        }

        return new ObjectRef(kind, ns, name, uid, path);
    }
}
