using System.Diagnostics;

namespace KubeNetTui.Replay;

/// <summary>
/// Everything of a lab that the kernel holds: namespaces, bridges, veths, routes. Held alone by the processes that it starts, so all of
/// it is gone when they are; nothing has a name on the machine but a folder to mount on and, for a time, cgroups.
/// </summary>
internal sealed class LabKernel : IAsyncDisposable
{
    private readonly string _lab;
    private readonly string _folder;
    private readonly List<Process> _processes = [];
    private readonly Dictionary<string, LabSpace> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabSpace> _pods = new(StringComparer.Ordinal);

    private LabKernel(string lab, string folder) => (_lab, _folder) = (lab, folder);

    /// <summary>Where the API server, the way out and the outside are: a namespace with the bridge between the nodes.</summary>
    public LabSpace Underlay { get; private set; } = null!;

    public LabSpace Node(string name) => _nodes[name];

    public LabSpace Node(LabNode node) => _nodes[node.Name];

    public LabSpace Pod(LabPod pod) => _pods[pod.Key];

    /// <summary>The pod by its namespace and name, or null.</summary>
    public LabSpace? FindPod(string ns, string name) => _pods.GetValueOrDefault($"{ns}/{name}");

    /// <param name="lab">The lab's id: in the environment of all its processes.</param>
    public static async Task<LabKernel> StartAsync(string lab, string folder, IReadOnlyList<LabPod> pods, CancellationToken cancellation)
    {
        var kernel = new LabKernel(lab, folder);
        try
        {
            await Task.WhenAll(
                [kernel.BootAsync("underlay", [], cancellation), .. LabPlan.Nodes.Select(n =>
                    kernel.BootAsync(n.Name, [.. pods.Where(p => p.Node == n)], cancellation))]).ConfigureAwait(false);
            await kernel.WireAsync(pods, cancellation).ConfigureAwait(false);
            LabCgroups.Put(lab, pods.Select(p => (p, kernel.Pod(p).Process)));
            return kernel;
        }
        catch
        {
            await kernel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            Tool.End(process);
        }

        await LabLeftovers.EndProcessesAsync(_lab).ConfigureAwait(false);
        foreach (var process in _processes)
        {
            process.Dispose();
        }

        LabCgroups.Remove(_lab);
    }

    /// <summary>The lines for one pod's cable on its node; also what mends a cable that a fault took away.</summary>
    public static IEnumerable<string> CableLines(LabPod pod, LabSpace space) =>
    [
        $"link add {pod.Veth} mtu {LabPlan.Mtu} type veth peer name eth0 mtu {LabPlan.Mtu} netns {space.Process}",
        $"link set {pod.Veth} master cni0 up",
        $"link set dev {pod.Veth} type bridge_slave hairpin on",
    ];

    private async Task BootAsync(string name, IReadOnlyList<LabPod> pods, CancellationToken cancellation)
    {
        var root = Path.Combine(_folder, Lab.RootFolder, name);
        Directory.CreateDirectory(root);
        var start = Tool.Start(_lab, "unshare",
            ["--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--kill-child=KILL", "--propagation", "private", "/bin/sh", "-c", BootScripts.Node]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["LAB_ROOT"] = root;
        start.Environment["LAB_NAME"] = name;
        start.Environment["LAB_RESOLV"] = LabPlan.NodeResolv;
        start.Environment["LAB_PODS"] = string.Join(' ', pods.Select(p => p.Key));
        start.Environment["LAB_POD"] = BootScripts.Pod;
        start.Environment["LAB_POD_RESOLV"] = LabPlan.PodResolv;
        var process = Tool.Launch(start);
        lock (_processes)
        {
            _processes.Add(process);
        }

        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false) is { } line)
        {
            switch (line.Split(' '))
            {
                case ["node", var id]:
                    Booted(name, new LabSpace(_lab, name, int.Parse(id)));
                    break;
                case ["pod", var key, var id]:
                    lock (_pods)
                    {
                        _pods[key] = new LabSpace(_lab, key, int.Parse(id));
                    }

                    break;
                case ["ready"]:
                    return;
            }
        }

        throw new LabException($"{name} did not start: {(await errors.ConfigureAwait(false)).Trim()}");
    }

    private void Booted(string name, LabSpace space)
    {
        if (name == "underlay")
        {
            Underlay = space;
            return;
        }

        lock (_nodes)
        {
            _nodes[name] = space;
        }
    }

    private async Task WireAsync(IReadOnlyList<LabPod> pods, CancellationToken cancellation)
    {
        await Underlay.IpAsync(
            [
                "link add underlay type bridge",
                $"addr add {LabPlan.ControlPlane}/24 dev underlay",
                "link set underlay up",
                $"addr add {LabPlan.Website}/32 dev lo",
                $"addr add {LabPlan.Upstream}/32 dev lo",
                .. LabPlan.Nodes.SelectMany(n => (string[])
                [
                    $"link add {n.Name} mtu {LabPlan.Mtu} type veth peer name eth0 mtu {LabPlan.Mtu} netns {Node(n).Process}",
                    $"link set {n.Name} master underlay up",
                ]),
            ],
            cancellation).ConfigureAwait(false);
        await Task.WhenAll(LabPlan.Nodes.Select(n => WireNodeAsync(n, [.. pods.Where(p => p.Node == n)], cancellation))).ConfigureAwait(false);
    }

    private async Task WireNodeAsync(LabNode node, IReadOnlyList<LabPod> pods, CancellationToken cancellation)
    {
        await Node(node).ShellAsync(
            "for f in net/ipv4/ip_forward net/bridge/bridge-nf-call-iptables net/bridge/bridge-nf-call-ip6tables; do "
            + "[ -e /proc/sys/$f ] || { echo \"/proc/sys/$f is not there: the kernel has no br_netfilter\" >&2; exit 1; }; "
            + "echo 1 > /proc/sys/$f; done", cancellation).ConfigureAwait(false);
        await Node(node).IpAsync(
            [
                $"addr add {node.Address}/24 dev eth0",
                "link set eth0 up",
                $"route add default via {LabPlan.ControlPlane}",
                .. LabPlan.Nodes.Where(n => n != node).Select(n => $"route add {n.PodCidr} via {n.Address} dev eth0"),
                // As the CNI plugin does it: an address of its own, else the bridge takes that of the lowest port, and another when that goes.
                $"link add cni0 mtu {LabPlan.Mtu} address 0a:58:0a:f4:0{node.Number}:01 type bridge",
                $"addr add {node.Gateway}/24 dev cni0",
                "link set cni0 up",
                .. pods.SelectMany(p => CableLines(p, Pod(p))),
            ],
            cancellation).ConfigureAwait(false);
        await Task.WhenAll(pods.Select(p => Pod(p).IpAsync(PodLines(p), cancellation))).ConfigureAwait(false);
    }

    /// <summary>What the CNI plugin does inside the pod.</summary>
    public static IEnumerable<string> PodLines(LabPod pod) =>
    [
        $"addr add {pod.Address}/24 dev eth0",
        "link set eth0 up",
        $"route add default via {pod.Node.Gateway}",
    ];
}
