namespace KubeNetTui.Evidence;

/// <summary>Sockets of one network namespace.</summary>
public sealed class SocketTable(IReadOnlyList<SocketEntry> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
{
    public IReadOnlyList<SocketEntry> Items { get; } = items;

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; } = notUnderstood;

    public IEnumerable<SocketEntry> Listening => Items.Where(s => s.IsListening);

    /// <summary>What takes connections on a port, on whatever address.</summary>
    public IEnumerable<SocketEntry> ListeningOn(SocketProtocol protocol, int port) =>
        Items.Where(s => s.IsListening && s.Protocol == protocol && s.Port == port);

    /// <summary>
    /// <c>ss -H -lntup</c>, <c>ss -H -tan</c>, with or without header, processes, and the column that says tcp or udp.
    /// </summary>
    public static SocketTable ParseSs(string text) => SsText.Parse(text);

    /// <summary><c>/proc/net/tcp</c>, <c>tcp6</c>, <c>udp</c>, <c>udp6</c>.</summary>
    /// <param name="bigEndian">The kernel's byte order (s390x, ppc64); null: told from the addresses.</param>
    public static SocketTable ParseProc(string text, SocketProtocol protocol, bool? bigEndian = null) => ProcNetText.Parse(text, protocol, bigEndian);

    /// <summary>Several tables of one namespace as one.</summary>
    public static SocketTable Join(params IEnumerable<SocketTable> tables)
    {
        List<SocketTable> all = [.. tables];
        return new([.. all.SelectMany(t => t.Items)], [.. all.SelectMany(t => t.NotUnderstood)]);
    }
}
