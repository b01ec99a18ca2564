using System.Globalization;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>Sockets as <c>ss -Hlntu</c> and <c>/proc/net/{tcp,tcp6,udp}</c> print them.</summary>
internal static class SocketText
{
    private const string Tcp4Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n";
    private const string Tcp6Header = "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private const string Udp4Header = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            \n";

    private const string Udp6Header = "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n";

    /// <param name="processes">With <c>users:((…))</c>, as root sees it.</param>
    public static string Ss(IReadOnlyList<ListeningSocket> sockets, string seed, bool processes)
    {
        if (sockets.Count == 0)
        {
            return "";
        }

        var width = sockets.Max(s => s.Address.Length);
        var portWidth = sockets.Max(s => s.Port.ToString(CultureInfo.InvariantCulture).Length);
        var text = new StringBuilder();
        foreach (var (socket, i) in sockets.OrderByDescending(s => s.Protocol, StringComparer.Ordinal).Select((s, i) => (s, i)))
        {
            var peer = socket.Address == "*" ? "*:*" : "0.0.0.0:*";
            var state = socket.Protocol == "udp" ? "UNCONN 0      0   " : "LISTEN 0      4096";
            text.Append(CultureInfo.InvariantCulture, $"{socket.Protocol} {state} {socket.Address.PadLeft(width)}:{socket.Port.ToString(CultureInfo.InvariantCulture).PadRight(portWidth)} {peer}");
            if (processes)
            {
                text.Append(CultureInfo.InvariantCulture, $" users:((\"{socket.Process}\",pid={Pid(seed, socket.Process)},fd={3 + i}))");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static int Pid(string seed, string process) => 600 + DemoId.Number($"{seed}/{process}", 3000);

    public static string Tcp(IEnumerable<ListeningSocket> sockets, string seed) =>
        Tcp4Header + Rows(sockets.Where(s => s is { Protocol: "tcp", Address: not "*" }), seed, s => Hex(s.Address) + Port(s.Port) + " 00000000:0000 0A", 149);

    public static string Tcp6(IEnumerable<ListeningSocket> sockets, string seed) =>
        Tcp6Header + Rows(sockets.Where(s => s is { Protocol: "tcp", Address: "*" }), seed,
            s => new string('0', 32) + Port(s.Port) + " " + new string('0', 32) + ":0000 0A", 0);

    public static string Udp6(IEnumerable<ListeningSocket> sockets, string seed) =>
        Udp6Header + Rows(sockets.Where(s => s is { Protocol: "udp", Address: "*" }), seed,
            s => new string('0', 32) + Port(s.Port) + " " + new string('0', 32) + ":0000 07", 0);

    /// <summary>Sockets open for both families are in <c>udp6</c>, as in the kernel: not here.</summary>
    public static string Udp(IEnumerable<ListeningSocket> sockets, string seed) =>
        Udp4Header + Rows(sockets.Where(s => s is { Protocol: "udp", Address: not "*" }), seed, s => Hex(s.Address) + Port(s.Port) + " 00000000:0000 07", 127);

    private static string Rows(IEnumerable<ListeningSocket> sockets, string seed, Func<ListeningSocket, string> ends, int width)
    {
        var text = new StringBuilder();
        foreach (var (socket, i) in sockets.Select((s, i) => (s, i)))
        {
            var key = $"{seed}/{socket.Protocol}/{socket.Port}";
            var row = string.Create(CultureInfo.InvariantCulture,
                $"{i,4}: {ends(socket)} 00000000:00000000 00:00000000 00000000     0        0 {100_000 + DemoId.Number("inode/" + key, 90_000)} 1 00000000{DemoId.Hex(key)[..8]} 100 0 0 10 0");
            text.Append(row.PadRight(width)).Append('\n');
        }

        return text.ToString();
    }

    private static string Port(int port) => ":" + port.ToString("X4", CultureInfo.InvariantCulture);

    /// <summary>The four bytes of an address as one number of the machine: little-endian, 127.0.0.1 is 0100007F.</summary>
    private static string Hex(string address) =>
        string.Concat(address.Split('%')[0].Split('.').Reverse().Select(part => byte.Parse(part, CultureInfo.InvariantCulture).ToString("X2", CultureInfo.InvariantCulture)));
}
