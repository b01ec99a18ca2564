namespace KubeNetTui.Checks;

/// <summary>What a row of the server's pod table tells: enough for a verdict without reading whole pods.</summary>
public readonly record struct PodGlance
{
    public required string Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>The column STATUS: <c>Running</c>, <c>CrashLoopBackOff</c>, <c>Init:0/1</c>, …</summary>
    public required string Status { get; init; }

    /// <summary>The column READY: <c>1/2</c>.</summary>
    public required string Ready { get; init; }

    /// <summary>The column RESTARTS: <c>0</c>, or <c>5 (2m ago)</c>.</summary>
    public string Restarts { get; init; }

    /// <summary>"" before it is scheduled.</summary>
    public string Node { get; init; }

    /// <summary>"" before it has one; the server writes <c>&lt;none&gt;</c>, see <see cref="OfCell"/>.</summary>
    public required string Ip { get; init; }

    /// <summary><c>ReplicaSet/web-77b8</c>, or "".</summary>
    public string Controller { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>By when it is to be gone; null while nobody has deleted it.</summary>
    public DateTimeOffset? Deleting { get; init; }

    /// <summary>All its containers are ready; a READY column that can't be read counts as no.</summary>
    public bool AllReady
    {
        get
        {
            int slash = Ready.IndexOf('/');
            return slash > 0 && Ready.AsSpan(0, slash).SequenceEqual(Ready.AsSpan(slash + 1));
        }
    }

    /// <summary>A cell's text, with the server's <c>&lt;none&gt;</c> as "".</summary>
    public static string OfCell(string cell) => cell == "<none>" ? "" : cell;
}
