namespace KubeNetTui.Kubernetes;

/// <summary>What the command line may say over the kubeconfig; null: as configured.</summary>
public sealed record ConnectionOverrides
{
    /// <summary><c>--kubeconfig</c>: this file alone; else <c>KUBECONFIG</c> (a list, merged), else <c>~/.kube/config</c>, else in-cluster.</summary>
    public string? KubeConfigPath { get; init; }
    public string? Context { get; init; }
    public string? Namespace { get; init; }
    public string? ImpersonateUser { get; init; }
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>An exec plugin may ask on the terminal: sensible on the plain command line, never under a full screen.</summary>
    public bool PluginMayUseTerminal { get; init; }

    /// <summary>What an exec plugin says on stderr while it runs (a device code to type), a line a call, from any thread.</summary>
    public Action<string>? OnPluginMessage { get; init; }
}

/// <summary>A context as the contexts screen shows it. A context whose cluster or user is missing is listed, with the problem.</summary>
public sealed record KubeContext(string Name, string Cluster, string User, string? Namespace, string? Server, bool IsCurrent, string? Problem);

/// <summary>The merged configuration, as kubectl would read it.</summary>
public sealed class KubeConfig
{
    private readonly Surroundings _surroundings;
    private readonly Dictionary<string, ContextEntry> _contexts = [];
    private readonly Dictionary<string, ClusterEntry> _clusters = [];
    private readonly Dictionary<string, UserEntry> _users = [];
    private readonly List<string> _order = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _paths = [];

    private KubeConfig(Surroundings surroundings) => _surroundings = surroundings;

    /// <summary>In the order of the files.</summary>
    public IReadOnlyList<KubeContext> Contexts => [.. _order.Select(Describe)];

    /// <summary>As written, even where no such context exists.</summary>
    public string? CurrentContext { get; private set; }

    /// <summary>What was odd but not fatal, each naming file and line.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <exception cref="KubeConfigException">A file can't be read or is not a kubeconfig; says file, line and what to do.</exception>
    public static KubeConfig Load(ConnectionOverrides overrides) => Load(overrides, Surroundings.OfProcess);

    internal static KubeConfig Load(ConnectionOverrides overrides, Surroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var config = new KubeConfig(surroundings);
        if (overrides.KubeConfigPath is { Length: > 0 } single)
        {
            config.Merge(single);
        }
        else if (surroundings.Variable("KUBECONFIG") is { Length: > 0 } list)
        {
            foreach (var path in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct())
            {
                // As kubectl: a file of the list that is not there is left out.
                if (Path.Exists(path))
                {
                    config.Merge(path);
                }
                else
                {
                    config._paths.Add(path);
                    config._warnings.Add($"{path}, named by KUBECONFIG, is not there");
                }
            }
        }
        else
        {
            var standard = Path.Combine(surroundings.Home, ".kube", "config");
            if (Path.Exists(standard))
            {
                config.Merge(standard);
            }
            else
            {
                config._paths.Add(standard);
            }
        }
        return config;
    }

    /// <summary>The settings for one context (null: overrides, then current-context, then in-cluster).</summary>
    /// <exception cref="KubeConfigException">No such context (lists those there are), or a part of it is missing.</exception>
    public ConnectionSettings Resolve(ConnectionOverrides overrides, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var name = context ?? (overrides.Context is { Length: > 0 } chosen ? chosen : CurrentContext);
        if (name is null)
        {
            return InCluster.Settings(overrides, _surroundings) ?? throw new KubeConfigException(NoContext());
        }
        if (!_contexts.TryGetValue(name, out var entry))
        {
            var shown = Printable.Clean(name, 100);
            throw new KubeConfigException(context is null && overrides.Context is not { Length: > 0 }
                ? $"{Files()}: current-context is \"{shown}\", and there is no such context. {Known()}"
                : $"{Files()}: there is no context \"{shown}\". {Known()}");
        }
        return ContextResolution.Resolve(entry, _clusters, _users, overrides) with { ConfigPath = string.Join(Path.PathSeparator, _paths) };
    }

    /// <summary>As kubectl: the first file that names a thing wins, whole; the other files' entry of that name is dropped.</summary>
    private void Merge(string path)
    {
        var full = Path.GetFullPath(path);
        _paths.Add(full);
        var file = ConfigFile.Read(full, _warnings);
        CurrentContext ??= file.CurrentContext;
        foreach (var entry in file.Contexts)
        {
            if (_contexts.TryAdd(entry.Name, entry))
            {
                _order.Add(entry.Name);
            }
            else
            {
                _warnings.Add($"{entry.Place}: context \"{Printable.Clean(entry.Name, 100)}\" is in {_contexts[entry.Name].Place} already, which counts");
            }
        }
        file.Clusters.ForEach(entry => _clusters.TryAdd(entry.Name, entry));
        file.Users.ForEach(entry => _users.TryAdd(entry.Name, entry));
    }

    private KubeContext Describe(string name)
    {
        var entry = _contexts[name];
        var cluster = _clusters.GetValueOrDefault(entry.Cluster);
        return new KubeContext(
            name, entry.Cluster, entry.User, entry.Namespace, cluster?.Server, name == CurrentContext,
            ContextResolution.ProblemOf(entry, _clusters, _users));
    }

    private string NoContext() => _order.Count > 0
        ? $"{Files()}: no current-context is set. Choose one with --context. {Known()}"
        : $"No cluster is configured: {Files()} {(_paths.Any(Path.Exists) ? "holds no context" : "is not there")}. "
            + "Name a kubeconfig with --kubeconfig or KUBECONFIG, or fetch one (for AKS: az aks get-credentials).";

    private string Known() => _order.Count == 0
        ? "It holds no contexts."
        : $"Contexts there are: {string.Join(", ", _order.Take(30).Select(n => Printable.Clean(n, 100)))}{(_order.Count > 30 ? $" and {_order.Count - 30} more" : "")}.";

    private string Files() => _paths.Count == 0 ? "KUBECONFIG" : string.Join(", ", _paths);
}
