using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>What the command line asks of the full-screen explorer.</summary>
internal sealed record ExplorerOptions
{
    public required ConnectionOverrides Overrides { get; init; }

    /// <summary>Ready when the demo server listens; null for a real cluster. The first frame does not wait for it.</summary>
    public Task<ConnectionSettings>? Demo { get; init; }

    /// <summary>How nodes are asked; what is not said here is as configured for the context.</summary>
    public Footprint.NodeShellChoice Shells { get; init; } = new();

    /// <summary>What is "now" for ages and verdicts; of a bundle the moment of its taking.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public bool ReadOnly { get; init; }
    public string? Theme { get; init; }
    public string? LogFile { get; init; }

    /// <summary>Told of each request; what fills the log file. Null: no log.</summary>
    public Action<RequestLogEntry>? RequestLog { get; init; }

    /// <summary>Told every few seconds what the program takes; what the log file has beside requests. Null: no log.</summary>
    public Action<string>? Vitals { get; init; }

    /// <summary>First command, as typed after the colon; null: pods of the context's namespace.</summary>
    public string? Command { get; init; }
}
