namespace KubeNetTui.Collect;

/// <summary>What goes into a bundle, and how much of it.</summary>
public sealed record BundleOptions
{
    /// <summary>Contents of all files together, before compression; what would go beyond it is left out and named in <c>bundle.yaml</c>.</summary>
    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>Names, addresses and label values replaced, the same for the same within one bundle.</summary>
    public bool Redact { get; init; }

    /// <summary>All ConfigMaps, not only those that say how the network is set up.</summary>
    public bool ConfigMaps { get; init; }

    /// <summary>Lines of a log, from its end.</summary>
    public int LogLines { get; init; } = 2000;

    /// <summary>The program that takes it, for <c>bundle.yaml</c>.</summary>
    public string By { get; init; } = "kubenettui";
}

/// <summary>What a bundle is to hold.</summary>
public sealed record BundleRequest
{
    /// <summary>In the person's words: <c>-A</c>, <c>-n shop</c>, <c>service/shop/web</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Null: lists over all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>Nodes whose sections are read.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Pods whose sections are read.</summary>
    public IReadOnlyList<(string Namespace, string Name)> Pods { get; init; } = [];

    /// <summary>Containers whose logs are read, this instance's and the one's before.</summary>
    public IReadOnlyList<(string Namespace, string Pod, string Container)> Logs { get; init; } = [];

    /// <summary>What checks have asked for already: kept as it was answered, and the lists among it are taken too.</summary>
    public IReadOnlyCollection<Evidence.Section> Asked { get; init; } = [];

    /// <summary>What was left out on purpose, for <c>bundle.yaml</c>.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How far it is.</summary>
/// <param name="Doing"><c>pods</c>, <c>node-a ip-addr</c>.</param>
/// <param name="Bytes">Contents so far, before compression.</param>
public readonly record struct BundleProgress(string Doing, int Files, long Bytes);

/// <summary>What was taken.</summary>
/// <param name="FileBytes">The archive's length.</param>
/// <param name="Missing">What could not be had, and why; one line each.</param>
public sealed record BundleSummary(int Files, long Bytes, long FileBytes, IReadOnlyList<string> Missing);
