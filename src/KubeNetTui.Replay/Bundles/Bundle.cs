using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// A bundle in memory: read from a folder (<see cref="FromFolder"/>) or put together in code:
/// <code>
/// var bundle = new Bundle { Name = "shop" };
/// bundle.Add("pods", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "web-1", ["namespace"] = "shop" } });
/// bundle.AddNodeSection("node-a", "hairpin", "1\n");
/// bundle.AddLog("shop", "web-1", "web", "2026-01-01T00:00:00Z ready\n");
/// </code>
/// Filled by one thread, then read by many.
/// </summary>
public sealed class Bundle : IBundle, IProbedBundle
{
    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _raw = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Resource, string? Namespace), string> _missing = [];
    private readonly HashSet<(string Resource, string Namespace)> _partial = [];
    private readonly Dictionary<string, ResourceKind> _extraKinds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Section), string> _nodeSections = [];
    private readonly Dictionary<(string Namespace, string Pod, string Section), string> _podSections = [];
    private readonly Dictionary<(string Namespace, string Pod, string Container, bool Previous), string> _logs = [];

    public string Name { get; set; } = "bundle";

    public string ServerVersion { get; set; } = "v1.33.0";

    public long ResourceVersion { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset? Taken { get; set; }

    /// <summary>The moment that it shows: when it was taken, or else the last heartbeat or event in it; null: nothing in it has a time.</summary>
    public DateTimeOffset? Moment => Taken ?? BundleMoment.Latest(this);

    public IReadOnlyCollection<string> Resources => _objects.Keys;

    public IReadOnlyCollection<ResourceKind> ExtraKinds => _extraKinds.Values;

    /// <summary>Reads <c>api/</c>, <c>nodes/</c>, <c>pods/</c> and <c>bundle.yaml</c> under <paramref name="path"/>.</summary>
    /// <exception cref="BundleException">The folder is missing, or a file in it is not what its name says.</exception>
    public static Bundle FromFolder(string path) => BundleFolder.Read(path);

    /// <summary>Reads the same from a <c>.tgz</c>.</summary>
    /// <param name="mostBytes">Unpacked: an archive with more in it is refused.</param>
    /// <exception cref="BundleException">It is damaged, too large, or tries to write elsewhere.</exception>
    public static Bundle FromArchive(string path, long mostBytes = 4L << 30) => BundleArchive.Read(path, mostBytes);

    public IReadOnlyList<ReadOnlyMemory<byte>> Objects(string resource) =>
        _objects.TryGetValue(resource, out var objects) ? objects : [];

    public string? NodeSection(string node, string section) => _nodeSections.GetValueOrDefault((node, section));

    public string? PodSection(string @namespace, string pod, string section) =>
        _podSections.GetValueOrDefault((@namespace, pod, section));

    /// <summary>None: probes that were made when it was taken are sections.</summary>
    public string? ProbeFromNode(string node, ProbeQuestion question) => null;

    /// <inheritdoc cref="ProbeFromNode"/>
    public string? ProbeFromPod(string @namespace, string pod, ProbeQuestion question) => null;

    /// <inheritdoc/>
    public Func<Stream, CancellationToken, Task>? Listener(string @namespace, string pod, int port) => new ForwardedAnswers(PodSectionsOf(@namespace, pod), port).Listener();

    /// <summary>DNS questions through a port-forward to this port were asked when the bundle was taken.</summary>
    internal bool HasForwarded(string @namespace, string pod, int port) => new ForwardedAnswers(PodSectionsOf(@namespace, pod), port).Any;

    public string? Raw(string pathAndQuery) => _raw.GetValueOrDefault(RawName(pathAndQuery));

    public string? WhyNotTaken(string resource, string @namespace)
    {
        if (_missing.TryGetValue((resource, null), out var why) || (@namespace.Length > 0 && _missing.TryGetValue((resource, @namespace), out why)))
        {
            return why;
        }

        return !_objects.ContainsKey(resource) ? "it was not taken"
            : !_partial.Any(p => p.Resource == resource) || _partial.Contains((resource, @namespace)) ? null
            : "it was taken of " + string.Join(", ", _partial.Where(p => p.Resource == resource).Select(p => p.Namespace).Order(StringComparer.Ordinal)) + " only";
    }

    public string? Log(string @namespace, string pod, string container, bool previous) =>
        _logs.GetValueOrDefault((@namespace, pod, container, previous));

    /// <param name="resource"><c>pods</c>, <c>deployments.apps</c>, <c>widgets.example.com</c>.</param>
    /// <param name="item">What is not given of uid, creationTimestamp and resourceVersion is filled in by the server.</param>
    public void Add(string resource, JsonObject item) => Add(resource, JsonBytes.From(item));

    /// <summary>As <see cref="Add(string, JsonObject)"/>, without a tree: for very many objects.</summary>
    public void Add(string resource, ReadOnlyMemory<byte> utf8Json) => ListOf(resource).Add(utf8Json);

    /// <summary>Names a kind that may have no object yet, so that it counts as read and empty.</summary>
    public void AddKind(string resource) => ListOf(resource);

    /// <summary>A kind that is neither built in nor described by a CustomResourceDefinition of the bundle.</summary>
    public void AddKind(ResourceKind kind)
    {
        _extraKinds[kind.QualifiedName] = kind;
        ListOf(kind.QualifiedName);
    }

    public void AddNodeSection(string node, string section, string text) => _nodeSections[(node, section)] = text;

    public void AddPodSection(string @namespace, string pod, string section, string text) =>
        _podSections[(@namespace, pod, section)] = text;

    /// <param name="text">Lines; each may start with an RFC 3339 time and a space, as <c>kubectl logs --timestamps</c> writes it.</param>
    public void AddLog(string @namespace, string pod, string container, string text, bool previous = false) =>
        _logs[(@namespace, pod, container, previous)] = text;

    /// <param name="name">As <see cref="RawName"/> makes it.</param>
    /// <param name="text"><c>HTTP STATUS</c> on the first line, then the answer.</param>
    public void AddRaw(string name, string text) => _raw[name] = text;

    /// <summary>A kind (<c>secrets</c>, <c>networkpolicies.networking.k8s.io</c>) that could not be taken, in one namespace or (null) at all.</summary>
    public void AddMissing(string resource, string? @namespace, string why) => _missing[(resource, @namespace)] = why;

    /// <summary>A kind of which only some namespaces were taken; called for each of them.</summary>
    public void AddPartial(string resource, string @namespace) => _partial.Add((resource, @namespace));

    /// <summary>A path as a file is named: <c>/livez?verbose</c> is <c>livez_verbose</c>.</summary>
    public static string RawName(string pathAndQuery) =>
        string.Concat(pathAndQuery.TrimStart('/').Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));

    private IEnumerable<KeyValuePair<string, string>> PodSectionsOf(string ns, string pod) =>
        _podSections.Where(s => s.Key.Namespace == ns && s.Key.Pod == pod).Select(s => KeyValuePair.Create(s.Key.Section, s.Value));

    private List<ReadOnlyMemory<byte>> ListOf(string resource)
    {
        if (!_objects.TryGetValue(resource, out var list))
        {
            _objects[resource] = list = [];
        }

        return list;
    }
}
