using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>What logs and commands need to know of a pod.</summary>
internal sealed class PodReader : IDisposable
{
    private readonly JsonDocument _document;

    private PodReader(StoredObject pod)
    {
        Name = pod.Name;
        Namespace = pod.Namespace;
        _document = JsonDocument.Parse(pod.Json);
    }

    public string Name { get; }

    public string Namespace { get; }

    /// <summary>The node, when the pod uses its network; else null.</summary>
    public string? HostNode => Root.Flag("spec", "hostNetwork") ? Root.Text("spec", "nodeName") : null;

    /// <summary>"" where it has none.</summary>
    public string Node => Root.Text("spec", "nodeName");

    private JsonElement Root => _document.RootElement;

    /// <exception cref="ApiStatusException">404.</exception>
    public static PodReader Of(ObjectStore store, ResourceKind pods, string @namespace, string name) =>
        new(store.Table(pods).Find(@namespace, name) ?? throw ApiStatusException.NotFound(pods, name));

    public static PodWhereabouts? WhereaboutsOf(ObjectStore store, ResourceKind pods, string @namespace, string name)
    {
        if (store.Table(pods).Find(@namespace, name) is not { } stored)
        {
            return null;
        }

        using var pod = new PodReader(stored);
        return new PodWhereabouts(
            pod.Node, pod.Root.Text("metadata", "uid"), pod.Root.Flag("spec", "hostNetwork"),
            pod.Root.Text("status", "podIP").Length > 0 && pod.Root.Text("status", "phase") is not ("Succeeded" or "Failed"));
    }

    /// <summary>Privileged, and in the node's network or among its processes.</summary>
    public bool IsNodeShell(string container) =>
        (Root.Flag("spec", "hostNetwork") || Root.Flag("spec", "hostPID"))
        && Containers().Any(c => c.Text("name") == container && c.Flag("securityContext", "privileged"));

    /// <summary>Its process was given a terminal and reads from it.</summary>
    public bool HasTerminal(string container) => Containers().Any(c => c.Text("name") == container && c.Flag("stdin") && c.Flag("tty"));

    /// <summary>Put into the pod for debugging.</summary>
    public bool IsEphemeral(string container) => Names("ephemeralContainers").Contains(container);

    /// <exception cref="ApiStatusException">500: the pod's kubelet is not reached, in the API server's words.</exception>
    public static async Task RequireKubeletAsync(IPodRuntime runtime, ApiRequest api, CancellationToken cancellation)
    {
        if (await runtime.DialAsync(api.Namespace, api.Name, cancellation).ConfigureAwait(false) is { } problem)
        {
            throw new ApiStatusException(500, "InternalError", "error dialing backend: " + problem);
        }
    }

    public void Dispose() => _document.Dispose();

    /// <summary>The container that is meant.</summary>
    /// <exception cref="ApiStatusException">400: there is none of that name, or several and none is named.</exception>
    public string Container(string named)
    {
        var containers = Names("containers");
        var others = Names("initContainers").Concat(Names("ephemeralContainers")).ToList();
        if (named.Length > 0)
        {
            return containers.Contains(named) || others.Contains(named)
                ? named
                : throw ApiStatusException.BadRequest($"container {named} is not valid for pod {Name}");
        }

        if (Root.Text("metadata", "annotations", "kubectl.kubernetes.io/default-container") is { Length: > 0 } preferred
            && containers.Contains(preferred))
        {
            return preferred;
        }

        if (containers.Count == 1)
        {
            return containers[0];
        }

        var init = Names("initContainers");
        throw ApiStatusException.BadRequest(
            $"a container name must be specified for pod {Name}, choose one of: [{string.Join(' ', containers)}]"
            + (init.Count > 0 ? $" or one of the init containers: [{string.Join(' ', init)}]" : ""));
    }

    /// <summary>Whether the container runs now; a pod without statuses runs when its phase says so.</summary>
    public bool IsRunning(string container)
    {
        var status = Status(container);
        return status.Exists() ? status.At("state", "running").Exists() : Root.Text("status", "phase") == "Running";
    }

    /// <summary>Why the container has not started, e.g. <c>ContainerCreating</c>; "" when it has.</summary>
    public string Waiting(string container)
    {
        var status = Status(container);
        return status.Number("restartCount") > 0 ? "" : status.Text("state", "waiting", "reason");
    }

    private JsonElement Status(string container) =>
        ((string[])["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"])
            .SelectMany(list => Root.Items("status", list))
            .FirstOrDefault(status => status.Text("name") == container);

    private IEnumerable<JsonElement> Containers() =>
        ((string[])["containers", "initContainers", "ephemeralContainers"]).SelectMany(list => Root.Items("spec", list));

    private List<string> Names(string list) => [.. Root.Items("spec", list).Select(container => container.Text("name"))];
}
