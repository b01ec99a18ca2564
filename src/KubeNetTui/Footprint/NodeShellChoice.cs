using KubeNetTui.Collect;
using KubeNetTui.Configuration;

namespace KubeNetTui.Footprint;

/// <summary>How nodes are to be asked: what the command line says, else config.yaml for the context, else the ladder.</summary>
internal sealed record NodeShellChoice
{
    /// <summary><c>auto</c>, <c>exec</c>, <c>debug</c>, <c>ssh</c>, <c>local</c> or <c>none</c>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["auto", "exec", "debug", "ssh", "local", "none"];

    /// <summary>Null: as configured.</summary>
    public string? Shell { get; init; }

    public string? SshUser { get; init; }

    public string? DebugImage { get; init; }

    /// <summary>How many nodes a check that compares nodes asks at most; null: as configured.</summary>
    public int? Nodes { get; init; }

    /// <summary><see cref="Nodes"/>, or what is usual.</summary>
    public int MostNodes => Nodes ?? 20;

    public bool NoProbes { get; init; }

    /// <summary>Debug pods are agreed to beforehand: for scripts, where nobody can be asked.</summary>
    public bool AllowsDebugPods { get; init; }

    /// <summary>Nothing is to be made in the cluster, whoever agrees: no debug pods. What is there already is asked all the same.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>What is not said here, as the settings have it.</summary>
    public NodeShellChoice Over(Settings settings) => this with
    {
        Shell = Shell ?? settings.NodeShell,
        SshUser = SshUser ?? settings.SshUser,
        DebugImage = DebugImage ?? settings.DebugImage,
        Nodes = Nodes ?? settings.Nodes,
        IsReadOnly = IsReadOnly || settings.ReadOnly,
    };

    /// <param name="consent">Asks a person; null: nobody can be asked.</param>
    public NodeShellOptions ToOptions(Func<DebugPodRequest, CancellationToken, ValueTask<bool>>? consent, IFootprint footprint)
    {
        var options = new NodeShellOptions
        {
            IsOff = Shell == "none",
            Only = Shell switch
            {
                "exec" => NodeShellKind.Exec,
                "debug" => NodeShellKind.Debug,
                "ssh" => NodeShellKind.Ssh,
                "local" => NodeShellKind.Local,
                _ => null,
            },
            Probes = !NoProbes,
            SshUser = SshUser,
            Consent = IsReadOnly ? null : consent,
            Footprint = footprint,
            DebugHint = IsReadOnly
                ? "a debug pod, which is not made in read-only mode"
                : "a debug pod: kubenettui check … --allow-debug-pods, or answer yes where it asks",
        };
        return DebugImage is { } image ? options with { DebugImage = image } : options;
    }
}
