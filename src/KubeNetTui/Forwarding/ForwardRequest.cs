using System.Globalization;
using System.Net;
using KubeNetTui.App;

namespace KubeNetTui.Forwarding;

/// <summary>What is to be forwarded.</summary>
/// <param name="Target">A pod, or a service or workload of whose pods one that is ready is taken for each connection.</param>
/// <param name="Local">Where it listens on this machine; port 0: any free one.</param>
/// <param name="Port">Of the target: the pod's port; for a service the service's port.</param>
internal sealed record ForwardRequest(Selection Target, IPEndPoint Local, int Port)
{
    /// <summary>Reads <c>[ADDRESS:][LOCAL:]PORT</c>: <c>8080</c>, <c>9090:8080</c>, <c>0.0.0.0:9090:8080</c>.</summary>
    /// <returns>Null with the reason in <paramref name="problem"/>.</returns>
    public static ForwardRequest? Parse(Selection target, string typed, out string problem)
    {
        problem = "";
        var text = typed.Trim();
        var last = text.LastIndexOf(':');
        var port = text[(last + 1)..];
        var rest = last < 0 ? "" : text[..last];
        var middle = rest.LastIndexOf(':');
        var local = rest.Length == 0 ? port : rest[(middle + 1)..];
        var address = middle < 0 ? "127.0.0.1" : rest[..middle].Trim('[', ']');
        if (!IsPort(port, 1, out var remotePort))
        {
            problem = $"\"{port}\" is no port; write 8080, 9090:8080 or 127.0.0.1:9090:8080";
        }
        else if (!IsPort(local, 0, out var localPort))
        {
            problem = $"\"{local}\" is no local port; 0 takes any that is free";
        }
        else if (!IPAddress.TryParse(address == "localhost" ? "127.0.0.1" : address, out var ip))
        {
            problem = $"\"{address}\" is no address of this machine";
        }
        else
        {
            return new ForwardRequest(target, new IPEndPoint(ip, localPort), remotePort);
        }

        return null;
    }

    /// <summary>As it would be typed.</summary>
    public string Typed => $"{(Local.Address.Equals(IPAddress.Loopback) ? "" : Local.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Local.Address}]:" : $"{Local.Address}:")}{Local.Port}:{Port}";

    private static bool IsPort(string text, int least, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= least && port <= 65535;
}
