using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Commands that a person tries in a shell of the demo, answered from the sections; nothing runs.</summary>
internal static class ShopCommands
{
    public static void AddTo(BundleRuntime runtime, ShopBundle bundle)
    {
        void Section(string section, params string[] commands)
        {
            foreach (var command in commands)
            {
                runtime.AddCommand(command, request => bundle.PodSection(request.Namespace, request.Pod, section));
            }
        }

        Section("resolv-conf", "cat /etc/resolv.conf");
        Section("ip-addr.txt", "ip addr", "ip a", "ip address", "ip addr show");
        Section("ip-addr", "ip -j addr", "ip -j -d addr", "ip -j address");
        Section("ip-route", "ip -j route");
        Section("ip-neigh", "ip -j neigh");
        Section("ss-listen", "ss -lntu", "ss -Hlntu");
        Section("proc-net-tcp", "cat /proc/net/tcp");
        Section("proc-net-tcp6", "cat /proc/net/tcp6");
        Section("proc-net-udp", "cat /proc/net/udp");
        Section("iptables-save", "iptables-save", "iptables-save -c");
        runtime.AddCommand("ip route", request => With(bundle, request, RouteText));
        runtime.AddCommand("ip r", request => With(bundle, request, RouteText));
        foreach (var command in (string[])["ss -lntp", "ss -lntup", "netstat -lntp"])
        {
            runtime.AddCommand(command, request => With(bundle, request, pod => SocketTable(bundle, request, pod)));
        }

        runtime.AddCommand("hostname", request => (PodIsHost(bundle, request) ? PodView.Node(bundle.FindPod(request.Namespace, request.Pod)!) : request.Pod) + "\n");
        runtime.AddCommand("hostname -i", request => With(bundle, request, pod => PodView.Ip(pod) + "\n"));
        runtime.AddCommand("env", request => With(bundle, request, pod => Environment(bundle, pod)));
        runtime.AddCommand("printenv", request => With(bundle, request, pod => Environment(bundle, pod)));
        runtime.AddCommand("id", _ => "uid=0(root) gid=0(root) groups=0(root)\n");
        runtime.AddCommand("whoami", _ => "root\n");
        runtime.AddCommand("pwd", _ => "/\n");
        runtime.AddCommand("ls", _ => "bin\ndev\netc\nproc\nrun\nsys\ntmp\nusr\nvar\n");
        runtime.AddCommand("date", _ => bundle.View.Now.UtcDateTime.ToString("ddd MMM d HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture) + "\n");
        runtime.AddCommand("uname -a", request => With(bundle, request, pod => bundle.NodeSection(PodView.Node(pod)!, "uname")));
        runtime.AddCommand("cat /etc/hosts", request => With(bundle, request,
            pod => $"# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{PodView.Ip(pod)}\t{request.Pod}\n"));
        runtime.AddFile("/etc/resolv.conf", request => Bytes(bundle.PodSection(request.Namespace, request.Pod, "resolv-conf")));
        runtime.AddFile("/usr/share/nginx/html/index.html", request => request.Pod.StartsWith("web-", StringComparison.Ordinal)
            ? Bytes($"<!DOCTYPE html>\n<title>shop</title>\n<h1>{request.Pod}</h1>\n") : null);

        // CoreDNS's image has nothing but CoreDNS in it. Scripts of checks get their answers all the same: they come from the node.
        runtime.AddLack(request => request is { Tty: true, Attach: false, Container: "coredns" });
        runtime.AddCommand("help", _ => "This is the demo: nothing runs here, a few commands are answered from its bundle.\n"
            + "Try: cat /etc/resolv.conf, ip addr, ip route, ss -lntp, hostname, env, cat /etc/hosts, iptables-save (in kube-proxy).\n");
    }

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static string? With(ShopBundle bundle, ExecRequest request, Func<JsonObject, string?> answer) =>
        bundle.FindPod(request.Namespace, request.Pod) is { } pod ? answer(pod) : null;

    private static bool PodIsHost(ShopBundle bundle, ExecRequest request) =>
        bundle.FindPod(request.Namespace, request.Pod) is { } pod && PodView.IsHostNetwork(pod);

    private static string? RouteText(JsonObject pod)
    {
        var node = ShopNode.Of(PodView.Node(pod)!);
        return $"default via {node.Gateway} dev eth0 \n{node.PodCidr} dev eth0 proto kernel scope link src {PodView.Ip(pod)} \n";
    }

    private static string SocketTable(ShopBundle bundle, ExecRequest request, JsonObject pod)
    {
        if (PodView.IsHostNetwork(pod))
        {
            return bundle.PodSection(request.Namespace, request.Pod, "ss-listen") ?? "";
        }

        var text = new StringBuilder("State   Recv-Q  Send-Q   Local Address:Port    Peer Address:Port  Process\n");
        foreach (var socket in ListeningSocket.Of(pod).Where(s => s.Protocol == "tcp"))
        {
            var peer = socket.Address == "*" ? "*:*" : "0.0.0.0:*";
            text.Append(CultureInfo.InvariantCulture, $"LISTEN  0       4096     {socket.Address + ":" + socket.Port,18}    {peer,12}      users:((\"{socket.Process}\",pid=1,fd=3))\n");
        }

        return text.ToString();
    }

    /// <summary>What enableServiceLinks gives for the services of the namespace, and the container's own.</summary>
    private static string Environment(ShopBundle bundle, JsonObject pod)
    {
        var text = new StringBuilder($"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOSTNAME={PodView.Name(pod)}\n");
        foreach (var entry in PodView.Containers(pod).First()["env"] as JsonArray ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry!["name"]}={entry["value"]}\n");
        }

        foreach (var service in bundle.View.List("services"))
        {
            var ns = PodView.Namespace(service);
            var ip = (string?)service["spec"]!["clusterIP"];
            if ((ns != PodView.Namespace(pod) && PodView.Name(service) != "kubernetes") || ip is null or "" or "None")
            {
                continue;
            }

            var name = PodView.Name(service).ToUpperInvariant().Replace('-', '_');
            text.Append(CultureInfo.InvariantCulture, $"{name}_SERVICE_HOST={ip}\n{name}_SERVICE_PORT={service["spec"]!["ports"]![0]!["port"]}\n");
        }

        return text.ToString();
    }
}
