using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.CommandLine;

/// <summary>The subjects of a run, looked up in the lists that the checks read as well.</summary>
/// <param name="Notes">What was left out and why, for stderr.</param>
/// <param name="Problem">The server gave no answer: nothing but the way to it can be checked.</param>
internal sealed record FoundSubjects(IReadOnlyList<Subject> Subjects, IReadOnlyList<string> Notes, string? Problem = null)
{
    /// <summary>Not one of the lists that would name the subjects could be had.</summary>
    public bool NothingListed { get; init; }
}

/// <param name="ns">For subjects without a namespace of their own.</param>
internal sealed class SubjectFinder(IEvidenceSource source, DateTimeOffset now, string ns)
{
    private readonly EvidenceStore _store = new(now);

    /// <exception cref="UsageException">There is no such object; names what is near.</exception>
    public async Task<FoundSubjects> FindAsync(CheckRequest request, CancellationToken cancellation)
    {
        // One small request before many: a plugin that hangs or a server that is gone is waited for once.
        RawNeed version = Needs.Raw("/version");
        await ReadAsync([version], cancellation).ConfigureAwait(false);
        return _store.Find(version) is { Status: SectionStatus.Failed } section
            ? new FoundSubjects([Subject.Cluster], [], Why(section))
            : await (request switch
            {
                { Subjects.Count: > 0 } => NamedAsync([.. request.Subjects.Select(s => SubjectText.Parse(s, ns)).Distinct()], cancellation),
                { Everything: true } => EverythingAsync(null, cancellation),
                _ => EverythingAsync(ns, cancellation),
            }).ConfigureAwait(false);
    }

    private async Task<FoundSubjects> NamedAsync(IReadOnlyList<Subject> subjects, CancellationToken cancellation)
    {
        await ReadAsync(subjects.Where(s => s.Kind != SubjectKind.Cluster).Select(s => ListOf(s.Kind, s.Namespace)), cancellation).ConfigureAwait(false);
        List<string> missing = [];
        foreach (Subject subject in subjects.Where(s => s.Kind != SubjectKind.Cluster))
        {
            Section? section = _store.Find(ListOf(subject.Kind, subject.Namespace));
            if (section?.Status == SectionStatus.Failed)
            {
                return new FoundSubjects(subjects, [], Why(section));
            }

            // A list that is refused says nothing about the object: the checks are run and say what they lack.
            if (section?.Value is ObjectList list && !list.Objects.Any(o => o.Namespace == subject.Namespace && o.Name == subject.Name))
            {
                missing.Add(await MissingAsync(subject, list, cancellation).ConfigureAwait(false));
            }
        }

        return missing.Count > 0 ? throw new UsageException(string.Join("\n", missing)) : new FoundSubjects(subjects, []);
    }

    /// <param name="scope">Null: the whole cluster.</param>
    private async Task<FoundSubjects> EverythingAsync(string? scope, CancellationToken cancellation)
    {
        SubjectKind[] kinds = scope is null ? [SubjectKind.Node, SubjectKind.Service, SubjectKind.Pod] : [SubjectKind.Service, SubjectKind.Pod];
        await ReadAsync(kinds.Select(kind => ListOf(kind, scope)), cancellation).ConfigureAwait(false);
        List<Subject> subjects = scope is null ? [Subject.Cluster] : [];
        List<string> notes = [];
        foreach (SubjectKind kind in kinds)
        {
            Section? section = _store.Find(ListOf(kind, scope));
            switch (section)
            {
                case { Value: ObjectList list }:
                    subjects.AddRange(list.Objects
                        .OrderBy(o => o.Namespace, StringComparer.Ordinal)
                        .ThenBy(o => o.Name, StringComparer.Ordinal)
                        .Select(o => new Subject(kind, o.Namespace, o.Name)));
                    break;
                case { Status: SectionStatus.Failed }:
                    return new FoundSubjects([Subject.Cluster], [], Why(section));
                default:
                    notes.Add($"{Plural(kind)} are not checked: {(section is null ? "not read" : Why(section))}");
                    break;
            }
        }

        if (subjects.Count == 0 && notes.Count == 0)
        {
            return await NoNamespaceAsync(scope!, cancellation).ConfigureAwait(false) is { } missing
                ? throw new UsageException(missing)
                : new FoundSubjects([], [$"namespace {scope} has no services and no pods: there is nothing to check"]);
        }

        return new FoundSubjects(subjects, notes) { NothingListed = subjects.Count == 0 && notes.Count == kinds.Length };
    }

    private async Task<string> MissingAsync(Subject subject, ObjectList list, CancellationToken cancellation)
    {
        if (subject.Kind == SubjectKind.Node)
        {
            return $"there is no node \"{subject.Name}\"{NearNames.Hint(subject.Name, list.Objects.Select(o => o.Name))}";
        }

        if (await NoNamespaceAsync(subject.Namespace, cancellation).ConfigureAwait(false) is { } missing)
        {
            return missing;
        }

        string kind = subject.Kind == SubjectKind.Service ? "service" : "pod";
        string text = $"there is no {kind} \"{subject.Name}\" in namespace {subject.Namespace}"
            + NearNames.Hint(subject.Name, list.Objects.Where(o => o.Namespace == subject.Namespace).Select(o => o.Name));

        // In this namespace by mistake: the usual slip is a forgotten -n.
        await ReadAsync([ListOf(subject.Kind, null)], cancellation).ConfigureAwait(false);
        if (_store.Find(ListOf(subject.Kind, null)) is { Value: ObjectList all })
        {
            string[] elsewhere = [.. all.Objects.Where(o => o.Name == subject.Name).Select(o => o.Namespace).Take(3)];
            text += elsewhere.Length > 0 ? $"\nThere is one in {string.Join(", ", elsewhere)}: kubenettui check {kind}/{subject.Name} -n {elsewhere[0]}" : "";
        }

        return text;
    }

    /// <summary>Null where the namespace is there, or where that can't be known.</summary>
    private async Task<string?> NoNamespaceAsync(string name, CancellationToken cancellation)
    {
        await ReadAsync([Needs.Namespaces()], cancellation).ConfigureAwait(false);
        Reading<NamespaceObject> namespaces = _store.Read<NamespaceObject>(Needs.Namespaces());
        return namespaces.IsRead && !namespaces.Items.Any(n => n.Name == name)
            ? $"there is no namespace \"{name}\"{NearNames.Hint(name, namespaces.Items.Select(n => n.Name))}"
            : null;
    }

    private async Task ReadAsync(IEnumerable<Need> needs, CancellationToken cancellation)
    {
        Need[] wanted = [.. needs.Distinct().Where(need => _store.Find(need) is null)];
        await foreach (Section section in source.CollectAsync(wanted, cancellation).ConfigureAwait(false))
        {
            _store.Add(section);
        }
    }

    private static string Why(Section section) =>
        section.HowToGet is { Length: > 0 } way ? $"{section.Problem}\n  {way}" : section.Problem ?? $"could not be read: {section.Command}";

    private static ListNeed ListOf(SubjectKind kind, string? scope) => kind switch
    {
        SubjectKind.Service => Needs.Services(scope),
        SubjectKind.Pod => Needs.Pods(scope),
        _ => Needs.Nodes(),
    };

    private static string Plural(SubjectKind kind) => kind switch
    {
        SubjectKind.Service => "services",
        SubjectKind.Pod => "pods",
        _ => "nodes",
    };
}
