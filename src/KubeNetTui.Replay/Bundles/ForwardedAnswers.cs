namespace KubeNetTui.Replay;

/// <summary>
/// What a DNS server answered through a port-forward when the bundle was taken: sections <c>probe.forwarded.PORT.NAME_TYPE</c> of its pod,
/// a probe's line each. Asked again, it answers again; a question that was not asked then gets no answer.
/// </summary>
internal sealed class ForwardedAnswers(IEnumerable<KeyValuePair<string, string>> sections, int port)
{
    private readonly Dictionary<string, string> _lines = sections
        .Where(s => s.Key.StartsWith($"probe.forwarded.{port}.", StringComparison.Ordinal))
        .ToDictionary(s => s.Key[$"probe.forwarded.{port}.".Length..], s => s.Value, StringComparer.OrdinalIgnoreCase);

    public bool Any => _lines.Count > 0;

    /// <exception cref="IOException">The connection was refused then.</exception>
    public Func<Stream, CancellationToken, Task>? Listener()
    {
        if (!Any)
        {
            return null;
        }

        return _lines.Values.All(l => l.StartsWith("refused ", StringComparison.Ordinal))
            ? throw new IOException($"dial tcp4 127.0.0.1:{port}: connect: connection refused")
            : ServeAsync;
    }

    private Task ServeAsync(Stream stream, CancellationToken cancellation) => DnsOverTcp.ServeAsync(stream, Ask, cancellation);

    /// <exception cref="IOException">There was no answer: the connection ends.</exception>
    private NameAnswer Ask(string name, string type)
    {
        var words = _lines.TryGetValue($"{name}_{type}", out var line) ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        if (words is not ["reached", _, _, var code, .. var rest])
        {
            throw new IOException("no answer then, none now");
        }

        var target = rest is [var first, ..] && first.EndsWith('.') ? first.TrimEnd('.') : "";
        return new NameAnswer(code, [.. rest.Where(r => System.Net.IPAddress.TryParse(r, out _))], target);
    }
}
