namespace KubeNetTui.Evidence;

public enum SectionStatus
{
    /// <summary>Read; <see cref="Section.Value"/> holds it.</summary>
    Read,

    /// <summary>The server refused: 401 or 403. The network works.</summary>
    Denied,

    /// <summary>The server does not have it: 404, or the kind is not served.</summary>
    Absent,

    /// <summary>It could not be reached, timed out, or broke off.</summary>
    Failed,

    /// <summary>Nobody asked: the source at hand does not read it (a live list view, say).</summary>
    NotAsked,
}

/// <summary>One need answered, or why it was not. Never null by omission.</summary>
/// <param name="Command">The exact command or call, to be copied.</param>
/// <param name="Where">Where it ran: the API server's address, <c>node node-a</c>, …</param>
/// <param name="At">When it was read (UTC).</param>
/// <param name="Took">How long the reading took.</param>
/// <param name="Problem">With any status but Read: what came back, in a sentence that names the step.</param>
/// <param name="HowToGet">With any status but Read: what would give it (a permission, a flag).</param>
/// <param name="Value">With Read: the parsed value; its type follows from the need.</param>
public sealed record Section(
    Need Need, SectionStatus Status, string Command, string Where, DateTimeOffset At, TimeSpan Took,
    string? Problem = null, string? HowToGet = null, object? Value = null);

/// <summary>Evidence at hand. Pure to the reader: the same question gives the same answer.</summary>
public interface IEvidence
{
    /// <summary>When this evidence was gathered; what checks use for "now".</summary>
    DateTimeOffset Now { get; }

    /// <summary>The section that answers the need, or null when it has not been read yet.</summary>
    Section? Find(Need need);

    /// <summary>
    /// How many nodes a check that compares nodes may ask at most; beyond it a choice is asked and the finding says so. Each node
    /// asked costs an exec.
    /// </summary>
    int MostNodes => 20;
}

/// <summary>Where evidence comes from: a live cluster, a replayed bundle, a test's fixture.</summary>
public interface IEvidenceSource
{
    /// <summary>Reads what is asked for; a need that can't be met comes back as a section that says why. Throws only when cancelled.</summary>
    IAsyncEnumerable<Section> CollectAsync(IReadOnlyCollection<Need> needs, CancellationToken cancellation);
}
