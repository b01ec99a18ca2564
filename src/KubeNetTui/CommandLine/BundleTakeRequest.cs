namespace KubeNetTui.CommandLine;

/// <summary>What <c>kubenettui bundle take</c> was asked for.</summary>
internal sealed record BundleTakeRequest
{
    /// <summary>Of what.</summary>
    public required CheckRequest Check { get; init; }

    public required string Path { get; init; }

    public bool Redact { get; init; }

    public bool ConfigMaps { get; init; }

    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>In the person's words.</summary>
    public string Scope => Check switch
    {
        { Everything: true } => "-A",
        { Subjects.Count: > 0 } => string.Join(' ', Check.Subjects),
        _ => $"-n {Check.Namespace}",
    };

    /// <exception cref="UsageException">The words contradict each other, or the file can't be written; before the first request.</exception>
    public void Validate()
    {
        foreach (string subject in Check.Subjects)
        {
            SubjectText.Parse(subject, Check.Namespace ?? "");
        }

        switch (Check)
        {
            case { Subjects: [], Everything: false, Namespace: null }:
                throw new UsageException("a bundle of what? Name a subject (service/web, pod/x, node/y), a namespace (-n NS), or everything (-A)", help: true);
            case { Subjects: [_, ..], Everything: true }:
                throw new UsageException("-A takes everything: leave out the subjects, or leave out -A", help: true);
            case { Everything: true, Namespace: not null }:
                throw new UsageException("-A and -n contradict each other: -n NS alone takes that namespace", help: true);
        }

        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) is not { } folder || !Directory.Exists(folder) || Directory.Exists(Path))
        {
            throw new UsageException($"{Path} can't be written: name a file in a folder that is there");
        }
    }
}
