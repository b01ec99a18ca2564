namespace KubeNetTui.Evidence;

public sealed record ObjectMeta
{
    public required string Name { get; init; }
    public string Namespace { get; init; } = "";
    public string Uid { get; init; } = "";
    public string ResourceVersion { get; init; } = "";

    /// <summary>Counts changes of the spec; 0 for kinds that do not count.</summary>
    public int Generation { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary><c>deletionTimestamp</c>: the time by which it will be gone (now + grace period when it was deleted).</summary>
    public DateTimeOffset? Deleting { get; init; }

    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Without <c>kubectl.kubernetes.io/last-applied-configuration</c>, a second copy of the object.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    public IReadOnlyList<OwnerRef> Owners { get; init; } = [];

    public OwnerRef? Controller => Owners.FirstOrDefault(o => o.IsController);

    internal static ObjectMeta None { get; } = new() { Name = "" };

    internal static ObjectMeta Read(ref ObjectReader r)
    {
        string name = "", ns = "", uid = "", version = "";
        var generation = 0;
        DateTimeOffset? created = null, deleting = null;
        LabelSet labels = LabelSet.Empty, annotations = LabelSet.Empty;
        OwnerRef[] owners = [];
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("namespace"u8)) { ns = r.Text(); }
                else if (r.Is("uid"u8)) { uid = r.Text(); }
                else if (r.Is("resourceVersion"u8)) { version = r.Text(); }
                else if (r.Is("generation"u8)) { generation = r.Number() ?? 0; }
                else if (r.Is("creationTimestamp"u8)) { created = r.Time(); }
                else if (r.Is("deletionTimestamp"u8)) { deleting = r.Time(); }
                else if (r.Is("labels"u8)) { labels = r.Labels(); }
                else if (r.Is("annotations"u8)) { annotations = ReadAnnotations(ref r); }
                else if (r.Is("ownerReferences"u8)) { owners = r.List(OwnerRef.Read); }
                else if (r.Is("managedFields"u8)) { r.CutOut(); }
            }
        }

        return new ObjectMeta
        {
            Name = name, Namespace = ns, Uid = uid, ResourceVersion = version, Generation = generation, Created = created, Deleting = deleting,
            Labels = labels, Annotations = annotations, Owners = owners,
        };
    }

    private static LabelSet ReadAnnotations(ref ObjectReader r)
    {
        List<KeyValuePair<string, string>>? pairs = null;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (!r.Is("kubectl.kubernetes.io/last-applied-configuration"u8))
                {
                    string key = r.Name();
                    (pairs ??= []).Add(new(key, r.Text()));
                }
            }
        }

        return pairs is null ? LabelSet.Empty : new LabelSet(pairs);
    }
}

/// <summary>Who owns an object: <c>ReplicaSet web-77b8</c>.</summary>
public sealed record OwnerRef(string Kind, string Name, string Uid, bool IsController)
{
    internal static OwnerRef Read(ref ObjectReader r)
    {
        string kind = "", name = "", uid = "";
        bool controller = false;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("kind"u8)) { kind = r.Text(); }
                else if (r.Is("name"u8)) { name = r.Text(); }
                else if (r.Is("uid"u8)) { uid = r.Text(); }
                else if (r.Is("controller"u8)) { controller = r.Flag() ?? false; }
            }
        }

        return new OwnerRef(kind, name, uid, controller);
    }
}

/// <summary>One entry of <c>status.conditions</c>.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Since">When the status last changed.</param>
/// <param name="Heartbeat">When it was last confirmed (nodes); null elsewhere.</param>
public sealed record Condition(
    string Type, string Status, string Reason, string Message, DateTimeOffset? Since, DateTimeOffset? Heartbeat)
{
    public bool IsTrue => Status == "True";

    public bool IsFalse => Status == "False";

    /// <summary>The generation of the object that it speaks of; 0 where it does not say.</summary>
    public int ObservedGeneration { get; init; }

    internal static Condition Read(ref ObjectReader r)
    {
        string type = "", status = "", reason = "", message = "";
        DateTimeOffset? since = null, heartbeat = null;
        var observed = 0;
        if (r.Enter())
        {
            while (r.Next())
            {
                if (r.Is("type"u8)) { type = r.Text(); }
                else if (r.Is("status"u8)) { status = r.Text(); }
                else if (r.Is("reason"u8)) { reason = r.Text(); }
                else if (r.Is("message"u8)) { message = r.Text(); }
                else if (r.Is("lastTransitionTime"u8)) { since = r.Time(); }
                else if (r.Is("lastHeartbeatTime"u8)) { heartbeat = r.Time(); }
                else if (r.Is("observedGeneration"u8)) { observed = r.Number() ?? 0; }
            }
        }

        return new Condition(type, status, reason, message, since, heartbeat) { ObservedGeneration = observed };
    }
}
