namespace KubeNetTui.Replay;

/// <summary>All that faults act upon: the kernel's side, the programs, the API's objects.</summary>
internal sealed class LabWorld(
    LabKernel kernel, IReadOnlyList<LabPod> pods, IReadOnlyDictionary<string, LabProxy> proxies, LabWorkloads workloads, ObjectStore store,
    LabControllers controllers, LabOptions options) : IDisposable
{
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
