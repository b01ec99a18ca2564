using KubeNetTui.Checks;

namespace KubeNetTui.CommandLine;

internal enum ReportFormat
{
    Text,
    Json,
    JUnit,
    Markdown,
}

/// <summary>What <c>kubenettui check</c> was asked for.</summary>
internal sealed record CheckRequest
{
    /// <summary>As typed; empty: everything of <see cref="Namespace"/>, or of the cluster.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>With <c>-A</c>: the cluster, and every service, pod and node.</summary>
    public bool Everything { get; init; }

    /// <summary>Of the command line; null: the context's.</summary>
    public string? Namespace { get; init; }

    public ReportFormat Format { get; init; }

    /// <summary>Ids to run; null: all that fit.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>How nodes are asked.</summary>
    public Footprint.NodeShellChoice Nodes { get; init; } = new();

    /// <summary>The least verdict that makes the exit status 1.</summary>
    public Verdict FailOn { get; init; } = Verdict.Fail;
}
