using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>All that faults act upon: the kernel's side, the programs, the API's objects.</summary>
internal sealed class LabWorld(
    LabKernel kernel, IReadOnlyList<LabPod> pods, IReadOnlyDictionary<string, LabProxy> proxies, LabWorkloads workloads, ObjectStore store,
    LabControllers controllers, LabMatrix matrix, LabOptions options) : IDisposable
{
    private readonly List<(LabPod Pod, JsonObject Item)> _hidden = [];

    public IReadOnlyList<LabPod> Pods => pods;

    public LabWorkloads Workloads => workloads;

    public ObjectStore Store => store;

    public LabProxyMode ProxyMode => options.Proxy;

    public LabSpace Underlay => kernel.Underlay;

    public LabSpace Node(string name) => kernel.Node(name);

    public LabSpace Space(LabPod pod) => kernel.Pod(pod);

    public LabProxy Proxy(string node) => proxies[node];

    public LabPod Pod(string app, string node) => pods.First(p => p.App == app && p.Node.Name == node);

    /// <summary>Slices after pods and services, rules after slices; nothing is written where nothing has changed.</summary>
    /// <param name="anyway">Rules that somebody took away come back, too.</param>
    public async Task SyncAsync(CancellationToken cancellation, bool anyway = false)
    {
        controllers.Publish();
        var ports = controllers.Ports();
        await Task.WhenAll(proxies.Values.Select(p => p.SyncAsync(ports, anyway, cancellation))).ConfigureAwait(false);
    }

    /// <summary>As the API has it now.</summary>
    public string Address(LabPod pod) => PodView.Ip(store.Get("pods", pod.Namespace, pod.Name)!)!;

    /// <summary>The pod's address in the kernel and in the API; what had come with the old one (routes) goes and comes back.</summary>
    public async Task ReplaceAddressAsync(LabPod pod, string address, CancellationToken cancellation)
    {
        await Space(pod).IpAsync(
            ["addr flush dev eth0", $"addr add {address}/24 dev eth0", $"route replace default via {pod.Node.Gateway}"], cancellation).ConfigureAwait(false);
        store.Modify("pods", pod.Namespace, pod.Name, p =>
        {
            p["status"]!["podIP"] = address;
            p["status"]!["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
        });
    }

    /// <summary>Takes a pod out of the API; <see cref="Restore"/> brings it back as it was.</summary>
    public void Hide(LabPod pod)
    {
        _hidden.Add((pod, store.Get("pods", pod.Namespace, pod.Name)!));
        store.Delete("pods", pod.Namespace, pod.Name);
    }

    public IReadOnlyList<LabPod> Restore()
    {
        var back = _hidden.Select(h => h.Pod).ToList();
        foreach (var (_, item) in _hidden)
        {
            store.Create("pods", item);
        }

        _hidden.Clear();
        return back;
    }

    /// <summary>The endpoint that the client's one UDP socket is connected to.</summary>
    public async Task<LabPod> FlowEndpointAsync(CancellationToken cancellation)
    {
        var flow = await matrix.FlowAsync(Pod("client", "node-a"), cancellation).ConfigureAwait(false);
        return pods.FirstOrDefault(p => p.Name == flow.Detail) ?? throw new LabException($"{flow.Name}: {flow.Detail}");
    }

    /// <summary>What nodes and pods there know of each other's MAC addresses.</summary>
    public async Task ForgetNeighboursAsync(string node, CancellationToken cancellation)
    {
        await Node(node).IpAsync(["neigh flush dev cni0"], cancellation).ConfigureAwait(false);
        foreach (var pod in pods.Where(p => p.Node.Name == node))
        {
            await Space(pod).IpAsync(["neigh flush dev eth0"], cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The service's ports as kube-proxy sees them now.</summary>
    public IReadOnlyList<ProxyPort> Ports() => controllers.Ports();

    public async Task SetUpNodeAsync(LabNode node, CancellationToken cancellation)
    {
        var space = kernel.Node(node);
        await space.SetAsync("/etc/cni/net.d/10-lab.conflist", LabConfig.Cni(node), cancellation).ConfigureAwait(false);
        await space.ShellAsync("for p in bridge host-local loopback portmap; do printf '#!/bin/sh\\nexit 0\\n' > /opt/cni/bin/$p; chmod 755 /opt/cni/bin/$p; done",
            cancellation).ConfigureAwait(false);
        await WriteAddressesAsync(node, cancellation).ConfigureAwait(false);
        await proxies[node.Name].WriteBaseAsync(cancellation).ConfigureAwait(false);
        await proxies[node.Name].StartAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The store of the host-local plugin: a file an address, with the container's id and interface.</summary>
    public Task WriteAddressesAsync(LabNode node, CancellationToken cancellation)
    {
        var here = pods.Where(p => p.Node == node).ToList();
        var lines = here.Select(p => $"printf '%s\\r\\neth0' {LabCgroups.ContainerId(p)} > {p.Address}");
        return kernel.Node(node).ShellAsync(
            $"cd /var/lib/cni/networks/lab; rm -f -- *; : > lock; {string.Join("; ", lines)}; printf '%s' {node.PodAddress(here.Count + 1)} > last_reserved_ip.0",
            cancellation);
    }

    public void Dispose()
    {
        foreach (var proxy in proxies.Values)
        {
            proxy.Dispose();
        }
    }
}
