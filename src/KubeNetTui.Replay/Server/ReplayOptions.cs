namespace KubeNetTui.Replay;

/// <summary>How a replayed cluster is served.</summary>
public sealed record ReplayOptions
{
    /// <summary>TCP port on loopback; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Bearer token that requests must carry; null: a random one.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// The server's <see cref="ReplayServer.Url"/> is HTTPS. Its port takes both in any case; the kubeconfig always says HTTPS, since
    /// kubectl sends no token over plain HTTP.
    /// </summary>
    public bool Tls { get; init; }

    /// <summary>Who the token's holder is.</summary>
    public User User { get; init; } = new("replay", ["system:masters", "system:authenticated"]);

    public AccessPolicy Access { get; init; } = AccessPolicy.AllowAll;

    /// <summary>What logs, commands and connections answer; null: from the bundle.</summary>
    public IPodRuntime? Runtime { get; init; }

    /// <summary>What is behind <c>nodes/NAME/proxy</c>; null: the bundle's sections.</summary>
    public INodeProxy? NodeProxy { get; init; }

    /// <summary>What "now" is for ages and new objects.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Changes kept for watches that resume; an older resourceVersion is answered 410.</summary>
    public int HistoryLength { get; init; } = 4096;

    /// <summary>How often watches that allow it get a bookmark.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What the bundle does not have is refused with the reason, in place of an empty list: nobody may take for absent what was never
    /// taken. For bundles of real clusters.
    /// </summary>
    public bool OnlyTaken { get; init; }

    /// <summary>Name of cluster and context in the kubeconfig; null: the bundle's.</summary>
    public string? ContextName { get; init; }

    /// <summary>Namespace of the context in the kubeconfig; null: none set.</summary>
    public string? Namespace { get; init; }
}
