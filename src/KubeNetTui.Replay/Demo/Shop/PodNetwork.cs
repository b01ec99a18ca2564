using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>A pod's network namespace: its veth pair, its addresses, what listens in it.</summary>
internal sealed record PodNetwork(JsonObject Pod, ShopNode Node, string Ip)
{
    public const int Mtu = 1500;

    /// <summary>Names of services whose endpoints' veths have lost hairpin mode.</summary>
    private const string HairpinOff = "stock";

    public string Uid => PodView.Uid(Pod)!;

    public string Veth => DemoId.Veth(Uid);

    /// <summary>Index of the host's end, which is the peer index of the pod's eth0. lo, eth0 and cni0 are 1, 2 and 3.</summary>
    public int HostIndex => 2 + int.Parse(Ip.AsSpan(Ip.LastIndexOf('.') + 1), CultureInfo.InvariantCulture);

    public string PodMac => DemoId.Mac(Uid + "/eth0");

    public string HostMac => DemoId.Mac(Uid + "/veth");

    public string Namespace => "cni-" + DemoId.Uid("netns/" + Uid);

    public bool Hairpin => (string?)Pod["metadata"]!["labels"]?["app"] != HairpinOff;

    public int Pid => 20_000 + DemoId.Number("pid/" + Uid, 60_000);

    public IReadOnlyList<ListeningSocket> Sockets => ListeningSocket.Of(Pod);

    /// <summary>The pods with a network namespace of their own on the node, by interface index.</summary>
    public static IReadOnlyList<PodNetwork> On(ShopNode node, IClusterView view) =>
        [.. view.List("pods").Where(pod => PodView.Node(pod) == node.Name && PodView.HasOwnNetwork(pod))
            .Select(pod => new PodNetwork(pod, node, PodView.Ip(pod)!)).OrderBy(p => p.HostIndex)];
}

/// <summary>A socket that waits for somebody.</summary>
/// <param name="Address"><c>*</c> for both families, as most servers open it.</param>
internal readonly record struct ListeningSocket(string Protocol, string Address, int Port, string Process)
{
    public static IReadOnlyList<ListeningSocket> Of(JsonObject pod)
    {
        // A process that crashes again and again is not there to listen.
        if (pod["status"]?["containerStatuses"]?[0]?["state"]?["running"] is null)
        {
            return [];
        }

        var app = (string?)pod["metadata"]!["labels"]?["app"] ?? (string?)pod["metadata"]!["labels"]?["k8s-app"] ?? "";
        var sockets = new List<ListeningSocket>();
        foreach (var container in PodView.Containers(pod))
        {
            var process = (string)container["name"]!;
            foreach (var port in container["ports"] as JsonArray ?? [])
            {
                // The fault of shop/mail: a relay that takes mail from its own pod only.
                var address = app switch { "mail" => "127.0.0.1", "db" => "0.0.0.0", _ => "*" };
                sockets.Add(new ListeningSocket(((string)port!["protocol"]!).ToLowerInvariant(), address, (int)port["containerPort"]!, process));
            }
        }

        if (app == "kube-dns")
        {
            sockets.Add(new ListeningSocket("tcp", "*", 8080, "coredns"));
            sockets.Add(new ListeningSocket("tcp", "*", 8181, "coredns"));
        }

        if ((string?)pod["metadata"]!["labels"]?["app.kubernetes.io/name"] == "ingress-nginx")
        {
            sockets.Add(new ListeningSocket("tcp", "*", 10254, "controller"));
        }

        return sockets;
    }
}
