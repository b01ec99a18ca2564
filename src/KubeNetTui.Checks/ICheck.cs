using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>One row of the catalogue. Stateless and pure: no I/O, no clock.</summary>
public interface ICheck
{
    CheckInfo Info { get; }

    /// <summary>
    /// What it needs, given what has been read so far. Asked again after each round until it names nothing new
    /// (a check that needs the log of a crashing pod first has to know the pod).
    /// </summary>
    IEnumerable<Need> Needs(Subject subject, IEvidence soFar);

    /// <summary>The findings; at least one, Pass, Unknown and NotApplicable included. Must not throw on any evidence.</summary>
    IEnumerable<Finding> Run(Subject subject, IEvidence evidence);
}

/// <summary>What the documentation and <c>--help</c> say of a check; <c>docs/checks.md</c> is made from it.</summary>
/// <param name="Id">As in the catalogue, e.g. <c>service.endpoints</c>.</param>
/// <param name="Kind">What it runs against.</param>
/// <param name="Title">A few words.</param>
/// <param name="Proves">What its answer proves.</param>
/// <param name="Reads">The evidence, in words.</param>
/// <param name="Guards">What keeps it from false alarms, a sentence each.</param>
public sealed record CheckInfo(
    string Id, SubjectKind Kind, string Title, string Proves, string Reads, IReadOnlyList<string> Guards);
