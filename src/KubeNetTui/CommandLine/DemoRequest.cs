using KubeNetTui.Replay;

namespace KubeNetTui.CommandLine;

internal sealed record DemoRequest
{
    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Null: the shop.</summary>
    public SizeOptions? Size { get; init; }

    public bool Still { get; init; }

    /// <summary>Watch events a second, of a cluster by size; 0: it stands still.</summary>
    public int Churn { get; init; }

    /// <summary>Log lines a second, of the pods of a cluster's first service; 0: none.</summary>
    public int Chatter { get; init; }

    /// <summary>Written, only for its owner, when the server listens; null: no file.</summary>
    public string? KubeConfigPath { get; init; }
}
