namespace KubeNetTui.Collect;

/// <summary>Which shells may be used on nodes, and the bounds of what they are asked.</summary>
public sealed record NodeShellOptions
{
    /// <summary>No shell on any node: sections of nodes and pods are <c>NotAsked</c>.</summary>
    public bool IsOff { get; init; }

    /// <summary>Only this rung; null: the ladder, least footprint first.</summary>
    public NodeShellKind? Only { get; init; }

    /// <summary>Probes may be sent. False: their sections are <c>NotAsked</c>.</summary>
    public bool Probes { get; init; } = true;

    /// <summary>For ssh; null: as its configuration says.</summary>
    public string? SshUser { get; init; }

    /// <summary>Image of a debug pod: <c>sh</c> and <c>nsenter</c> or <c>chroot</c> do, the node's own tools are used.</summary>
    public string DebugImage { get; init; } = "docker.io/library/busybox:1.37";

    /// <summary>Where debug pods are made.</summary>
    public string DebugNamespace { get; init; } = "kube-system";

    /// <summary>Asked before a debug pod is made; null: none is ever made.</summary>
    public Func<DebugPodRequest, CancellationToken, ValueTask<bool>>? Consent { get; init; }

    /// <summary>What a person does to be asked for that consent; shown where a debug pod would have helped.</summary>
    public string DebugHint { get; init; } = "consent to a debug pod";

    /// <summary>Told what is made in the cluster before it is made, and when it is gone. Without it no debug pod is made.</summary>
    public IFootprint? Footprint { get; init; }

    /// <summary>Rungs beside the built-in ones: a cloud's run-command.</summary>
    public IReadOnlyList<INodeShellProvider> Providers { get; init; } = [];

    /// <summary>Nodes asked at the same time.</summary>
    public int ParallelNodes { get; init; } = 8;

    /// <summary>After it a section's command is ended.</summary>
    public TimeSpan SectionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After it a node is given up; sections that it has answered stay.</summary>
    public TimeSpan NodeDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of one section's output; the rest is cut. 60,000 rules of iptables are about 9 MB, and a tenth of it on the wire.</summary>
    public int SectionBytes { get; init; } = 12 << 20;

    /// <summary>Bytes of all outputs of one script together.</summary>
    public int TotalBytes { get; init; } = 32 << 20;
}

/// <summary>A debug pod that is about to be made.</summary>
/// <param name="Nodes">All nodes of this round that need one: asked once, not once a node.</param>
/// <param name="Manifest">As YAML; of the first node, the others differ in <c>nodeName</c>.</param>
public sealed record DebugPodRequest(IReadOnlyList<string> Nodes, string Manifest, string Why);
