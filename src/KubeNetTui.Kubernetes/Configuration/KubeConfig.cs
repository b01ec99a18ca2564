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
    private string? _currentFile;

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

    /// <summary>Plans another name for a context; as the current one it is named anew too.</summary>
    /// <exception cref="KubeConfigException">There is none of that name, the new one is taken or none, or its file is none that could be changed in place.</exception>
    public KubeConfigChange Rename(string context, string to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (to.Trim().Length == 0 || to.Any(char.IsControl))
        {
            throw new KubeConfigException("a context needs a name, without control characters");
        }

        if (_contexts.ContainsKey(to))
        {
            throw new KubeConfigException($"there is a context \"{Printable.Clean(to, 100)}\" already");
        }

        return Change(context, to, (places, isIn, isCurrent) => places.Renamed(context, to, isIn, isCurrent));
    }

    /// <summary>Plans to take a context out; its cluster and user stay, as with kubectl. Where it is the current one, none is current then.</summary>
    /// <exception cref="KubeConfigException">There is none of that name, or its file is none that could be changed in place.</exception>
    public KubeConfigChange Remove(string context) =>
        Change(context, null, (places, isIn, isCurrent) => places.Removed(context, isIn, isCurrent));

    private KubeConfigChange Change(string context, string? to, Func<ContextPlaces, bool, bool, string> edit)
    {
        if (!_contexts.TryGetValue(context, out var entry))
        {
            throw new KubeConfigException($"{Files()}: there is no context \"{Printable.Clean(context, 100)}\". {Known()}");
        }

        List<ChangedFile> files = [];
        var current = CurrentContext == context ? _currentFile : null;
        foreach (var path in new[] { entry.Place.File, current }.OfType<string>().Distinct())
        {
            try
            {
                var before = File.ReadAllText(path);
                var after = edit(ContextPlaces.Of(before), path == entry.Place.File, path == current);
                Verify(path, before, after, path == entry.Place.File ? context : null, to);
                files.Add(new ChangedFile(path, before, after));
            }
            catch (Exception wrong) when (wrong is YamlDotNet.Core.YamlException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                throw new KubeConfigException($"{path} can't be changed in place: {Printable.Clean(wrong.Message, 200)}. Edit it by hand.", wrong);
            }
        }

        return new KubeConfigChange(files);
    }

    /// <summary>Read again, the changed text must differ in that one context alone: what was written by hand has shapes that nobody thought of.</summary>
    private static void Verify(string path, string before, string after, string? context, string? to)
    {
        ConfigFile was = ConfigFile.Parse(path, before, []), next = ConfigFile.Parse(path, after, []);
        List<string> wanted = [.. was.Contexts.Select(c => c.Name == context ? to : c.Name).OfType<string>()];
        var isSame = next.Contexts.Select(c => c.Name).SequenceEqual(wanted)
            && next.Contexts.All(c => was.Contexts.Any(o => (o.Name == c.Name || c.Name == to) && (o.Cluster, o.User, o.Namespace) == (c.Cluster, c.User, c.Namespace)))
            && next.Clusters.Select(c => (c.Name, c.Server)).SequenceEqual(was.Clusters.Select(c => (c.Name, c.Server)))
            && next.Users.Select(u => (u.Name, u.Token)).SequenceEqual(was.Users.Select(u => (u.Name, u.Token)));
        if (!isSame)
        {
            throw new KubeConfigException($"{path} can't be changed in place without touching something else. Edit it by hand.");
        }
    }

    /// <summary>As kubectl: the first file that names a thing wins, whole; the other files' entry of that name is dropped.</summary>
    private void Merge(string path)
    {
        var full = Path.GetFullPath(path);
        _paths.Add(full);
        var file = ConfigFile.Read(full, _warnings);
        _currentFile ??= file.CurrentContext is null ? null : full;
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
