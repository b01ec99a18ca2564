using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Replay;

/// <summary>What listens where when all is well: the programs in the pods, the kubelets, the API server, the world outside.</summary>
internal sealed class LabWorkloads(LabKernel kernel, LabServers servers, LabControllers cluster)
{
    /// <summary>A body that, with its header, fills one segment of an MTU of 1500 but for a few bytes.</summary>
    private const int LargeBody = 1340;

    private readonly LabDns _dns = new(cluster);

    public void StartAll(IReadOnlyList<LabPod> pods, int apiPort)
    {
        foreach (var pod in pods)
        {
            Start(pod);
        }

        foreach (var node in LabPlan.Nodes)
        {
            StartKubelet(node);
        }

        servers.ServeTcp(kernel.Underlay, LabPlan.ControlPlane, 6443, (stream, stop) => RelayAsync(stream, apiPort, stop));
        StartOutside();
        StartUpstream();
    }

    /// <param name="address">Where its main port listens; another one than all addresses is a fault.</param>
    public void Start(LabPod pod, string address = "0.0.0.0")
    {
        var space = kernel.Pod(pod);
        switch (pod.App)
        {
            case "coredns":
                _dns.Serve(servers, space);
                break;
            case "echo":
                servers.ServeUdp(space, address, PortOf(pod), (_, _) => Task.FromResult<byte[]?>(System.Text.Encoding.ASCII.GetBytes(pod.Name)));
                break;
            default:
                servers.ServeHttp(space, address, PortOf(pod), path => path switch
                {
                    "/large" => pod.Name + " " + new string('.', LargeBody - pod.Name.Length - 1),
                    _ => pod.Name + "\n",
                });
                break;
        }
    }

    public void Stop(LabPod pod) => servers.Stop(kernel.Pod(pod), PortOf(pod));

    public static int PortOf(LabPod pod) => LabPlan.Apps.First(a => a.Name == pod.App).Port.Port;

    public void StartUpstream() => LabDns.ServeUpstream(servers, kernel.Underlay);

    public void StopUpstream() => servers.Stop(kernel.Underlay, 53);

    private void StartOutside()
    {
        servers.ServeHttp(kernel.Underlay, LabPlan.Website, 80, _ => "outside\n");
        servers.ServeHttps(kernel.Underlay, LabPlan.Website, 443, _ => "outside\n");
    }

    private void StartKubelet(LabNode node)
    {
        string? Answer(string path) => path switch
        {
            "/healthz" or "/healthz/" => "ok",
            "/configz" => LabConfig.Configz(node),
            _ => null,
        };
        servers.ServeHttps(kernel.Node(node), "0.0.0.0", 10250, Answer);
        servers.ServeHttp(kernel.Node(node), "127.0.0.1", 10248, Answer);
    }

    /// <summary>The API server listens on the machine's loopback; pods find it beside the nodes.</summary>
    private static async Task RelayAsync(Stream near, int port, CancellationToken stop)
    {
        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, port, stop).ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var stream = far.GetStream();
        await Task.WhenAny(near.CopyToAsync(stream, ending.Token), stream.CopyToAsync(near, ending.Token)).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
    }
}
