using System.Globalization;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary><c>sysctl</c> values that have to do with the network, one <c>name = value</c> a line, sorted by name.</summary>
internal static class SysctlText
{
    public const int ConntrackMax = 262144;

    public static string Node(IEnumerable<string> interfaces, int conntrackCount, int conntrackMax = ConntrackMax)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Set(string name, object value) => values[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        foreach (var name in (string[])["arptables", "ip6tables", "iptables"])
        {
            Set("net.bridge.bridge-nf-call-" + name, 1);
        }

        foreach (var name in (string[])["filter-pppoe-tagged", "filter-vlan-tagged", "pass-vlan-input-dev"])
        {
            Set("net.bridge.bridge-nf-" + name, 0);
        }

        foreach (var name in interfaces.Concat(["all", "default"]))
        {
            Interface(values, name, name == "all" ? 1 : 0);
        }

        Set("net.ipv4.ip_forward", 1);
        Set("net.ipv4.ip_forward_update_priority", 1);
        Set("net.ipv4.ip_forward_use_pmtu", 0);
        Set("net.ipv4.ip_local_port_range", "32768\t60999");
        Set("net.ipv4.tcp_tw_reuse", 2);
        Set("net.ipv6.conf.all.forwarding", 0);
        Set("net.ipv6.conf.default.forwarding", 0);
        foreach (var (name, value) in (ReadOnlySpan<(string, int)>)
            [("acct", 0), ("buckets", conntrackMax / 4), ("checksum", 1), ("count", conntrackCount), ("events", 2), ("generic_timeout", 600),
             ("icmp_timeout", 30), ("log_invalid", 0), ("max", conntrackMax), ("tcp_be_liberal", 0), ("tcp_loose", 1), ("tcp_timeout_close", 10),
             ("tcp_timeout_close_wait", 3600), ("tcp_timeout_established", 86400), ("tcp_timeout_fin_wait", 120), ("tcp_timeout_last_ack", 30),
             ("tcp_timeout_syn_recv", 60), ("tcp_timeout_syn_sent", 120), ("tcp_timeout_time_wait", 120), ("tcp_timeout_unacknowledged", 300),
             ("udp_timeout", 30), ("udp_timeout_stream", 120)])
        {
            Set("net.netfilter.nf_conntrack_" + name, value);
        }

        return Print(values);
    }

    public static string Pod()
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (string[])["all", "default", "eth0", "lo"])
        {
            Interface(values, name, 0);
        }

        values["net.ipv4.ip_forward"] = "1";
        values["net.ipv4.ip_local_port_range"] = "32768\t60999";
        return Print(values);
    }

    private static void Interface(SortedDictionary<string, string> values, string name, int routeLocalnet)
    {
        foreach (var (key, value) in (ReadOnlySpan<(string, int)>)
            [("accept_local", 0), ("accept_redirects", 0), ("accept_source_route", 0), ("arp_announce", 0), ("arp_filter", 0), ("arp_ignore", 0),
             ("forwarding", 1), ("log_martians", 0), ("proxy_arp", 0), ("route_localnet", routeLocalnet), ("rp_filter", 0), ("secure_redirects", 1),
             ("send_redirects", 1), ("src_valid_mark", 0)])
        {
            values[$"net.ipv4.conf.{name}.{key}"] = value.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Print(SortedDictionary<string, string> values)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in values)
        {
            text.Append(name).Append(" = ").Append(value).Append('\n');
        }

        return text.ToString();
    }
}
