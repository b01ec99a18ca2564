using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Replay;

/// <summary>Who is asked by whom: each way that traffic takes in a cluster, at least once. All at the same time.</summary>
internal sealed class LabMatrix(LabKernel kernel, IReadOnlyList<LabPod> pods, ObjectStore store) : IDisposable
{
    /// <summary>With two endpoints one is missed once in 16 million runs, with three once in 17,000.</summary>
    private const int ManyTries = 24;

    private const int FlowPort = 40_000;
    private const string InternalName = "web.shop.svc.cluster.local";

    private Socket? _flow;

    public void Dispose() => _flow?.Dispose();

    public Task<LabProbeResult[]> RunAsync(CancellationToken cancellation) => Task.WhenAll(All(cancellation));

    private IEnumerable<Task<LabProbeResult>> All(CancellationToken cancellation)
    {
        var client = Pod("client", "node-a");
        var ledger = Pod("ledger", "node-b");
        var webs = pods.Where(p => p.App == "web").ToList();

        // Pod to pod, the service left out.
        foreach (var from in webs.Append(client))
        {
            foreach (var to in webs.Where(w => w != from))
            {
                yield return ToPod(from, to, cancellation);
            }
        }

        foreach (var to in pods.Where(p => p.App is "api" or "ledger"))
        {
            yield return ToPod(client, to, cancellation);
        }

        yield return ToPod(Pod("web", "node-b"), ledger, cancellation);
        yield return Tcp("client, a large answer", "ledger", kernel.Pod(client), Address(ledger), LabWorkloads.PortOf(ledger), [ledger], 1, cancellation, "/large");

        // Pod to service, and to itself through its service.
        foreach (var from in webs)
        {
            yield return ToService(from.Alias, kernel.Pod(from), "web", "10.96.0.80", 80, cancellation);
            yield return ToService(from.Alias, kernel.Pod(from), "ledger", "10.96.0.91", 9100, cancellation);
        }

        yield return ToService(client.Alias, kernel.Pod(client), "ledger", "10.96.0.91", 9100, cancellation);
        yield return ToService(client.Alias, kernel.Pod(client), "api", "10.96.0.90", 9000, cancellation);
        yield return ToService("ledger itself", kernel.Pod(ledger), "ledger", "10.96.0.91", 9100, cancellation);

        foreach (var node in LabPlan.Nodes)
        {
            foreach (var probe in OfNode(node, cancellation))
            {
                yield return probe;
            }
        }

        // UDP: from ports anew, and from one that stays the same.
        yield return EchoAsync(client, cancellation);
        yield return FlowAsync(client, cancellation);
        foreach (var dns in pods.Where(p => p.App == "coredns"))
        {
            yield return LabProber.DnsAsync($"{client.Alias} → DNS replica {dns.Alias}", kernel.Pod(client), Address(dns), InternalName, 1, cancellation);
        }
    }

    private IEnumerable<Task<LabProbeResult>> OfNode(LabNode node, CancellationToken cancellation)
    {
        var space = kernel.Node(node);
        var web = Pod("web", node.Name);
        yield return Tcp(node.Name, web.Alias, space, Address(web), 8080, [web], 1, cancellation);
        yield return ToService(node.Name, space, "web", "10.96.0.80", 80, cancellation);
        yield return ToService(node.Name, space, "ledger", "10.96.0.91", 9100, cancellation);
        yield return LabProber.TcpAsync($"API server → kubelet of {node.Name}", kernel.Underlay, node.Address, 10250, null, ["connected"], 1, cancellation);
        yield return Tcp("outside", $"node port of {node.Name}", kernel.Underlay, node.Address, LabPlan.NodePort, [.. pods.Where(p => p.App == "api")], ManyTries, cancellation);
        yield return LabProber.TcpAsync($"{web.Alias} → outside", kernel.Pod(web), LabPlan.Website, 80, "/", ["outside"], 1, cancellation);
        yield return LabProber.TcpAsync($"{web.Alias} → API server", kernel.Pod(web), "10.96.0.1", 443, null, ["connected"], 1, cancellation);
        yield return LookUpAsync(web, "internal name", InternalName, cancellation);
        yield return LookUpAsync(web, "external name", LabPlan.WebsiteName, cancellation);
    }

    /// <summary>At the server that the pod's own resolv.conf names.</summary>
    private async Task<LabProbeResult> LookUpAsync(LabPod pod, string what, string query, CancellationToken cancellation)
    {
        var space = kernel.Pod(pod);
        var file = await File.ReadAllLinesAsync($"/proc/{space.Process}/root/etc/resolv.conf", cancellation).ConfigureAwait(false);
        var server = file.FirstOrDefault(l => l.StartsWith("nameserver ", StringComparison.Ordinal))?["nameserver ".Length..].Trim() ?? "";
        return IPAddress.TryParse(server, out _)
            ? await LabProber.DnsAsync($"{pod.Alias} → {what}", space, server, query, ManyTries, cancellation).ConfigureAwait(false)
            : new LabProbeResult($"{pod.Alias} → {what}", false, "resolv.conf names no server");
    }

    private Task<LabProbeResult> ToPod(LabPod from, LabPod to, CancellationToken cancellation) =>
        Tcp(from.Alias, to.Alias, kernel.Pod(from), Address(to), LabWorkloads.PortOf(to), [to], 1, cancellation);

    private Task<LabProbeResult> ToService(string from, LabSpace space, string service, string address, int port, CancellationToken cancellation)
    {
        var endpoints = pods.Where(p => p.App == service).ToList();
        return Tcp(from, "service " + service, space, address, port, endpoints, endpoints.Count > 1 ? ManyTries : 1, cancellation);
    }

    private static Task<LabProbeResult> Tcp(
        string from, string to, LabSpace space, string address, int port, IReadOnlyList<LabPod> expected, int tries, CancellationToken cancellation, string path = "/") =>
        LabProber.TcpAsync($"{from} → {to}", space, address, port, path, [.. expected.Select(p => p.Name)], tries, cancellation);

    private async Task<LabProbeResult> EchoAsync(LabPod client, CancellationToken cancellation)
    {
        var sockets = kernel.Pod(client).Open(ProtocolType.Udp, ManyTries);
        try
        {
            return await LabProber.UdpAsync($"{client.Alias} → service echo (UDP)", sockets, "10.96.0.70", 7007, Echoes(), cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>A program that keeps its UDP socket: conntrack keeps its choice of endpoint with it.</summary>
    public Task<LabProbeResult> FlowAsync(LabPod client, CancellationToken cancellation)
    {
        if (_flow is null)
        {
            _flow = kernel.Pod(client).Open(ProtocolType.Udp);
            _flow.Bind(new IPEndPoint(IPAddress.Parse(client.Address), FlowPort));
        }

        return LabProber.UdpAsync($"{client.Alias} → service echo (UDP, one socket)", [_flow], "10.96.0.70", 7007, Echoes(), cancellation);
    }

    private string[] Echoes() => [.. pods.Where(p => p.App == "echo").Select(p => p.Name)];

    /// <summary>As the API has it now.</summary>
    private string Address(LabPod pod) => store.Get("pods", pod.Namespace, pod.Name) is { } item && PodView.Ip(item) is { } ip ? ip : pod.Address;

    private LabPod Pod(string app, string node) => pods.First(p => p.App == app && p.Node.Name == node);
}
