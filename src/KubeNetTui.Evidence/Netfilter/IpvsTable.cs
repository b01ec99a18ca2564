namespace KubeNetTui.Evidence;

/// <summary>What <c>ipvsadm -Ln</c> printed, with or without <c>--stats</c> (or <c>--rate</c>).</summary>
public sealed class IpvsTable
{
    private readonly Dictionary<(string Protocol, Ip Address, int Port), IpvsService> _byAddress;

    internal IpvsTable(IReadOnlyList<IpvsService> services, bool hasHeader, IReadOnlyList<NotUnderstoodLine> notUnderstood)
    {
        (Services, HasHeader, NotUnderstood) = (services, hasHeader, notUnderstood);
        _byAddress = [];
        foreach (var service in services)
        {
            if (service.Address is { } address)
            {
                _byAddress.TryAdd((service.Protocol, address, service.Port), service);
            }
        }
    }

    public IReadOnlyList<IpvsService> Services { get; }

    /// <summary>The heading was there: the kernel has IPVS, even where it has no services.</summary>
    public bool HasHeader { get; }

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; }

    /// <param name="protocol">Lower case: <c>tcp</c>, <c>udp</c>, <c>sctp</c>.</param>
    public IpvsService? Find(string protocol, Ip address, int port) => _byAddress.GetValueOrDefault((protocol, address, port));

    /// <summary>Never throws; what is not understood is kept with its line's number.</summary>
    public static IpvsTable Parse(string text) => IpvsParser.Parse(text, isHex: false);

    /// <summary><c>/proc/net/ip_vs</c>: the same in hexadecimal, where there is no ipvsadm.</summary>
    public static IpvsTable ParseProc(string text) => IpvsParser.Parse(text, isHex: true);
}

/// <summary>A virtual server.</summary>
/// <param name="Protocol">Lower case: <c>tcp</c>, <c>udp</c>, <c>sctp</c>; <c>fwm</c> for a firewall mark.</param>
/// <param name="Address">Null for a firewall mark.</param>
/// <param name="Port">The mark, for <c>fwm</c>.</param>
/// <param name="Scheduler"><c>rr</c>, <c>lc</c>, …; "" in <c>--stats</c>, which does not print it.</param>
/// <param name="Flags">Behind the scheduler, as written: <c>persistent 10800</c>.</param>
/// <param name="Line">One-based.</param>
public sealed record IpvsService(
    string Protocol, Ip? Address, int Port, string Scheduler, string Flags, IpvsStats? Stats, int Line, IReadOnlyList<IpvsDestination> Destinations)
{
    /// <summary>Seconds for which a client keeps its real server (session affinity); 0: none.</summary>
    public int PersistentSeconds
    {
        get
        {
            var words = Flags.Split(' ');
            var at = Array.IndexOf(words, "persistent");
            return at < 0 ? 0 : at + 1 < words.Length && int.TryParse(words[at + 1], System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 300;
        }
    }
}

/// <summary>A real server.</summary>
/// <param name="Forward"><c>Masq</c>, <c>Route</c>, <c>Tunnel</c>, <c>Local</c>; "" in <c>--stats</c>.</param>
/// <param name="Weight">0: no new connections; kube-proxy sets it while an endpoint terminates. Null in <c>--stats</c>.</param>
public sealed record IpvsDestination(
    Ip Address, int Port, string Forward, int? Weight, long? ActiveConnections, long? InactiveConnections, IpvsStats? Stats, int Line);

/// <summary>Counted since the entry was made. Large numbers are printed in K, M, G (1000): then they are rounded.</summary>
public readonly record struct IpvsStats(long Connections, long PacketsIn, long PacketsOut, long BytesIn, long BytesOut);
